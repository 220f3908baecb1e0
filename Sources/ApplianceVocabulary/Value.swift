/// The value of a property: what a person sets, what an appliance reports.
public enum Value: Sendable, Hashable {
    /// A named value such as `on`, `locked`, `red`, `heat`.
    case name(String)
    /// A quantity in the unit that the property's range names.
    case number(Double)
    /// True or false, for properties such as `mute`.
    case flag(Bool)
}

extension Value: CustomStringConvertible {
    /// The value as people write it: `on`, `21.5`, `true`. Whole numbers have no decimal point.
    public var description: String {
        switch self {
        case .name(let name): name
        case .flag(let flag): flag ? "true" : "false"
        case .number(let number): Self.text(of: number)
        }
    }

    /// A number without a trailing `.0`.
    static func text(of number: Double) -> String {
        guard number == number.rounded(), abs(number) < 1e15 else { return "\(number)" }
        return "\(Int64(number))"
    }
}
