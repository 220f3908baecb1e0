import ApplianceSimulator
import JSONText
import MQTTClient
import TestBroker
import TestSupport
import Testing
import TrivetRuntime

@Suite("From a sentence to the appliance and back", .timeLimit(.minutes(1)))
struct MainRoadTests {
    @Test("A sentence moves the lamp, every step is told, the reply is what the lamp reported")
    func mainRoad() async throws {
        let stage = try await Stage()
        let watcher = try await stage.watcher()
        let node = try stage.node()
        #expect(try await watcher.ready())
        try await watcher.say("Dim the kitchen lamp to 30!", id: "c1")
        let reply = try #require(try await watcher.reply())
        #expect(reply.ok && reply.id == "c1" && reply.kind == "acted")
        #expect(reply.json["actions"]?[0]?["outcome"] == "confirmed")
        #expect(reply.json["actions"]?[0]?["reported"] == 30)
        #expect(watcher.messages("lamp/set").map(\.text) == [#"{"brightness":30}"#])
        #expect(watcher.messages("lamp/set").allSatisfy { !$0.retain })
        let steps = watcher.messages("trivet/test/event").compactMap { try? JSON(parsing: $0.payload) }
        #expect(steps.allSatisfy { $0["id"] == "c1" })
        let names = steps.compactMap { $0["step"]?.string }
        #expect(names.first == "heard")
        for name in ["completed", "read", "began", "ended"] { #expect(names.contains(name)) }
        try await node.stop()
        #expect(try await watcher.wait { $0.messages("trivet/test/status").last?.text?.contains("offline") == true })
    }

    @Test("Plain text is a command, several appliances move at once, questions are answered")
    func several() async throws {
        let stage = try await Stage()
        let watcher = try await stage.watcher()
        let node = try stage.node()
        #expect(try await watcher.ready())
        try await watcher.say("turn on the kitchen lamp and open the blind")
        #expect(try await watcher.reply(1)?.ok == true)
        #expect(watcher.messages("blind/set").map(\.text) == ["OPEN"])
        try await watcher.say("is the front door locked?")
        let answer = try #require(try await watcher.reply(2))
        #expect(answer.ok && answer.kind == "answered" && answer.json["answer"]?["bool"] == true)
        try await watcher.say("order a pizza")
        #expect(try await watcher.reply(3)?.reason == "not_about_home")
        try await node.stop()
    }

    @Test("The reply goes where the sender wants it, with the sender's data, and never to an appliance")
    func responseTopic() async throws {
        let stage = try await Stage()
        let watcher = try await stage.watcher()
        let node = try stage.node()
        #expect(try await watcher.ready())
        let data: [UInt8] = [0, 1, 255]
        let text = Array("turn on the kitchen lamp".utf8)
        try await watcher.say(
            text, properties: MQTTProperties(responseTopic: "panel/answers", correlationData: data))
        #expect(try await watcher.wait { !$0.messages("panel/answers").isEmpty })
        #expect(watcher.messages("panel/answers").first?.properties.correlationData == data)
        #expect(watcher.messages("trivet/test/reply").first?.properties.correlationData == data)
        for topic in ["door/set", "trivet/test/command", "trivet/test/status"] {
            try await watcher.say(text, properties: MQTTProperties(responseTopic: topic))
        }
        #expect(try await watcher.reply(4) != nil)
        #expect(watcher.messages("door/set").isEmpty)
        #expect(watcher.messages("trivet/test/command").count == 4)
        try await node.stop()
    }

    @Test("The door is unlocked only after a yes in the same conversation")
    func confirmation() async throws {
        let stage = try await Stage()
        let watcher = try await stage.watcher()
        let node = try stage.node()
        #expect(try await watcher.ready())
        try await watcher.say("unlock the front door", session: "a")
        #expect(try await watcher.reply(1)?.reason == "confirm")
        try await watcher.say("yes", session: "b")
        #expect(try await watcher.reply(2)?.ok == false)
        #expect(watcher.messages("door/set").isEmpty)
        try await watcher.say("yes", session: "a")
        #expect(try await watcher.reply(3)?.ok == true)
        #expect(watcher.messages("door/set").map(\.text) == ["UNLOCK"])
        try await node.stop()
    }

    @Test("A command line client gets events and reply of its own command, and hears when nobody listens")
    func nodeClient() async throws {
        let stage = try await Stage()
        let connection = MQTTConfiguration(
            endpoint: .tcp(host: "127.0.0.1", port: stage.broker.port), clientID: "ask")
        let client = NodeClient(connection: connection, node: "test", patience: 10)
        try await client.connect()
        await #expect(throws: AskError.nobodyListens(node: "test")) {
            try await client.ask(Command(text: "turn on the kitchen lamp")) { _ in }
        }
        let watcher = try await stage.watcher()
        let node = try stage.node()
        #expect(try await watcher.ready())
        let reply = try await client.ask(Command(text: "turn on the kitchen lamp")) { _ in }
        #expect(reply.ok)
        await client.disconnect()
        try await node.stop()
    }
}
