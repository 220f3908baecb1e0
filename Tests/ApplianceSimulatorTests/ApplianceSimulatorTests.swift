import ApplianceSimulator
import ApplianceVocabulary
import Appliances
import Logging
import MQTTClient
import ServiceLifecycle
import TestBroker
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A home of three appliances of different families.
private let homeText = """
    node: test
    areas:
      kitchen: { name: kitchen }
    devices:
      lamp: { profile: zigbee2mqtt/bulb, name: lamp, area: kitchen }
      plug: { profile: tasmota/plug, name: coffee plug, area: kitchen }
      blind: { profile: zigbee2mqtt/blind, name: blind, area: kitchen }

    """

/// The home, read from a file beside the broker's.
private func loadHome(in broker: TestBroker) throws -> ApplianceHome {
    let here = #filePath.split(separator: "/")
    let root = "/" + here.dropLast(3).joined(separator: "/")
    let path = "\(broker.folder)/home.yaml"
    let file = try #require(fopen(path, "w"))
    fputs(homeText + "profiles: \(root)/devices\n", file)
    fclose(file)
    return try HomeFiles.load(path)
}

/// A simulation that runs while a test works with it, and a client that watches and commands.
private func withSimulation(
    _ clients: SimulatorConfiguration.Clients, _ change: (inout SimulatorConfiguration) -> Void = { _ in },
    _ body: (ApplianceSimulator, Watcher) async throws -> Void
) async throws {
    let broker = try TestBroker.start()
    let home = try loadHome(in: broker)
    var configuration = SimulatorConfiguration(
        connection: MQTTConfiguration(endpoint: .unix(path: broker.socketPath), clientID: "sim"))
    configuration.clients = clients
    configuration.delayMilliseconds = 0...2
    change(&configuration)
    var logger = Logger(label: "simulator")
    logger.logLevel = .critical
    let simulator = ApplianceSimulator(home: home, configuration: configuration, logger: logger)
    let group = ServiceGroup(services: [simulator], gracefulShutdownSignals: [], logger: logger)
    let running = Task { try await group.run() }
    await simulator.ready()
    let watcher = Watcher(broker)
    try await watcher.client.connect()
    try await watcher.client.subscribe("#")
    try await body(simulator, watcher)
    await group.triggerGracefulShutdown()
    try await running.value
    // Everyone has said goodbye.
    try await watcher.waitFor("zigbee2mqtt/lamp/availability", "offline")
    try await watcher.waitFor("tele/plug/LWT", "Offline")
    await watcher.client.disconnect()
}

/// A client that remembers the last message of every topic.
private final class Watcher {
    let client: MQTTClient
    private var iterator: MQTTMessages.AsyncIterator
    private(set) var last: [String: String] = [:]
    private(set) var counts: [String: Int] = [:]

    init(_ broker: TestBroker) {
        client = MQTTClient(MQTTConfiguration(endpoint: .unix(path: broker.socketPath), clientID: "watcher"))
        iterator = client.messages.makeAsyncIterator()
    }

    /// Waits until a message that holds the text was the last one of the topic.
    func waitFor(_ topic: String, _ text: String) async throws {
        let timer = Task { [client] in
            if (try? await Task.sleep(for: .seconds(10))) != nil { client.drop() }
        }
        defer { timer.cancel() }
        while !(last[topic]?.contains(text) ?? false) {
            guard let message = await iterator.next() else {
                Issue.record("no \(text) on \(topic); last: \(last[topic] ?? "nothing")")
                throw MQTTError.closed
            }
            last[message.topic] = message.text
            counts[message.topic, default: 0] += 1
        }
    }

    /// Forgets a topic, so that only a new message of it counts.
    func forget(_ topic: String) { last[topic] = nil }
}

