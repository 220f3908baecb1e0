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

/// How often something may be done.
public struct RateLimit: Sendable, Hashable {
    /// So many times.
    public var actions: Int
    /// Within this time.
    public var withinSeconds: Double
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
    /// How many such actions there may be within a time.
    public var rate: RateLimit?
    /// The part of the day in which it is refused or asked about first.
    public var quietHours: QuietHours?
    /// The senders who may do it; nil for all.
    public var users: [String]?
    /// The areas, by id, in which a sender has to stand; nil for all.
    public var areas: [String]?
    /// When and how it ends.
    public var mustEnd: MustEnd?
    /// Where the limit is written.
    var position: Position

    /// True if it depends on when such an action was done before.
    var countsTimes: Bool { minimumIntervalSeconds != nil || rate != nil }
}
