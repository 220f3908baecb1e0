import YAMLReader

/// How things are scheduled.
public struct ScheduleSettings: Sendable, Hashable {
    /// How late something may still be done after the power was away; later it is missed, and said to be.
    public var graceSeconds = 300.0
    /// How many things may be scheduled.
    public var maximum = 100
    /// How long something waits for a report of an appliance.
    public var conditionHours = 24.0

    /// The usual.
    public init() {}

    /// Reads `schedule:` of a home.
    init(_ reader: MappingReader) {
        graceSeconds = reader.number("grace_seconds", in: 0...86_400) ?? graceSeconds
        maximum = reader.integer("maximum", in: 0...10_000) ?? maximum
        conditionHours = reader.number("condition_hours", in: 0.01...720) ?? conditionHours
        reader.finish()
    }
}
