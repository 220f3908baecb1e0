public import ApplianceVocabulary

/// What the safety policy has to know beside the home and its state.
public struct PolicyContext: Sendable {
    /// The time, on the clock that the reports were recorded with.
    public var now: Double
    /// Who asks, if known.
    public var user: String?
    /// Where they are, if known.
    public var area: String?
    /// True if a person has just said yes to the question for exactly this action.
    public var isConfirmed: Bool
    /// When what was done.
    public var log: ActionLog
    /// Devices that a person has armed for remote start, and until when.
    public var armed: [String: Double]
    /// True if nothing may be published.
    public var observeOnly: Bool

    /// A context.
    public init(
        now: Double, user: String? = nil, area: String? = nil, isConfirmed: Bool = false, log: ActionLog = ActionLog(),
        armed: [String: Double] = [:], observeOnly: Bool = false
    ) {
        self.now = now
        self.user = user
        self.area = area
        self.isConfirmed = isConfirmed
        self.log = log
        self.armed = armed
        self.observeOnly = observeOnly
    }
}

/// When each property and verb of each device was last acted on.
public struct ActionLog: Sendable, Hashable {
    private var times: [String: [String: Double]] = [:]

    /// An empty log.
    public init() {}

    /// Notes that an action was published.
    public mutating func record(_ action: Action, at time: Double) {
        guard let target = action.operation.target else { return }
        times[action.device, default: [:]][target] = time
    }

    /// Notes that a prepared action was published, under every name that it goes by: opening a door is also
    /// setting its position.
    public mutating func record(_ prepared: PreparedAction, at time: Double) {
        for target in prepared.targets { times[prepared.action.device, default: [:]][target] = time }
    }

    /// When a property or verb of a device was last acted on.
    public func last(_ device: String, _ target: String) -> Double? { times[device]?[target] }
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
