public import ApplianceVocabulary

/// A message to publish.
public struct OutgoingMessage: Sendable, Hashable {
    /// The topic, without wildcards.
    public var topic: String
    /// The payload.
    public var payload: [UInt8]
    /// The quality of service, 0 to 2.
    public var qos: Int
    /// Whether the broker keeps it. Commands are never kept: a kept command would act again after a restart.
    public var retain: Bool

    /// A message.
    public init(topic: String, payload: [UInt8], qos: Int = 1, retain: Bool = false) {
        self.topic = topic
        self.payload = payload
        self.qos = qos
        self.retain = retain
    }

    /// The payload as text.
    public var text: String { String(decoding: payload, as: UTF8.self) }
}

/// A topic to listen to.
public struct TopicSubscription: Sendable, Hashable {
    /// The topic, without wildcards.
    public var topic: String
    /// The quality of service, 0 to 2.
    public var qos: Int
}

/// A property of a device has been reported.
public struct StateChange: Sendable, Hashable {
    /// The id of the device.
    public var device: String
    /// The property.
    public var property: String
    /// The value that was reported.
    public var value: Value

    /// A report.
    public init(device: String, property: String, value: Value) {
        self.device = device
        self.property = property
        self.value = value
    }
}

/// How several topics together say whether an appliance is there.
public enum AvailabilityMode: String, Sendable, Hashable, CaseIterable {
    /// It is there unless one of them says that it is gone.
    case all
    /// It is there if one of them says so.
    case any
    /// What was said last counts.
    case latest
}

/// A device has said that it is there, or its broker that it is gone.
public struct AvailabilityChange: Sendable, Hashable {
    /// The id of the device.
    public var device: String
    /// True if it is there.
    public var isOnline: Bool
    /// Who says so, where several can: the topic.
    public var source = ""
    /// How it counts beside what the others say.
    public var mode = AvailabilityMode.all

    /// A change.
    public init(device: String, isOnline: Bool) {
        self.device = device
        self.isOnline = isOnline
    }
}

/// What one message says about the devices of a home.
public struct DeviceReport: Sendable, Hashable {
    /// The properties that it reports.
    public var changes: [StateChange] = []
    /// The devices that came or went.
    public var availability: [AvailabilityChange] = []
    /// What did not fit the profile, for the log.
    public var problems: [String] = []

    /// An empty report.
    public init() {}

    /// True if it says nothing.
    public var isEmpty: Bool { changes.isEmpty && availability.isEmpty && problems.isEmpty }
}

/// Why an action is not possible.
public struct ActionRefused: Error, Sendable, Hashable, CustomStringConvertible {
    /// The reason.
    public var refusal: Refusal

    /// A refusal as an error.
    public init(_ refusal: Refusal) {
        self.refusal = refusal
    }

    /// The reason in words.
    public var description: String {
        switch refusal {
        case .noSuchDevice: "there is no such device"
        case .unsupported(let what): "not supported: \(what)"
        case .outOfRange(let limits): "out of range: \(limits)"
        case .policy(let rule, let explanation): "\(rule): \(explanation)"
        case .notAboutHome: "this is not about the home"
        }
    }
}