@Suite(.timeLimit(.minutes(2))) struct ApplianceSimulatorTests {
    @Test(arguments: [SimulatorConfiguration.Clients.perDevice, .perFamily])
    func appliancesObeyAndReport(clients: SimulatorConfiguration.Clients) async throws {
        try await withSimulation(clients, { $0.values["lamp"] = ["brightness": .number(50)] }) { simulator, watcher in
            // Presence was retained; the state is there for the asking.
            try await watcher.waitFor("zigbee2mqtt/lamp/availability", "online")
            try await watcher.client.publish(
                .init(topic: "zigbee2mqtt/lamp/get", text: #"{"state":"","brightness":""}"#))
            try await watcher.waitFor("zigbee2mqtt/lamp", "\"brightness\":127")
            try await watcher.waitFor("tele/plug/LWT", "Online")
            #expect(simulator.values(of: "lamp")["power"] == .name("off"))
            let events = simulator.events()
            try await watcher.client.publish(
                .init(topic: "zigbee2mqtt/lamp/set", text: #"{"state":"ON","brightness":254}"#))
            try await watcher.waitFor("zigbee2mqtt/lamp", "\"brightness\":254")
            #expect(simulator.values(of: "lamp")["power"] == .name("on"))
            var lines: [String] = []
            for await event in events {
                lines.append(event.description)
                if case .reported(let values) = event.kind, values["power"] == .name("on") { break }
            }
            #expect(lines.contains { $0.hasPrefix("lamp  received  power = on") })
            #expect(lines.contains { $0.hasPrefix("lamp  received  brightness = 100") })
            try await watcher.client.publish(.init(topic: "cmnd/plug/POWER", text: "ON"))
            try await watcher.waitFor("stat/plug/POWER", "ON")
        }
    }

    @Test(arguments: [SimulatorConfiguration.Clients.perDevice, .perFamily])
    func behaviours(clients: SimulatorConfiguration.Clients) async throws {
        try await withSimulation(clients) { simulator, watcher in
            func command(_ state: String) async throws {
                watcher.forget("zigbee2mqtt/lamp")
                try await watcher.client.publish(.init(topic: "zigbee2mqtt/lamp/set", text: #"{"state":"\#(state)"}"#))
            }
            func behave(_ text: String) async throws {
                let events = simulator.events()
                try await watcher.client.publish(.init(topic: "simulator/lamp/behaviour", text: text))
                for await event in events {
                    if case .behaviour = event.kind { break }
                }
            }
            try await watcher.waitFor("zigbee2mqtt/lamp/availability", "online")
            // Refusing: it reports, and what it reports is the old state.
            try await behave("refuse")
            try await command("ON")
            try await watcher.waitFor("zigbee2mqtt/lamp", "\"state\":\"OFF\"")
            // Silent: nothing comes back, also not later.
            try await behave("silent")
            let before = watcher.counts["zigbee2mqtt/lamp"]
            try await command("ON")
            try await Task.sleep(for: .milliseconds(100))
            try await watcher.client.publish(.init(topic: "marker", text: "1"))
            try await watcher.waitFor("marker", "1")
            #expect(watcher.counts["zigbee2mqtt/lamp"] == before)
            // Slow: it comes, but late.
            try await behave("slow:300")
            let clock = ContinuousClock.now
            try await command("ON")
            try await watcher.waitFor("zigbee2mqtt/lamp", "\"state\":\"ON\"")
            #expect(ContinuousClock.now - clock >= .milliseconds(300))
            // Without power the broker (or the bridge) tells it; with power it is back with its state.
            try await behave("offline")
            try await watcher.waitFor("zigbee2mqtt/lamp/availability", "offline")
            watcher.forget("zigbee2mqtt/lamp")
            try await behave("normal")
            try await watcher.waitFor("zigbee2mqtt/lamp/availability", "online")
            try await watcher.waitFor("zigbee2mqtt/lamp", "\"state\":\"ON\"")
            try await command("OFF")
            try await watcher.waitFor("zigbee2mqtt/lamp", "\"state\":\"OFF\"")
        }
    }

    @Test func someoneTurnsAKnob() async throws {
        try await withSimulation(.perDevice) { simulator, watcher in
            try await watcher.client.publish(
                .init(topic: "simulator/lamp/set", text: #"{"power":"on","brightness":20}"#))
            try await watcher.waitFor("zigbee2mqtt/lamp", "\"state\":\"ON\"")
            #expect(simulator.values(of: "lamp")["brightness"] == .number(20))
            simulator.change("plug", ["power": .name("on")])
            try await watcher.waitFor("stat/plug/POWER", "ON")
            let events = simulator.events()
            for (topic, payload) in [
                ("simulator/nobody/set", "{}"), ("simulator/lamp/set", "no json"),
                ("simulator/lamp/behaviour", "slow:x"),
                ("simulator/lamp/set", #"{"wheels":4}"#),
            ] { try await watcher.client.publish(.init(topic: topic, text: payload)) }
            var problems: [String] = []
            for await event in events {
                if case .problem(let text) = event.kind { problems.append(text) }
                if problems.count == 4 { break }
            }
            #expect(problems.contains { $0.contains("no device 'nobody'") })
            #expect(problems.contains { $0.contains("wheels") })
        }
    }

    @Test func spellings() {
        for text in ["normal", "silent", "refuse", "slow:1500", "offline"] {
            #expect(SimulatedBehaviour(text)?.description == text)
        }
        for text in ["", "slow", "slow:", "slow:-1", "slow:1:2", "NORMAL"] { #expect(SimulatedBehaviour(text) == nil) }
    }
}
