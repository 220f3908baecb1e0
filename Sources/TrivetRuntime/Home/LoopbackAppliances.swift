import ApplianceVocabulary
public import Appliances

/// Appliances in memory that obey at once: messages to them in, their reports out. The profiles are the same.
public actor LoopbackAppliances {
    private let home: ApplianceHome
    private var values: [String: [String: Value]] = [:]

    /// The appliances of a home in their first state.
    public init(_ home: ApplianceHome) {
        self.home = home
        for device in home.devices { values[device.id] = home.initialValues(of: device.id) }
    }

    /// The topics on which they listen, each once.
    public nonisolated var commandTopics: [String] {
        Set(home.devices.flatMap { home.commandTopics(of: $0.id) }).sorted()
    }

    /// What every appliance reports without being asked.
    public func reports() -> [OutgoingMessage] {
        home.devices.flatMap { device in
            [home.encodeAvailability(of: device.id, isOnline: true)].compactMap { $0 } + report(of: device.id)
        }
    }

    /// What the appliances report after a message; nothing if it is for none of them.
    public func obey(topic: String, payload: [UInt8]) -> [OutgoingMessage] {
        home.decodeCommand(topic: topic, payload: payload).flatMap { command in
            if case .operation(let operation) = command.request {
                let before = values[command.device] ?? [:]
                values[command.device] = home.effects(of: operation, on: before, device: command.device)
            }
            return report(of: command.device)
        }
    }

    private func report(of device: String) -> [OutgoingMessage] {
        home.isOptimistic(device) ? [] : home.encodeState(of: device, values: values[device] ?? [:])
    }
}

extension LiveHome {
    /// A home whose appliances are in memory.
    public static func simulated(_ appliances: ApplianceHome) async -> LiveHome {
        let loopback = LoopbackAppliances(appliances)
        let reporter = Reporter()
        let home = LiveHome(appliances) { message in
            for report in await loopback.obey(topic: message.topic, payload: message.payload) {
                await reporter.home?.receive(topic: report.topic, payload: report.payload)
            }
            return .delivered
        }
        await reporter.set(home)
        for report in await loopback.reports() { await home.receive(topic: report.topic, payload: report.payload) }
        return home
    }

    /// Finds the home that the appliances report to, which is made after them.
    private actor Reporter {
        weak var home: LiveHome?
        func set(_ home: LiveHome) { self.home = home }
    }
}
