/// A device as the agent and the policy see it: what it is called, where it stands, what it can do. No topics.
public struct Device: Sendable, Hashable, Identifiable {
    /// The key in the user's configuration: `kitchen_lamp`, `light.kitchen_ceiling`.
    public var id: String
    /// What people call it.
    public var name: String
    /// Other names that people use for it.
    public var aliases: [String]
    /// The area it stands in, as people call it, if it has one.
    public var area: String?
    /// The floor of that area, as people call it, if known.
    public var floor: String?
    /// The kind of appliance in the vocabulary: `light`, `cover`, `rice_cooker`.
    public var type: String
    /// A finer kind where the type has some: `blind`, `garage`, `window`.
    public var deviceClass: String?
    /// The properties that it has.
    public var capabilities: [Capability]
    /// The verbs that it understands.
    public var verbs: [Verb]

    /// A device.
    public init(
        id: String, name: String, aliases: [String] = [], area: String? = nil, floor: String? = nil, type: String,
        deviceClass: String? = nil, capabilities: [Capability], verbs: [Verb] = []
    ) {
        self.id = id
        self.name = name
        self.aliases = aliases
        self.area = area
        self.floor = floor
        self.type = type
        self.deviceClass = deviceClass
        self.capabilities = capabilities
        self.verbs = verbs
    }

    /// The property of that name, if the device has it.
    public func capability(_ property: String) -> Capability? { capabilities.first { $0.property == property } }

    /// The verb of that name, if the device has it.
    public func verb(_ name: String) -> Verb? { verbs.first { $0.name == name } }
}
