public import Appliances

/// What a device tells about itself, in words that fit every family.
public struct DeviceDescription: Sendable, Hashable {
    /// Who announced it.
    public var family: DiscoveryFamily
    /// What the maker calls it, unique within its family: an address, a serial number.
    public var key: String
    /// What people call it; empty if its maker's name cannot be spoken.
    public var name: String
    /// Who made it.
    public var maker: String?
    /// Which model it is.
    public var model: String?
    /// Where it stands, if its maker was told.
    public var area: String?
    /// The kind of appliance in the vocabulary.
    public var type: String
    /// The finer kind, where the type has some.
    public var deviceClass: String?
    /// The levels of its topics that are the same for all devices of its bridge: `zigbee2mqtt`.
    public var base: String?
    /// The levels of its topics that are its own; nil to find them out.
    public var address: String?
    /// Where it says whether it is there.
    public var availability: [AvailabilityDescription] = []
    /// How several of those count: `all`, `any`, `latest`.
    public var availabilityMode = "all"
    /// The messages that ask it for its state.
    public var stateRequests: [MessageDescription] = []
    /// How long a report may take after a command.
    public var confirmSeconds = 5.0
    /// What can be read and set.
    public var properties: [PropertyDescription] = []
    /// What can be done.
    public var verbs: [VerbDescription] = []
    /// Other words that tell what kind of appliance it is: its model, its maker's description.
    public var hints: [String] = []

    /// A device that can do nothing yet.
    public init(family: DiscoveryFamily, key: String, name: String, type: String) {
        self.family = family
        self.key = key
        self.name = name
        self.type = type
    }

    /// The topics that it listens to and reports on, without those that only say whether it is there.
    var topics: [String] { commandTopics + reportTopics }

    /// The topics that it listens to.
    var commandTopics: [String] { (properties.flatMap(\.commands) + verbs.flatMap(\.commands)).map(\.topic) }

    /// The topics that it reports on.
    var reportTopics: [String] { properties.compactMap(\.state?.topic) }
}

/// Something that was announced and cannot be used, with the reason.
public struct Unmapped: Sendable, Hashable {
    /// Who announced it.
    public var family: DiscoveryFamily
    /// The device, as it is called or as its maker numbers it.
    public var device: String
    /// The property; nil if it is the whole device.
    public var property: String?
    /// Why it cannot be used.
    public var reason: String

    /// Something that cannot be used.
    public init(family: DiscoveryFamily, device: String, property: String? = nil, reason: String) {
        self.family = family
        self.device = CleanText.line(device)
        self.property = property.map { CleanText.line($0) }
        self.reason = CleanText.line(reason, maximumBytes: 200)
    }
}

/// What one family has announced.
struct Findings: Sendable {
    var devices: [DeviceDescription] = []
    var unmapped: [Unmapped] = []
}
