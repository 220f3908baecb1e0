public import ApplianceVocabulary
public import Appliances
public import Logging
import MQTTClient
public import ServiceLifecycle

/// Every appliance of a home as a real MQTT client that follows its profile.
///
/// An appliance publishes its state and that it is there, obeys the commands of its profile after a short delay, and
/// reports what it did. It can be made to keep silent, to refuse, to be slow or to lose power, from code or over MQTT:
/// `simulator/<device id>/behaviour` takes `normal`, `silent`, `refuse`, `slow:<milliseconds>` and `offline`;
/// `simulator/<device id>/set` takes a JSON object of properties and values, as if someone turned a knob.
public final class ApplianceSimulator: Service {
    private let lines: [ApplianceLine]
    private let lineOfDevice: [String: ApplianceLine]
    private let control: ControlLine
    private let hub: SimulatorHub

    /// A simulation of all appliances of a home; it begins with `run`.
    public init(home: ApplianceHome, configuration: SimulatorConfiguration, logger: Logger) {
        let hub = SimulatorHub(devices: Set(home.devices.map(\.id)), logger: logger)
        var lines: [ApplianceLine] = []
        var lineOfDevice: [String: ApplianceLine] = [:]
        for (name, devices) in Self.groups(of: home, configuration.clients) {
            let appliances = devices.map { device in
                let values = home.initialValues(of: device.id)
                    .merging(configuration.values[device.id] ?? [:]) { $1 }
                return SimulatedAppliance(
                    device, values: values, behaviour: configuration.behaviours[device.id] ?? .normal)
            }
            let line = ApplianceLine(
                appliances, home: home, configuration: configuration, name: name, tell: { hub.tell($0) })
            lines.append(line)
            for device in devices { lineOfDevice[device.id] = line }
        }
        // What has no power from the beginning need not be waited for.
        for (device, behaviour) in configuration.behaviours where behaviour == .offline {
            hub.doNotAwait(device)
        }
        self.hub = hub
        self.lines = lines
        self.lineOfDevice = lineOfDevice
        control = ControlLine(configuration)
    }

    /// The appliances that share a client, and its name.
    private static func groups(
        of home: ApplianceHome, _ clients: SimulatorConfiguration.Clients
    ) -> [(name: String, devices: [Device])] {
        let isPerDevice =
            switch clients {
            case .perDevice: true
            case .perFamily: false
            case .automatic: home.devices.count <= 50
            }
        if isPerDevice { return home.devices.map { ($0.id, [$0]) } }
        let profiles = Dictionary(
            home.configuration.devices.map { ($0.id, $0.profile) }, uniquingKeysWith: { first, _ in first })
        let families = Dictionary(grouping: home.devices) { device in
            String((profiles[device.id] ?? "home").prefix { $0 != "/" })
        }
        return families.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    // MARK: - Life

    /// Plays the appliances until graceful shutdown or cancellation; then each says that it goes offline.
    public func run() async throws {
        await withTaskCancellationOrGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                for line in lines { group.addTask { await line.run() } }
                group.addTask { await self.obeyControl() }
            }
            // The goodbyes are said even if this task was cancelled.
            await Task { await self.stop() }.value
        } onCancelOrGracefulShutdown: {
            Task { await self.stop() }
        }
        hub.end()
    }

    private func stop() async {
        await withDiscardingTaskGroup { group in
            for line in lines { group.addTask { await line.stop() } }
            group.addTask { await self.control.client.disconnect(grace: .zero) }
        }
    }

    private func obeyControl() async {
        let events = control.client.events()
        control.client.start()
        await withDiscardingTaskGroup { group in
            group.addTask {
                for await event in events {
                    switch event {
                    case .connected: self.hub.controlIsReady()
                    case .connectionFailed(let error, _):
                        self.hub.tell(SimulatorEvent(device: self.control.prefix, kind: .problem(error.description)))
                    default: break
                    }
                }
            }
            for await message in control.client.messages { obey(message) }
        }
    }

    private func obey(_ message: MQTTMessage) {
        let (device, order, problem) = ControlLine.parse(message, prefix: control.prefix)
        guard let line = lineOfDevice[device] else {
            let text = "there is no device '\(device)' in this home"
            return hub.tell(SimulatorEvent(device: control.prefix, kind: .problem(text)))
        }
        if let problem { hub.tell(SimulatorEvent(device: device, kind: .problem(problem))) }
        switch order {
        case .behaviour(let behaviour): line.setBehaviour(behaviour, of: device)
        case .values(let values): line.turnKnob(of: device, values)
        case nil: break
        }
    }

    /// Waits until every appliance that has power is connected, subscribed, and has published its state.
    public func ready() async { await hub.wait() }

    // MARK: - Watching and steering

    /// What the appliances do from now on; every call gives a stream of its own, with the newest 4096 events.
    public func events() -> AsyncStream<SimulatorEvent> { hub.listen() }

    /// Changes how an appliance takes its commands.
    public func setBehaviour(_ behaviour: SimulatedBehaviour, of device: String) {
        lineOfDevice[device]?.setBehaviour(behaviour, of: device)
    }

    /// The values of an appliance at this moment.
    public func values(of device: String) -> [String: Value] { lineOfDevice[device]?.values(of: device) ?? [:] }

    /// Someone turns a knob of the appliance: its values change and are reported.
    public func change(_ device: String, _ values: [String: Value]) {
        lineOfDevice[device]?.turnKnob(of: device, values)
    }
}
