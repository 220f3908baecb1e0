public import ApplianceVocabulary

/// What the safety policy has to know beside the home and its state.
public struct PolicyContext: Sendable {
    /// The time, on the clock that the reports were recorded with.
    public var now: Double
    /// The time of day; nil if the board does not know it.
    public var localTime: LocalTime?
    /// Who asks, as far as the topic of the command proves it; nil for the topic that is everybody's.
    public var sender: String?
    /// True if a person has just said yes to the question for exactly this action.
    public var isConfirmed: Bool
    /// When what was done.
    public var log: ActionLog
    /// True if nothing may be published.
    public var observeOnly: Bool

    /// A context.
    public init(
        now: Double, localTime: LocalTime? = nil, sender: String? = nil, isConfirmed: Bool = false,
        log: ActionLog = ActionLog(), observeOnly: Bool = false
    ) {
        self.now = now
        self.localTime = localTime
        self.sender = sender
        self.isConfirmed = isConfirmed
        self.log = log
        self.observeOnly = observeOnly
    }
}

/// What the safety policy says to an action.
public enum PolicyDecision: Sendable, Hashable {
    /// It may be done.
    case allowed
    /// A person has to say yes first.
    case needsConfirmation(question: String)
    /// It must not be done.
    case refused(Refusal)
}

extension Action.Operation {
    /// The property or verb that it acts on; nil for reading.
    var target: String? {
        switch self {
        case .set(let property, _), .adjust(let property, _, _): property
        case .perform(let verb, _): verb
        case .get: nil
        }
    }
}
