import Agent
import ApplianceSimulator
import Appliances
import JSONText
import Logging
import MQTTClient
import Synchronization
import TestBroker
import TestSupport
import TrivetRuntime

/// A broker, a home, its simulated appliances and the runtime, for one test.
final class Stage: Sendable {
    let broker: TestBroker
    let home: TestHome
    private let simulation: Task<Void, any Error>?

    /// Starts broker and appliances. Without `withAppliances` nobody but the runtime is at the broker.
    init(
        withAppliances: Bool = true, behaviours: [String: SimulatedBehaviour] = [:], confirmWithinSeconds: Double = 60,
        more: [String] = []
    ) async throws {
        let broker = try TestBroker.start()
        let home = TestHome(
            broker: ["host: 127.0.0.1", "port: \(broker.port)"], confirmWithinSeconds: confirmWithinSeconds, more: more)
        self.broker = broker
        self.home = home
        guard withAppliances else {
            simulation = nil
            return
        }
        var configuration = SimulatorConfiguration(
            connection: MQTTConfiguration(endpoint: .tcp(host: "127.0.0.1", port: broker.port), clientID: "simulator"))
        configuration.connection.backoff = MQTTBackoff(initial: .milliseconds(50), maximum: .milliseconds(200))
        configuration.delayMilliseconds = 1...5
        configuration.behaviours = behaviours
        let simulator = ApplianceSimulator(
            home: try HomeFiles.load(home.file), configuration: configuration, logger: Stage.quiet)
        simulation = Task { try await simulator.run() }
        await simulator.ready()
    }

    deinit { simulation?.cancel() }

    static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// The runtime with the model that understands everything, running in a task of its own.
    func node(
        model: any LanguageModel = TestHome.model, journal: String? = nil, port: UInt16? = nil, password: String? = nil,
        home file: String? = nil
    ) throws -> RunningNode {
        let appliances = try HomeFiles.load(file ?? home.file)
        var connection = MQTTConfiguration(
            endpoint: .tcp(host: "127.0.0.1", port: port ?? broker.port), clientID: "trivet-test")
        connection.backoff = MQTTBackoff(initial: .milliseconds(20), maximum: .milliseconds(100))
        connection.username = password == nil ? nil : "trivet"
        connection.password = password
        return try RunningNode(
            TrivetNode(
                home: appliances, model: model, description: NodeDescription(model: "scripted", board: "test"),
                connection: connection, journalPath: journal, logger: Stage.quiet))
    }

    /// Somebody who watches everything and says things.
    func watcher() async throws -> Watcher { try await Watcher(port: broker.port) }
}

/// A runtime that runs until the object goes away or is stopped.
final class RunningNode: Sendable {
    private let task: Task<Void, any Error>

    init(_ node: TrivetNode) {
        task = Task { try await node.run() }
    }

    deinit { task.cancel() }

    /// Ends it in good order.
    func stop() async throws {
        task.cancel()
        try await task.value
    }
}

/// A client that remembers every message that it sees.
final class Watcher: Sendable {
    let client: MQTTClient
    private let seen = Mutex<[MQTTMessage]>([])

    init(port: UInt16) async throws {
        var configuration = MQTTConfiguration(
            endpoint: .tcp(host: "127.0.0.1", port: port), clientID: "watcher-\(UInt32.random(in: 0 ... .max))")
        configuration.subscriptions = [MQTTSubscription("#")]
        configuration.backoff = MQTTBackoff(initial: .milliseconds(20), maximum: .milliseconds(100))
        client = MQTTClient(configuration)
        client.start()
        try await client.waitUntilConnected(timeout: .seconds(30))
        Task { [weak self, client] in
            for await message in client.messages { self?.seen.withLock { $0.append(message) } }
        }
    }

    /// Says something to the runtime.
    func say(_ payload: [UInt8], retain: Bool = false, properties: MQTTProperties = MQTTProperties()) async throws {
        try await client.publish(
            MQTTMessage(topic: "trivet/test/command", payload: payload, retain: retain, properties: properties))
    }

    /// Says something to the runtime.
    func say(_ text: String, id: String? = nil, session: String? = nil) async throws {
        let json = JSON.object([
            "text": .string(text), "id": id.map(JSON.string), "session": session.map(JSON.string),
        ])
        try await say(Array(id == nil && session == nil ? text.utf8 : json.serialized().utf8))
    }

    /// Every message so far.
    var everything: [MQTTMessage] { seen.withLock { $0 } }

    /// The messages on a topic so far.
    func messages(_ topic: String) -> [MQTTMessage] { seen.withLock { $0.filter { $0.topic == topic } } }

    /// The replies so far.
    var replies: [Reply] {
        messages("trivet/test/reply").compactMap { try? JSON(parsing: $0.payload) }.compactMap(Reply.init(json:))
    }

    /// Waits for something to be true; false if it is not within the time.
    func wait(seconds: Double = 30, until isTrue: (Watcher) -> Bool) async throws -> Bool {
        let deadline = Clock.monotonic() + seconds
        while !isTrue(self) {
            if Clock.monotonic() > deadline { return false }
            try await Task.sleep(for: .milliseconds(5))
        }
        return true
    }

    /// The reply number `count`, counted from 1.
    func reply(_ count: Int = 1, seconds: Double = 30) async throws -> Reply? {
        _ = try await wait(seconds: seconds) { $0.replies.count >= count }
        let replies = replies
        return replies.count >= count ? replies[count - 1] : nil
    }

    /// Waits until the runtime says that it is ready, `times` times in all.
    func ready(times: Int = 1) async throws -> Bool {
        try await wait { watcher in
            watcher.messages("trivet/test/status").count { message in
                (try? JSON(parsing: message.payload))?["state"] == "ready"
            } >= times
        }
    }
}
