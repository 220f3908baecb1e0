import JSONText
import MQTTClient
import TestBroker
import TestSupport
import Testing
import TrivetRuntime

@Suite("Trouble with the broker", .timeLimit(.minutes(1)))
struct BrokerTroubleTests {
    @Test("A broker that is not there yet is waited for")
    func absent() async throws {
        let stage = try await Stage(withAppliances: false)
        stage.broker.kill()
        let node = try stage.node()
        try await Task.sleep(for: .milliseconds(300))
        try stage.broker.start()
        let watcher = try await stage.watcher()
        #expect(try await watcher.ready())
        try await watcher.say("order a pizza")
        #expect(try await watcher.reply()?.reason == "not_about_home")
        try await node.stop()
    }

    @Test("A broker that goes away in the middle costs no reply, and nothing is done twice")
    func goesAway() async throws {
        let stage = try await Stage(confirmWithinSeconds: 4)
        let watcher = try await stage.watcher()
        let model = ScriptedModel(
            ["turn on the kitchen lamp": [.control("set"), .device("kitchen lamp"), .text(" power on")]],
            delay: .milliseconds(400))
        let node = try stage.node(model: model)
        #expect(try await watcher.ready())
        try await watcher.say("turn on the kitchen lamp", id: "one")
        #expect(try await watcher.wait { !$0.messages("trivet/test/event").isEmpty })
        stage.broker.kill()
        try await Task.sleep(for: .milliseconds(800))
        try stage.broker.start()
        #expect(try await watcher.ready(times: 2))
        // The watcher may have come back after the reply was given; whoever asks again is told it again.
        try await watcher.say("turn on the kitchen lamp", id: "one")
        let reply = try #require(try await watcher.reply(1, seconds: 20))
        #expect(reply.id == "one")
        #expect(watcher.messages("lamp/set").count <= 1)
        // The lamp may have come back too late to hear it; then the reply says so.
        #expect(reply.ok == (watcher.messages("lamp/state").last?.text?.contains("ON") == true))
        try await node.stop()
    }

    @Test("Who waits for a status where no broker is hears that, not that there is no runtime")
    func noBroker() async throws {
        let connection = MQTTConfiguration(endpoint: .unix(path: "/nonexistent/broker"), clientID: "status")
        await #expect(throws: AskError.self) {
            try await StatusReader(connection: connection, node: "test").read(seconds: 0.5, untilReady: true)
        }
    }

    @Test("A password that the broker refuses does not end the runtime")
    func wrongPassword() async throws {
        let broker = try TestBroker.start(TestBroker.Options(credentials: ("trivet", "right")))
        let stage = try await Stage(withAppliances: false)
        let node = try stage.node(port: broker.port, password: "wrong")
        try await Task.sleep(for: .milliseconds(300))
        var connection = MQTTConfiguration(endpoint: .tcp(host: "127.0.0.1", port: broker.port), clientID: "reader")
        connection.username = "trivet"
        connection.password = "right"
        #expect(
            try await StatusReader(connection: connection, node: "test").read(seconds: 0.3, untilReady: false) == nil)
        try await node.stop()
        let right = try stage.node(port: broker.port, password: "right")
        let status = try await StatusReader(connection: connection, node: "test").read(seconds: 10, untilReady: true)
        #expect(status?["state"] == "ready")
        try await right.stop()
        connection.password = "wrong"
        let client = NodeClient(connection: connection, node: "test")
        let error = await #expect(throws: AskError.self) { try await client.connect() }
        #expect(error?.description.isEmpty == false)
    }

    @Test("A runtime that loses its power is reported offline by its will")
    func will() async throws {
        let stage = try await Stage(withAppliances: false)
        let watcher = try await stage.watcher()
        let node = try stage.node()
        #expect(try await watcher.ready())
        try await node.stop()
        #expect(try await watcher.wait { $0.messages("trivet/test/status").last?.text?.contains("offline") == true })
        let status = try await StatusReader(
            connection: MQTTConfiguration(
                endpoint: .tcp(host: "127.0.0.1", port: stage.broker.port), clientID: "reader"), node: "test"
        ).read(seconds: 1, untilReady: false)
        #expect(status?["state"] == "offline")
    }
}
