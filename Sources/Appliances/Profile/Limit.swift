import YAMLReader

/// Whether an appliance may be started from afar.
public enum RemoteStart: String, Sendable, Hashable, CaseIterable {
    /// Never: only a person at the appliance starts it.
    case never
    /// Only while a person has armed it at the appliance.
    case armed
    /// Always.
    case always
}

/// A safety limit on one property or verb of a device. All limits of a target must allow an action.
public struct Limit: Sendable, Hashable {
    /// The property or verb that it limits.
    public var target: String
    /// The values that it concerns; nil for all.
    var onlyFor: ValueCondition?
    /// The lowest number that may be set.
    public var minimum: Double?
    /// The highest number that may be set.
    public var maximum: Double?
    /// True if a person has to say yes first.
    public var requiresConfirmation = false
    /// The question to ask, with `{name}`, `{value}`, `{property}`.
    var question: TextTemplate?
    /// Whether it may be done from afar.
    public var remoteStart: RemoteStart = .always
    /// The report that shows that a person has armed the appliance.
    var armedBy: StateCondition?
    /// Reports during which it must not be done.
    var blockedWhile: [StateCondition] = []
    /// The least time between two such actions.
    public var minimumIntervalSeconds: Double?
    /// Where the limit is written.
    var position: Position
}
