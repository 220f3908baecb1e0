public import ApplianceVocabulary

/// When each property and verb of each device was acted on.
public struct ActionLog: Sendable, Hashable {
    /// How many times of a target are kept: as many as a rate limit can count.
    static let remembered = 100

    /// Times by device and target, oldest first.
    private(set) var times: [String: [String: [Double]]] = [:]

    /// An empty log.
    public init() {}

    /// Notes that an action was published.
    public mutating func record(_ action: Action, at time: Double) {
        guard let target = action.operation.target else { return }
        note(action.device, target, at: time)
    }

    /// Notes that a prepared action was published, under every name that it goes by: opening a door is also
    /// setting its position.
    public mutating func record(_ prepared: PreparedAction, at time: Double) {
        for target in prepared.targets { note(prepared.action.device, target, at: time) }
    }

    /// When a property or verb of a device was last acted on.
    public func last(_ device: String, _ target: String) -> Double? { times[device]?[target]?.last }

    /// When a property or verb of a device was acted on after a time, oldest first.
    func since(_ time: Double, _ device: String, _ target: String) -> [Double] {
        times[device]?[target]?.filter { $0 > time } ?? []
    }

    mutating func forget(_ device: String, _ target: String, at time: Double) {
        guard let index = times[device]?[target]?.lastIndex(of: time) else { return }
        times[device]?[target]?.remove(at: index)
    }

    mutating func note(_ device: String, _ target: String, at time: Double) {
        var known = times[device]?[target] ?? []
        known.append(time)
        known.removeFirst(max(0, known.count - Self.remembered))
        times[device, default: [:]][target] = known
    }
}
