public import ApplianceVocabulary

/// Turns "warmer" and "ten more" into a value.
public enum RelativeChange {
    /// The value that a change leads to, within the range and on its steps. Without an amount a sensible step is taken,
    /// which dims a lamp but never switches it off.
    public static func target(
        of capability: Capability, from current: Double, direction: Direction, amount: Double?
    ) throws(ActionRefused) -> Double {
        guard case .range(let minimum, let maximum, let step, let unit) = capability.kind else {
            throw ActionRefused(.unsupported("\(capability.property) has no more or less"))
        }
        let change = amount ?? usualStep(of: capability.property, minimum, maximum, step, unit)
        let lowest = amount == nil && capability.property == "brightness" && minimum == 0 ? max(step, 1) : minimum
        let wanted = direction == .up ? current + change : current - change
        let target = min(max(wanted.snapped(from: minimum, by: step), lowest), maximum)
        let isMove = direction == .up ? target > current + 1e-9 : target < current - 1e-9
        guard isMove else {
            let end = direction == .up ? "highest" : "lowest"
            let limit = direction == .up ? maximum : lowest
            let explanation =
                "\(capability.property.replacingUnderscores) is at its \(end) already, \(quantity(limit, unit))"
            throw ActionRefused(.policy(rule: "at_limit", explanation: explanation))
        }
        return target
    }

    /// 10 to 20 percent, one degree Celsius, two degrees Fahrenheit, otherwise a tenth of the range.
    static func usualStep(
        of property: String, _ minimum: Double, _ maximum: Double, _ step: Double, _ unit: String?
    ) -> Double {
        let usual: Double =
            switch unit {
            case "°C": 1
            case "°F": 2
            case "K": 500
            case "%": property == "volume" ? 10 : property == "humidity" ? 5 : 20
            default: (maximum - minimum) / 10
            }
        return max(step, (usual / step).rounded() * step)
    }

    private static func quantity(_ number: Double, _ unit: String?) -> String {
        unit.map { "\(Value.number(number)) \($0)" } ?? "\(Value.number(number))"
    }
}
