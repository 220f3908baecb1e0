import ApplianceVocabulary
import Appliances
import JSONText
import MQTTClient

#if canImport(Glibc)
    import Glibc
#endif

/// Measures a home of many lamps: all of them at once, doing nothing, and hearing many reports.
public struct LargeHomeBench: Sendable {
    private let setup: Setup
    private let program: String
    private let lamps: Int
    private let seconds: Double
    private let reportsPerSecond: Int
    private let note: @Sendable (String) -> Void

    /// A measurement of the program at a path with so many lamps; idling and hearing reports take `seconds` each.
    public init(
        _ setup: Setup, program: String, lamps: Int, seconds: Double = 30, reportsPerSecond: Int = 500,
        note: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.setup = setup
        self.program = program
        self.lamps = lamps
        self.seconds = seconds
        self.reportsPerSecond = reportsPerSecond
        self.note = note
    }

    /// Measures everything.
    public func run() async throws -> BenchResults {
        var results = BenchResults()
        results.add("board", setup.board.name)
        results.add("lamps", "\(lamps)")
        let broker = try PrivateBroker()
        defer { broker.stop() }
        let file = broker.folder + "/home.yaml"
        try TextFile.replace(file, with: Array(home.utf8))
        let appliances: ApplianceHome
        do { appliances = try HomeFiles.load(file) } catch { throw Bench.Failure(description: "\(error)") }

        var connection = MQTTConfiguration(endpoint: broker.endpoint, clientID: "trivet-bench")
        connection.backoff = MQTTBackoff(initial: .milliseconds(20), maximum: .milliseconds(100))
        let lamps = BenchAppliances(appliances, connection: connection)
        try await lamps.start()
        let watcher = StatusWatcher(connection, node: "bench")
        try await watcher.start()

        note("starting it")
        let started = Clock.monotonic()
        let node = try ChildProcess(
            program, ["run", "--config", file, "--broker", "\(broker.endpoint)", "--data", broker.folder, "--quiet"],
            output: broker.folder + "/trivet.log")
        defer { node.stop() }
        guard try await watcher.waitFor(seconds: 20, { $0["state"] == "ready" }) != nil else {
            throw Bench.Failure(
                description: "it did not become ready\n\(TextFile.read(broker.folder + "/trivet.log") ?? "")")
        }
        results.add("start to ready", (Clock.monotonic() - started) * 1000, "ms")
        try await Task.sleep(for: .seconds(2))
        try await measureGroup(connection, lamps, &results)
        try await measureIdle(node, &results)
        try await measureReports(node, connection, appliances, watcher, &results)
        if let memory = MemoryUse.read(process: node.id) {
            results.add("resident memory, at its peak", memory.peakMiB, "MiB", atMost: 40)
        }
        await lamps.stop()
        await watcher.stop()
        return results
    }

    /// Lamps in ten rooms, spoken to as Zigbee2MQTT does.
    private var home: String {
        let areas = [
            "kitchen", "hall", "office", "attic", "cellar", "garage", "nursery", "study", "bathroom", "pantry",
        ]
        let configuration = setup.configuration
        let devices = (0..<lamps).map { index in
            let area = areas[index % areas.count]
            return
                "  lamp_\(index): { profile: zigbee2mqtt/bulb, name: \(area) lamp \(index / areas.count + 1), area: \(area) }"
        }
        return """
            node: bench
            model: \(Self.absolute(setup.model))
            profiles: \(Self.absolute(configuration.profileFolder))
            boards: \(Self.absolute(configuration.boardFolder))
            agent: { maximum_actions: 1000 }
            areas: { \(areas.map { "\($0): {}" }.joined(separator: ", ")) }
            devices:
            \(devices.joined(separator: "\n"))
            """
    }

