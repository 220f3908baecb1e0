/// How a simulated appliance takes its commands.
public enum SimulatedBehaviour: Sendable, Hashable {
    /// It obeys and reports.
    case normal
    /// It neither obeys nor reports, as if it hung; it stays connected.
    case silent
    /// It does not obey, and reports the state that it keeps.
    case refuse
    /// It obeys and reports after so many milliseconds.
    case slow(milliseconds: Int)
    /// It has no power: the connection breaks and the broker publishes its will.
    case offline
}

extension SimulatedBehaviour: CustomStringConvertible {
    /// A behaviour as it is written in messages and options: `normal`, `silent`, `refuse`, `slow:1500`, `offline`.
    public init?(_ text: String) {
        switch text {
        case "normal": self = .normal
        case "silent": self = .silent
        case "refuse": self = .refuse
        case "offline": self = .offline
        default:
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, parts[0] == "slow", let milliseconds = Int(parts[1]) else { return nil }
            guard (0...3_600_000).contains(milliseconds) else { return nil }
            self = .slow(milliseconds: milliseconds)
        }
    }

    /// The behaviour as it is written.
    public var description: String {
        switch self {
        case .normal: "normal"
        case .silent: "silent"
        case .refuse: "refuse"
        case .slow(let milliseconds): "slow:\(milliseconds)"
        case .offline: "offline"
        }
    }
}
