/// Why a grammar cannot be used.
public enum GrammarError: Error, Sendable, Hashable {
    /// It has more parts than the limit.
    case tooLarge(limit: Int)
    /// Its parts lie deeper in one another than the limit.
    case tooDeep(limit: Int)
    /// A repetition with a negative minimum or with a maximum below its minimum.
    case badRepetition(minimum: Int, maximum: Int)
    /// A number whose bounds are not finite, not in order or too large, or with more than six decimals.
    case badNumber(minimum: Double, maximum: Double, decimals: Int)
    /// Nothing at all can be said in it.
    case empty
}

extension GrammarError: CustomStringConvertible {
    /// What is wrong and what would be right.
    public var description: String {
        switch self {
        case .tooLarge(let limit): "the grammar has more than \(limit) parts; offer fewer devices"
        case .tooDeep(let limit): "the grammar is nested deeper than \(limit) levels; flatten it"
        case .badRepetition(let minimum, let maximum):
            "a repetition from \(minimum) to \(maximum); it needs 0 ≤ minimum ≤ maximum"
        case .badNumber(let minimum, let maximum, let decimals):
            "a number from \(minimum) to \(maximum) with \(decimals) decimals; it needs minimum ≤ maximum, "
                + "both within ±10^12, and 0 to 6 decimals"
        case .empty: "nothing can be said in the grammar; some choice has to be possible"
        }
    }
}