    /// The path as it is seen from everywhere.
    private static func absolute(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    // MARK: - All at once

    private func measureGroup(
        _ connection: MQTTConfiguration, _ lamps: BenchAppliances, _ results: inout BenchResults
    ) async throws {
        note("switching all lamps")
        let client = NodeClient(connection: connection, node: "bench", patience: 30)
        try await client.connect()
        var first: [Double] = []
        var last: [Double] = []
        var replies: [Double] = []
        var confirmed = 0
        for round in 0..<10 {
            _ = lamps.takeArrivals()
            let sent = Clock.monotonic()
            let word = round.isMultiple(of: 2) ? "on" : "off"
            let reply = try await client.ask(Command(text: "turn \(word) all the lights")) { _ in }
            replies.append(Clock.monotonic() - sent)
            let arrivals = lamps.takeArrivals()
            guard arrivals.count == self.lamps, let one = arrivals.min(), let other = arrivals.max() else {
                throw Bench.Failure(description: "\(arrivals.count) of \(self.lamps) lamps were told: \(reply.text)")
            }
            first.append(one - sent)
            last.append(other - sent)
            confirmed += (reply.json["actions"]?.array ?? []).count { $0["outcome"] == "confirmed" }
        }
        await client.disconnect()
        results.add("command to the first lamp, median of 10", first.middle * 1000, "ms")
        results.add("command to the last lamp, median of 10", last.middle * 1000, "ms", atMost: 200)
        results.add("command to the last lamp, worst of 10", (last.max() ?? 0) * 1000, "ms")
        results.add("command to the reply about all, median of 10", replies.middle * 1000, "ms")
        results.add("lamps confirmed", "\(confirmed) of \(10 * self.lamps)")
    }

    // MARK: - Doing nothing, and hearing much

    private func measureIdle(_ node: ChildProcess, _ results: inout BenchResults) async throws {
        note("letting it idle for \(Int(seconds)) s")
        try await Task.sleep(for: .seconds(2))
        let before = (Clock.monotonic(), ProcessTime.seconds(of: node.id))
        try await Task.sleep(for: .seconds(seconds))
        guard let start = before.1, let end = ProcessTime.seconds(of: node.id) else { return }
        results.addShare(
            "processor when idle, of one core", (end - start) / (Clock.monotonic() - before.0), atMost: 0.005)
        if let memory = MemoryUse.read(process: node.id) {
            results.add("resident memory when idle", memory.residentMiB, "MiB")
        }
    }

    private func measureReports(
        _ node: ChildProcess, _ connection: MQTTConfiguration, _ home: ApplianceHome, _ watcher: StatusWatcher,
        _ results: inout BenchResults
    ) async throws {
        note("sending \(reportsPerSecond) reports a second for \(Int(seconds)) s")
        var connection = connection
        connection.clientID = "trivet-bench-reports"
        let client = MQTTClient(connection)
        try await client.connect()
        // Counted between two of its own reports of its state.
        let known = try await watcher.waitFor(seconds: 40) { _ in true }?["reports"]?.number ?? 0
        let start = (Clock.monotonic(), ProcessTime.seconds(of: node.id))
        let batch = 10
        let total = Int(seconds) * reportsPerSecond / batch * batch
        var sent = 0
        while sent < total {
            for _ in 0..<batch {
                let device = home.devices[sent % home.devices.count]
                let text =
                    "{\"state\":\"ON\",\"brightness\":\(sent % 254),\"color_temp\":370,\"color_mode\":\"color_temp\","
                    + "\"linkquality\":\(sent % 200),\"update\":{\"state\":\"idle\"}}"
                try await client.publish(MQTTMessage(topic: "zigbee2mqtt/\(device.id)", payload: Array(text.utf8)))
                sent += 1
            }
            let due = start.0 + Double(sent) / Double(reportsPerSecond)
            let wait = due - Clock.monotonic()
            if wait > 0 { try await Task.sleep(for: .seconds(wait)) }
        }
        let took = Clock.monotonic() - start.0
        let used = (ProcessTime.seconds(of: node.id) ?? 0) - (start.1 ?? 0)
        results.add("reports sent a second, to \(home.devices.count) lamps", Double(total) / took, "")
        results.addShare("processor meanwhile, of one core", used / took, atMost: 0.15)
        let heard = try await watcher.waitFor(seconds: 40) { ($0["reports"]?.number ?? 0) >= known + Double(total) }
        let count = Int((heard?["reports"]?.number ?? known) - known)
        results.add("reports lost", Double(max(0, total - count)), "", atMost: 0)
        await client.disconnect()
    }
}
