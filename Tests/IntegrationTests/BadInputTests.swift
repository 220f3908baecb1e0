import ApplianceSimulator
import JSONText
import MQTTClient
import TestBroker
import TestSupport
import Testing
import TrivetRuntime

@Suite("Bad input and bad luck", .timeLimit(.minutes(1)))
struct BadInputTests {
    @Test("Messages that are no commands are answered with a reason, and the next command works")
    func messages() async throws {
        let stage = try await Stage()
        let watcher = try await stage.watcher()
        let node = try stage.node()
        #expect(try await watcher.ready())
        let bad: [(payload: [UInt8], reason: String)] = [
            ([], "empty"), (Array("  \n".utf8), "empty"), ([UInt8](repeating: 120, count: 1 << 20), "too-long"),
            ([0xC3, 0x28], "not-utf-8"), (Array(#"{"text": "on"#.utf8), "broken-json"),
            (Array(#"{"id": "7"}"#.utf8), "no-text"), (Array(#"{"text": 5}"#.utf8), "wrong-member"),
        ]
        for (index, message) in bad.enumerated() {
            try await watcher.say(
                message.payload, properties: MQTTProperties(correlationData: [UInt8(index)]))
            let reply = try #require(try await watcher.reply(index + 1))
            #expect(!reply.ok && reply.reason == message.reason)
            #expect(!reply.text.isEmpty)
        }
        #expect(
            watcher.messages("trivet/test/reply").map(\.properties.correlationData) == bad.indices.map { [UInt8($0)] })
        try await watcher.say("turn on the kitchen lamp")
        #expect(try await watcher.reply(bad.count + 1)?.ok == true)
        try await node.stop()
    }

    @Test("A command that lies at the broker is refused at every start")
    func retained() async throws {
        let stage = try await Stage()
        let watcher = try await stage.watcher()
        try await watcher.say(Array("turn on the kitchen lamp".utf8), retain: true)
        let node = try stage.node()
        #expect(try await watcher.reply()?.reason == "retained")
        #expect(watcher.messages("lamp/set").isEmpty)
        try await node.stop()
    }

    @Test("The same command twice moves the appliance once, also over a restart")
    func twice() async throws {
        let stage = try await Stage()
        let watcher = try await stage.watcher()
        let journal = stage.home.folder.path + "/var/journal.jsonl"
        let first = try stage.node(journal: journal)
        #expect(try await watcher.ready())
        try await watcher.say("turn on the kitchen lamp", id: "one")
        #expect(try await watcher.reply(1)?.ok == true)
        try await watcher.say("turn on the kitchen lamp", id: "one")
        #expect(try await watcher.reply(2)?.json["repeated"] == true)
        try await first.stop()
        let second = try stage.node(journal: journal)
        #expect(try await watcher.ready(times: 2))
        try await watcher.say("turn on the kitchen lamp", id: "one")
        #expect(try await watcher.reply(3)?.json["repeated"] == true)
        try await watcher.say("turn off the kitchen lamp", id: "one")
        #expect(try await watcher.reply(4)?.reason == "id-reused")
        #expect(watcher.messages("lamp/set").count == 1)
        try await second.stop()
    }

    @Test(
        "After a crash: what was only accepted is carried out, what was begun is told to be unknown, what is old is left"
    )
    func crash() async throws {
        let stage = try await Stage()
        let watcher = try await stage.watcher()
        let path = stage.home.folder.path + "/var/journal.jsonl"
        do {
            let journal = try Journal(path: path)
            #expect(try journal.admit(Command(id: "new", text: "turn on the kitchen lamp")) == .accepted)
            #expect(try journal.admit(Command(id: "begun", text: "open the blind")) == .accepted)
            try journal.act("begun")
            let old = Command(id: "old", text: "dim the kitchen lamp to 30", receivedAt: Clock.wall() - 3600)
            #expect(try journal.admit(old) == .accepted)
        }
        let node = try stage.node(journal: path)
        #expect(try await watcher.wait { $0.replies.count >= 3 })
        let replies = Dictionary(watcher.replies.map { ($0.id ?? "", $0) }) { $1 }
        #expect(replies["new"]?.ok == true)
        #expect(replies["begun"]?.reason == "interrupted")
        #expect(replies["old"]?.reason == "expired")
        #expect(watcher.messages("blind/set").isEmpty)
        #expect(watcher.messages("lamp/set").count == 1)
        try await node.stop()
        #expect(try Journal(path: path).unfinished.isEmpty)
    }

    @Test("An appliance that is silent, refuses, or is not there is told as such, and the runtime goes on")
    func appliances() async throws {
        let stage = try await Stage(behaviours: ["lamp": .silent, "blind": .refuse], confirmWithinSeconds: 0.4)
        let watcher = try await stage.watcher()
        let node = try stage.node()
        #expect(try await watcher.ready())
        try await watcher.say("turn on the kitchen lamp")
        let silent = try #require(try await watcher.reply(1))
        #expect(!silent.ok && silent.reason == "unconfirmed")
        try await watcher.say("open the blind")
        let refused = try #require(try await watcher.reply(2))
        #expect(!refused.ok && refused.reason == "contradicted")
        try await watcher.client.publish(MQTTMessage(topic: "simulator/lamp/behaviour", text: "offline"))
        #expect(try await watcher.wait { $0.messages("lamp/online").last?.text == "offline" })
        try await Task.sleep(for: .milliseconds(100))
        try await watcher.say("turn off the kitchen lamp")
        let gone = try #require(try await watcher.reply(3))
        #expect(!gone.ok && gone.reason == "unavailable")
        try await node.stop()
    }

    @Test("Nobody at the appliance's topic means that it is not there")
    func nobody() async throws {
        let stage = try await Stage(withAppliances: false)
        let node = try stage.node()
        let client = NodeClient(
            connection: MQTTConfiguration(
                endpoint: .tcp(host: "127.0.0.1", port: stage.broker.port), clientID: "ask"),
            node: "test", patience: 10)
        try await client.connect()
        var reply: Reply?
        for _ in 0..<200 where reply == nil {
            reply = try? await client.ask(Command(text: "turn on the kitchen lamp")) { _ in }
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(reply?.reason == "unavailable")
        await client.disconnect()
        try await node.stop()
    }

    @Test("A model that fails or hangs ends in a reply")
    func model() async throws {
        let stage = try await Stage()
        let watcher = try await stage.watcher()
        let node = try stage.node()
        #expect(try await watcher.ready())
        try await watcher.say("something that nobody taught it")
        #expect(try await watcher.reply(1)?.reason == "model")
        try await node.stop()
    }
}
