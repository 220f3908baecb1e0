public import ApplianceVocabulary
import JSONText
import YAMLReader

/// How one kind of appliance speaks MQTT, as its file under `devices/` says.
public struct DeviceProfile: Sendable {
    /// Folder and file without the ending: `zigbee2mqtt/bulb`.
    public var name: String
    /// The file that it was read from.
    public var file: String
    /// One line for people.
    public var summary: String?
    /// The type in the vocabulary.
    public var type: String
    /// The finer kind, if the type has some.
    public var deviceClass: String?
    /// What a home may or must say about a device of this profile, beside its address.
    public var parameters: [Parameter]
    /// The quality of service of commands and subscriptions.
    public var quality: Int
    /// Where the appliance says whether it is there; several topics where a bridge stands in between.
    var availability: [AvailabilityRule]
    /// Messages that ask the appliance for its state.
    var stateRequests: [MessageTemplate]
    /// How long a confirmation may take, if the profile says.
    public var confirmationSeconds: Double?
    /// True if the appliance never reports anything.
    public var isOptimistic: Bool
    /// What can be read and set.
    public var properties: [PropertyProfile]
    /// What can be done.
    public var verbs: [VerbProfile]
    /// The safety limits.
    public var limits: [Limit]

    /// A value that a home gives.
    public struct Parameter: Sendable, Hashable {
        /// The name, as it stands in braces.
        public var name: String
        /// The value where the home says nothing; nil if it must say something.
        public var defaultValue: String?
    }

    /// The property of that name.
    public func property(_ name: String) -> PropertyProfile? { properties.first { $0.name == name } }

    /// The verb of that name.
    public func verb(_ name: String) -> VerbProfile? { verbs.first { $0.name == name } }
}

/// Where and how an appliance, or the bridge before it, says whether it is there.
struct AvailabilityRule: Sendable, Hashable {
    var topic: TextTemplate
    var path: [String]?
    var online: [String]
    var offline: [String]
    /// How it counts beside the others of the same appliance.
    var mode = AvailabilityMode.all

    /// The rule with the places of its topic filled.
    func filling(_ values: [String: String]) -> AvailabilityRule {
        var filled = self
        filled.topic = topic.filling(values)
        return filled
    }
}

/// A property as a profile describes it.
public struct PropertyProfile: Sendable {
    /// The name in the vocabulary.
    public var name: String
    /// What it can be.
    public var kind: PropertyKind
    /// How its values are written in commands.
    var wire: WireMapping
    /// The messages that set it; none if it can only be read.
    var commands: [MessageTemplate]
    /// Where it is reported; nil if it never is.
    var state: StateRule?
    /// What confirms that it was set.
    var confirmation: ConfirmationRule
    /// What a simulated appliance starts with.
    var initial: Value?
    /// Where the property stands in its file.
    var position: Position

    /// True if it can be set.
    public var isWritable: Bool { !commands.isEmpty }
}

/// Where a property is reported.
struct StateRule: Sendable, Hashable {
    var topic: TextTemplate
    /// The place in a JSON payload; nil if the payload is the value.
    var path: [String]?
    /// How the values are written in reports.
    var wire: WireMapping
    /// Whether the appliance lets the broker keep its reports.
    var isRetained: Bool
    /// What the appliance may write here that says nothing: it is on its way, it does not know.
    var ignored: [JSON] = []
    /// The name that everything else means, if something does.
    var otherwise: String?

    /// The value that a report means; nil if it means none.
    func decode(_ wire: JSON) -> Value? { self.wire.decode(wire) ?? otherwise.map { .name($0) } }

    /// True for a report that says nothing.
    func ignores(_ wire: JSON) -> Bool { ignored.contains { $0.isSameWire(as: wire) } }

    /// The rule with the places of its topic filled.
    func filling(_ values: [String: String]) -> StateRule {
        var filled = self
        filled.topic = topic.filling(values)
        filled.wire = wire.filling(values)
        return filled
    }
}

/// What confirms an action.
struct ConfirmationRule: Sendable, Hashable {
    /// The property whose report confirms; nil for the property that was set.
    var property: String?
    /// The values that confirm; nil for the value that was set.
    var condition: ValueCondition?
    /// How long it may take.
    var withinSeconds: Double?
    /// How far a number may be off.
    var tolerance: Double?
    /// True if nothing ever reports it, although the appliance reports other things.
    var isOptimistic = false
}

/// A verb as a profile describes it.
public struct VerbProfile: Sendable {
    /// The name in the vocabulary.
    public var name: String
    /// What it can be told.
    var arguments: [ArgumentProfile]
    /// The messages, in order.
    var commands: [MessageTemplate]
    /// What confirms it; nil if nothing does.
    var confirmation: ConfirmationRule?
    /// Where the verb stands in its file.
    var position: Position
}

/// An argument of a verb as a profile describes it.
struct ArgumentProfile: Sendable, Hashable {
    var name: String
    var kind: ArgumentKind
    var wire: WireMapping
    /// The table in the home's file that holds its values, if it is one.
    var table: String?
    /// What is meant where a person says nothing.
    var defaultValue: Value?
}
