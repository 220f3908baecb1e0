public import Appliances
import JSONText

/// Everything that devices have announced, mapped as far as possible.
public struct DiscoveryReport: Sendable {
    /// The devices in the order of their families.
    public var devices: [DeviceDescription]
    /// What cannot be used, with the reasons.
    public var unmapped: [Unmapped]
}

/// Listens to announcements. Pure: messages go in, questions and descriptions come out.
public struct Discovery: Sendable {
    /// Where announcements are looked for.
    public struct Options: Sendable, Hashable {
        /// The families that are listened to.
        public var families: Set<DiscoveryFamily> = Set(DiscoveryFamily.allCases)
        /// The first level of Home Assistant's discovery topics.
        public var homeAssistantPrefix = "homeassistant"
        /// The name under which devices are asked; their answers come to this name.
        public var source = "trivet-discovery"
        /// How much is believed.
        public var limits = DiscoveryLimits()

        /// Every family, the usual topics.
        public init() {}
    }

    private let options: Options
    private var messages: KeptMessages
    private var shelly: [String: ShellyAnswers] = [:]
    private var asked: Set<String> = []
    private var isFull = false
    /// Counts what was new. As long as it stays the same, so does the report.
    public private(set) var revision = 0

    /// A listener that has heard nothing yet.
    public init(_ options: Options = Options()) {
        self.options = options
        messages = KeptMessages(limits: options.limits)
    }

    /// The topics to listen to.
    public var filters: [String] {
        DiscoveryFamily.allCases.filter(options.families.contains).flatMap { family in
            switch family {
            case .zigbee2mqtt: Zigbee2MQTTFamily.filters
            case .homeassistant: HomeAssistantFamily.filters(prefix: options.homeAssistantPrefix)
            case .tasmota: TasmotaFamily.filters
            case .shelly: ShellyFamily.filters(source: options.source)
            case .homie: HomieFamily.filters
            }
        }
    }

    /// Takes a message in. Gives the questions that it raises; they do nothing but ask a device to describe itself.
    public mutating func receive(topic: String, payload: [UInt8]) -> [DiscoveryQuestion] {
        guard topic.utf8.count <= 512 else { return [] }
        if options.families.contains(.shelly), topic == ShellyFamily.answers(options.source) {
            takeAnswer(payload)
            return []
        }
        // What Shelly devices notify of says nothing about what they have.
        if topic.hasSuffix("/events/rpc") { return [] }
        switch messages.keep(payload, on: topic) {
        case .new: revision += 1
        case .known: break
        case .refused: isFull = true
        }
        guard options.families.contains(.shelly), asked.count < options.limits.maximumDevices, !asked.contains(topic)
        else { return [] }
        let questions = ShellyFamily.questions(topic: topic, payload: payload, source: options.source)
        if !questions.isEmpty { asked.insert(topic) }
        return questions
    }

    private mutating func takeAnswer(_ payload: [UInt8]) {
        guard payload.count <= 1 << 17, let json = try? JSON(parsing: payload, limits: JSON.Limits(maximumDepth: 16))
        else { return }
        // Only a device that was asked has something to answer.
        guard let device = json["src"]?.string, asked.contains(device + "/online") else { return }
        shelly[device, default: ShellyAnswers()].take(json)
        revision += 1
    }

    /// Everything that was heard so far.
    public func report() -> DiscoveryReport {
        var report = DiscoveryReport(devices: [], unmapped: [])
        var topics: [String: String] = [:]
        for family in [DiscoveryFamily.zigbee2mqtt, .tasmota, .shelly, .homie, .homeassistant]
        where options.families.contains(family) {
            let findings = findings(of: family)
            report.unmapped += findings.unmapped
            for device in findings.devices {
                guard report.devices.count < options.limits.maximumDevices else {
                    report.unmapped.append(
                        Unmapped(
                            family: family, device: device.name,
                            reason: "more than \(options.limits.maximumDevices) devices are not looked at"))
                    continue
                }
                // Bridges announce their devices to Home Assistant too; their own word is the fuller one.
                if family == .homeassistant, let other = device.topics.lazy.compactMap({ topics[$0] }).first {
                    report.unmapped.append(
                        Unmapped(
                            family: family, device: device.name,
                            reason: "the same device as \(other), which was found otherwise"))
                    continue
                }
                let (device, unmapped) = Conformity.applied(to: device, limits: options.limits)
                report.unmapped += unmapped
                report.devices.append(device)
                if family != .homeassistant { for topic in device.topics { topics[topic] = device.name } }
            }
        }
        if isFull {
            let reason = "there were more or larger messages than are looked at"
            report.unmapped.append(Unmapped(family: .homeassistant, device: "the network", reason: reason))
        }
        return report
    }

    private func findings(of family: DiscoveryFamily) -> Findings {
        switch family {
        case .zigbee2mqtt: Zigbee2MQTTFamily.findings(in: messages)
        case .homeassistant: HomeAssistantFamily.findings(in: messages, prefix: options.homeAssistantPrefix)
        case .tasmota: TasmotaFamily.findings(in: messages)
        case .shelly: ShellyFamily.findings(in: messages, answers: shelly)
        case .homie: HomieFamily.findings(in: messages)
        }
    }
}
