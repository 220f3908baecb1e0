public import ApplianceVocabulary

/// Waits for the report that confirms an action. Pure: changes and the time go in, the verdict comes out.
///
/// A report that differs is remembered, not final, for lamps fade and blinds travel; what counts is the last one at
/// the deadline.
public struct Confirmation: Sendable {
    /// What is known of the action.
    public enum Verdict: Sendable, Hashable {
        /// Neither confirmed nor late.
        case pending
        /// The appliance reported what was asked; the value that it reported, where there is one.
        case confirmed(Value?)
        /// The last thing that the appliance reported in time is something else.
        case contradicted(Value)
        /// The appliance did not report in time.
        case timedOut
        /// The appliance never reports: the message left, more cannot be known.
        case unconfirmable
    }

    /// What is known so far.
    public private(set) var verdict: Verdict
    /// When waiting ends.
    public private(set) var deadline: Double

    private let device: String
    private let property: String
    private let expected: Expectation
    private let before: Value?
    private var lastDiffering: Value?

    /// What a report has to show.
    enum Expectation: Sendable {
        case value(Value, tolerance: Double, wire: WireMapping)
        case condition(ValueCondition)
    }

    init(device: String, property: String, expected: Expectation, before: Value?, deadline: Double) {
        self.device = device
        self.property = property
        self.expected = expected
        self.before = before
        self.deadline = deadline
        verdict = .pending
    }

    /// The confirmation of an action whose appliance never reports.
    static func unconfirmable(device: String, at time: Double) -> Confirmation {
        var confirmation = Confirmation(
            device: device, property: "", expected: .condition(ValueCondition()), before: nil, deadline: time)
        confirmation.verdict = .unconfirmable
        return confirmation
    }

    /// Takes a report of any device; those of others change nothing.
    @discardableResult
    public mutating func observe(_ change: StateChange, at now: Double) -> Verdict {
        guard verdict == .pending, change.device == device, change.property == property else { return verdict }
        if now > deadline { return advance(to: now) }
        if fits(change.value) {
            verdict = .confirmed(change.value)
        } else {
            lastDiffering = change.value
        }
        return verdict
    }

    /// Waits until another time.
    public mutating func wait(until time: Double) { deadline = time }

    /// Lets time pass; at the deadline the waiting ends.
    @discardableResult
    public mutating func advance(to now: Double) -> Verdict {
        guard verdict == .pending, now >= deadline else { return verdict }
        if let lastDiffering {
            verdict = .contradicted(lastDiffering)
        } else if let before, fits(before) {
            // Some appliances do not repeat a state that they are in already.
            verdict = .confirmed(before)
        } else {
            verdict = .timedOut
        }
        return verdict
    }

    /// The outcome for a reply; nil while it is pending.
    public var outcome: Outcome? {
        switch verdict {
        case .pending: nil
        case .confirmed(let value): .confirmed(reported: value)
        case .contradicted(let value): .contradicted(reported: value)
        case .timedOut: .unconfirmed
        case .unconfirmable: .unconfirmable
        }
    }

    /// Whether a report shows what is waited for; nil for one that is about something else.
    func isFulfilled(by change: StateChange) -> Bool? {
        guard change.device == device, change.property == property else { return nil }
        return fits(change.value)
    }

    private func fits(_ value: Value) -> Bool {
        switch expected {
        case .condition(let condition): return condition.holds(for: value)
        case .value(let wanted, let tolerance, let wire):
            guard case .number(let one) = wanted, case .number(let other) = value else { return wanted == value }
            if abs(one - other) <= tolerance + 1e-9 { return true }
            return wire.encode(wanted).map { $0 == wire.encode(value) } ?? false
        }
    }
}
