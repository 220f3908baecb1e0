import ApplianceVocabulary
import Appliances
import JSONText
import MQTTClient
import ModelFile
import TernaryInference

/// Measures the program as a user meets it: a process of its own, a real broker, appliances that answer.
public struct Bench: Sendable {
    /// How the measured program is started: its path, and the arguments that `trivet run` gets.
    public struct Program: Sendable {
        /// The path of the program.
        public var path: String
        /// Arguments for `trivet run`, such as the home's file.
        public var arguments: [String]

        /// A program.
        public init(path: String, arguments: [String]) {
            self.path = path
            self.arguments = arguments
        }
    }

    /// Why nothing could be measured.
    public struct Failure: Error, CustomStringConvertible {
        /// What went wrong.
        public var description: String
    }

    private let setup: Setup
    private let program: Program
    private let commands: Int
    private let starts: Int
    private let note: @Sendable (String) -> Void

    /// A measurement of a program in a home; `note` hears what is being done.
    public init(
        _ setup: Setup, program: Program, commands: Int = 200, starts: Int = 5,
        note: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.setup = setup
        self.program = program
        self.commands = commands
        self.starts = starts
        self.note = note
    }

    /// Measures everything.
    public func run() async throws -> BenchResults {
        var results = BenchResults()
        results.add("board", setup.board.name)
        try await measureRoad(&results)
        try await measureEngine(&results)
        return results
    }

    // MARK: - From the command to the appliance

    private func measureRoad(_ results: inout BenchResults) async throws {
        let broker = try PrivateBroker()
        defer { broker.stop() }
        var connection = MQTTConfiguration(endpoint: broker.endpoint, clientID: "trivet-bench")
        connection.backoff = MQTTBackoff(initial: .milliseconds(20), maximum: .milliseconds(100))
        let appliances = BenchAppliances(setup.appliances, connection: connection)
        try await waitForBroker(connection)
        try await appliances.start()

        note("starting it \(starts) times")
        var startTimes: [Double] = []
        var node = try await start(broker, connection, &startTimes)
        for _ in 1..<max(1, starts) {
            node.stop()
            node = try await start(broker, connection, &startTimes)
        }
        defer { node.stop() }
        results.add("start to ready, median of \(starts)", startTimes.middle * 1000, "ms", atMost: 200)
        addMemory(of: node, when: "when ready", to: &results)

        note("sending \(commands) commands")
        let client = NodeClient(connection: connection, node: setup.configuration.node, patience: 20)
        try await client.connect()
        var actions: [Double] = []
        var replies: [Double] = []
        for index in 0..<commands {
            _ = appliances.takeArrivals()
            let sent = Clock.monotonic()
            let reply = try await client.ask(Command(text: sentence(index), session: "bench \(index)")) { _ in }
            if let first = appliances.takeArrivals().first { actions.append(first - sent) }
            if reply.ok { replies.append(Clock.monotonic() - sent) }
        }
        await client.disconnect()
        guard !actions.isEmpty else {
            throw Failure(description: "no command moved an appliance; is it the right model?")
        }
        results.add("command to appliance, median of \(actions.count)", actions.middle * 1000, "ms", atMost: 30)
        results.add("command to appliance, 99 % within", actions.percentile(99) * 1000, "ms", atMost: 250)
        if !replies.isEmpty {
            results.add("command to confirmed reply, median of \(replies.count)", replies.middle * 1000, "ms")
        }
        addMemory(of: node, when: "after \(commands) commands", atMost: 40, to: &results)
        let size = TextFile.bytes(program.path).map(\.count) ?? 0
        results.add("size of the program", Double(size) / 1_000_000, "MB", atMost: 20)
        await appliances.stop()
    }

    private func addMemory(
        of node: ChildProcess, when: String, atMost limit: Double? = nil, to results: inout BenchResults
    ) {
        guard let memory = MemoryUse.read(process: node.id) else { return }
        results.add("resident memory \(when)", memory.residentMiB, "MiB", atMost: limit)
    }

    /// Starts the program and waits until it says that it is ready.
    private func start(
        _ broker: PrivateBroker, _ connection: MQTTConfiguration, _ times: inout [Double]
    ) async throws -> ChildProcess {
        var connection = connection
        connection.clientID += "-\(times.count)"
        connection.subscriptions = [
            MQTTSubscription(NodeTopics(node: setup.configuration.node).status, retained: .skip)
        ]
        let client = MQTTClient(connection)
        try await client.connect()
        let started = Clock.monotonic()
        let node = try ChildProcess(
            program.path,
            ["run"] + program.arguments + ["--broker", "\(broker.endpoint)", "--data", broker.folder, "--quiet"],
            output: broker.folder + "/trivet.log")
        let timer = Task {
            try? await Task.sleep(for: .seconds(20))
            await client.disconnect(grace: .zero)
        }
        defer { timer.cancel() }
        for await message in client.messages {
            guard let status = try? JSON(parsing: message.payload), status["state"] == "ready" else { continue }
            times.append(Clock.monotonic() - started)
            await client.disconnect(grace: .zero)
            return node
        }
        node.stop()
        let log = TextFile.read(broker.folder + "/trivet.log") ?? ""
        throw Failure(description: "the program did not become ready within 20 s\n\(log)")
    }

    private func waitForBroker(_ connection: MQTTConfiguration) async throws {
        let client = MQTTClient(connection)
        client.start()
        try await client.waitUntilConnected(timeout: .seconds(10))
        await client.disconnect(grace: .zero)
    }

    /// A sentence about one of the home's devices; the devices and wordings take turns.
    private func sentence(_ index: Int) -> String {
        let devices = setup.appliances.devices.filter { device in
            guard device.type == "light" || device.type == "outlet" || device.type == "fan" else { return false }
            return device.capability("power")?.isWritable ?? false
        }
        guard !devices.isEmpty else { return "turn everything off" }
        let device = devices[index % devices.count]
        let name = device.name.lowercased()
        switch index / devices.count % 4 {
        case 0: return "turn on the \(name)"
        case 1: return device.capability("brightness") == nil ? "switch the \(name) off" : "dim the \(name) to 40"
        case 2: return "turn off the \(name)"
        default: return device.capability("speed") == nil ? "switch on the \(name)" : "set the \(name) to 60 percent"
        }
    }

    // MARK: - The engine alone

    private func measureEngine(_ results: inout BenchResults) async throws {
        note("measuring the engine")
        let engine = try setup.openModel()
        results.add("model", engine.model.metadata.name)
        let speed = try await engine.measure()
        results.add("kernels and threads", "\(engine.model.instructionSet), \(engine.model.threads)")
        // The goals are those of a pilot; a model of billions of weights has others.
        let isSmall = engine.model.file.byteCount < 32 << 20
        results.add(
            "prefill, \(speed.prefillTokens) tokens", speed.prefillTokensPerSecond, "tokens/s",
            atLeast: isSmall ? 10_000 : nil)
        results.add(
            "decode, \(speed.decodeTokens) tokens", speed.decodeTokensPerSecond, "tokens/s",
            atLeast: isSmall ? 1_500 : nil)
        results.add(
            "size of the model", Double(engine.model.file.byteCount) / 1_000_000, "MB", atMost: isSmall ? 8 : nil)
    }
}

extension [Double] {
    /// The middle value; 0 of none.
    var middle: Double { percentile(50) }

    /// The value below which so many per cent lie; 0 of none.
    func percentile(_ percent: Int) -> Double {
        isEmpty ? 0 : sorted()[Swift.min(count - 1, count * percent / 100)]
    }
}
