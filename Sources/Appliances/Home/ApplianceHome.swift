public import ApplianceVocabulary

/// The home: its devices, and how each of them is spoken to. A pure value; it knows no broker and no clock.
public struct ApplianceHome: Sendable {
    /// What the home's file says.
    public let configuration: HomeConfiguration
    /// The profiles of its devices.
    public let profiles: [DeviceProfile]
    /// The devices in the order of the file.
    public let devices: [Device]
    /// The topics on which devices report, each once, sorted.
    public let subscriptions: [TopicSubscription]

    /// The bound devices by id.
    let bindings: [String: BoundDevice]
    /// Who reports on a topic: ids and properties.
    let reporters: [String: [Reporter]]

    /// A place in the messages of a topic.
    enum Reporter: Sendable {
        case property(device: String, property: String)
        case availability(device: String, rule: Int)
    }

    /// A home of devices whose profiles are known; devices without a profile are left out.
    public init(configuration: HomeConfiguration, profiles: [DeviceProfile]) {
        var bindings: [String: BoundDevice] = [:]
        var reporters: [String: [Reporter]] = [:]
        var quality: [String: Int] = [:]
        var devices: [Device] = []
        for configured in configuration.devices {
            guard let profile = profiles.first(where: { $0.name == configured.profile }) else { continue }
            let bound = BoundDevice(configured, profile: profile, home: configuration)
            bindings[configured.id] = bound
            devices.append(bound.device)
            func listen(_ topic: TextTemplate?, _ reporter: Reporter) {
                guard let topic = topic?.text(with: [:]) else { return }
                reporters[topic, default: []].append(reporter)
                quality[topic] = max(quality[topic] ?? 0, bound.quality)
            }
            for property in bound.properties {
                listen(property.state?.topic, .property(device: configured.id, property: property.name))
            }
            for (index, rule) in bound.availability.enumerated() {
                listen(rule.topic, .availability(device: configured.id, rule: index))
            }
        }
        self.configuration = configuration
        self.profiles = profiles
        self.devices = devices
        self.bindings = bindings
        self.reporters = reporters
        subscriptions = quality.sorted { $0.key < $1.key }.map { TopicSubscription(topic: $0.key, qos: $0.value) }
    }

    /// The device with that id.
    public func device(_ id: String) -> Device? { bindings[id]?.device }

    /// The bound device with that id.
    func binding(_ id: String) throws(ActionRefused) -> BoundDevice {
        guard let bound = bindings[id] else { throw ActionRefused(.noSuchDevice) }
        return bound
    }
}
