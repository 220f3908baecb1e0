import JSONText
import MQTTClient
import TestBroker
import TestSupport
import Testing
import TrivetRuntime

@Suite("Safety at the broker", .timeLimit(.minutes(1)))
struct SafetyTests {
    @Test("A home that is observed: nothing at all is published to appliances, and the reply names the rule")
    func observe() async throws {
        let stage = try await Stage(withAppliances: false, more: ["agent: { observe: true }"])
        let watcher = try await stage.watcher()
        let node = try stage.node()
        #expect(try await watcher.ready())
        let sentences = [
            "turn on the kitchen lamp", "open the blind", "unlock the front door", "yes",
            "turn on the kitchen lamp and open the blind", "is the front door locked",
        ]
        for (index, sentence) in sentences.enumerated() {
            try await watcher.say(sentence, id: "\(index)", session: "s")
            let reply = try #require(try await watcher.reply(index + 1))
            #expect(reply.id == "\(index)")
            if index < 2 {
                #expect(reply.reason == "policy" && reply.json["rule"] == "observe")
                #expect(reply.json["actions"]?[0]?["rule"] == "observe")
            }
        }
        try await node.stop()
        #expect(watcher.everything.allSatisfy { $0.topic.hasPrefix("trivet/test/") })
    }

    @Test("Who may do what is decided by the topic, not by what a payload says")
    func senders() async throws {
        let stage = try await Stage(more: [
            "senders:", "  ann: {}", "  panel: { only: [blind] }", "  anyone: { only: [] }",
        ])
        let watcher = try await stage.watcher()
        let node = try stage.node()
        #expect(try await watcher.ready())
        let wish = #"{"text": "turn on the kitchen lamp", "user": "ann", "area": "kitchen"}"#
        let roads = [
            ("", "sender"), ("/panel", "wrong-member"), ("/bob", "unknown-sender"), ("/ann/x", nil), ("/ann", nil),
        ]
        var count = 0
        for (road, reason) in roads {
            try await watcher.client.publish(MQTTMessage(topic: "trivet/test/command\(road)", text: wish))
            if road == "/ann/x" { continue }
            count += 1
            let reply = try #require(try await watcher.reply(count))
            #expect(reply.ok == (reason == nil))
            #expect(reason == nil || reply.reason == reason || reply.json["rule"]?.string == reason)
        }
        #expect(watcher.messages("lamp/set").count == 1)
        try await watcher.client.publish(MQTTMessage(topic: "trivet/test/command/panel", text: "open the blind"))
        #expect(try await watcher.reply(count + 1)?.ok == true)
        try await node.stop()
    }

    @Test("A command line client that is a sender speaks on that one's topic")
    func clientAsSender() async throws {
        let stage = try await Stage(more: ["senders:", "  ann: {}", "  anyone: { only: [] }"])
        let watcher = try await stage.watcher()
        let node = try stage.node()
        #expect(try await watcher.ready())
        for (sender, isHeard) in [(String?.none, false), ("ann", true)] {
            let connection = MQTTConfiguration(
                endpoint: .tcp(host: "127.0.0.1", port: stage.broker.port), clientID: "ask")
            let client = NodeClient(connection: connection, node: "test", sender: sender, patience: 10)
            try await client.connect()
            let reply = try await client.ask(Command(text: "turn on the kitchen lamp")) { _ in }
            #expect(reply.ok == isHeard)
            await client.disconnect()
        }
        #expect(watcher.messages("lamp/set").count == 1)
        try await node.stop()
    }

    @Test("A question to one sender is not answered by another, nor by whoever names the session")
    func yesOfOthers() async throws {
        let stage = try await Stage(more: ["senders:", "  ann: {}", "  ben: {}"])
        let watcher = try await stage.watcher()
        let node = try stage.node()
        #expect(try await watcher.ready())
        let steps = [
            ("/ann", "unlock the front door"), ("/ben", "yes"), ("", "yes"), ("/ann", "yes"),
        ]
        for (index, step) in steps.enumerated() {
            let text = JSON.object(["text": .string(step.1), "session": "s"]).serialized()
            try await watcher.client.publish(MQTTMessage(topic: "trivet/test/command\(step.0)", text: text))
            _ = try #require(try await watcher.reply(index + 1))
            #expect(watcher.messages("door/set").count == (index == 3 ? 1 : 0))
        }
        try await node.stop()
    }
}
