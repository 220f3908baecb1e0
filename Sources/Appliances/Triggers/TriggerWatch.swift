public import ApplianceVocabulary

/// Watches the values that a trigger looks at. Pure: values and the time go in, what is to be done comes out.
///
/// A trigger is pulled when its condition becomes true, not as long as it is; and not by the first report after a start,
/// which tells how things are and not that anything happened.
public struct TriggerWatch: Sendable {
    /// What is to be done.
    public enum Step: Sendable, Hashable {
        /// Do what the trigger says.
        case pull
        /// It would be pulled, but a bound of its own stands against it; which one, in words.
        case hold(String)
    }

    private enum Phase: Sendable, Hashable {
        case unknown
        /// The condition does not hold.
        case ready
        /// The condition holds since then, not long enough yet.
        case waiting(since: Double)
        /// The condition holds and was acted on.
        case spent
    }

    /// What it watches for.
    public let trigger: Trigger
    private var phase = Phase.unknown
    /// When it was pulled within the last hour.
    private var pulls: [Double] = []

    /// A watch that has seen nothing yet.
    public init(_ trigger: Trigger) {
        self.trigger = trigger
    }

    /// When `advance` has something to say; nil if it waits for a value.
    public var deadline: Double? {
        if case .waiting(let since) = phase { since + trigger.forSeconds } else { nil }
    }

    /// Takes a value in.
    public mutating func observe(_ value: Value, at now: Double) -> Step? {
        let holds = trigger.condition.holds(for: value)
        // Each message is an event of its own.
        if case .message = trigger.source { return holds ? pull(at: now) : nil }
        switch phase {
        case .unknown: phase = !holds ? .ready : trigger.forSeconds > 0 ? .waiting(since: now) : .spent
        case .ready:
            guard holds else { return nil }
            if trigger.forSeconds > 0 {
                phase = .waiting(since: now)
                return nil
            }
            phase = .spent
            return pull(at: now)
        case .waiting:
            if holds { return advance(to: now) }
            phase = .ready
        case .spent: if isBack(value) { phase = .ready }
        }
        return nil
    }

    /// Lets time pass.
    public mutating func advance(to now: Double) -> Step? {
        guard let deadline, now >= deadline else { return nil }
        phase = .spent
        return pull(at: now)
    }

    private mutating func pull(at now: Double) -> Step {
        pulls.removeAll { now - $0 >= 3_600 }
        if let last = pulls.last, now - last < trigger.coolDownSeconds { return .hold("it is cooling down") }
        guard pulls.count < trigger.atMostPerHour else {
            return .hold("it was pulled \(trigger.atMostPerHour) times within an hour")
        }
        pulls.append(now)
        return .pull
    }

    /// True if the value has gone back far enough to count anew.
    private func isBack(_ value: Value) -> Bool {
        guard !trigger.condition.holds(for: value) else { return false }
        guard case .number(let number) = value else { return true }
        if let above = trigger.condition.above, number > above - trigger.hysteresis { return false }
        if let below = trigger.condition.below, number < below + trigger.hysteresis { return false }
        return true
    }
}
