/// Decimal numbers within bounds, written digit by digit: `-?(0|[1-9][0-9]*)(.[0-9]+)?`, never `-0`.
///
/// All arithmetic is on integers scaled by ten to the number of decimals.
struct NumberRange: Sendable {
    /// What was written so far.
    struct Prefix: Hashable {
        /// The digits so far as one integer.
        var digits: Int64 = 0
        /// The digits behind the point; -1 before the point.
        var fraction: Int8 = -1
        var hasDigits = false
        var isNegative = false
    }

    static let largest = 1e12
    /// Every byte that a number can have.
    static let alphabet = Array("-.0123456789".utf8)

    let decimals: Int
    private let low: Int64
    private let high: Int64

    /// Nil if the bounds make no sense.
    init?(minimum: Double, maximum: Double, decimals: Int) {
        guard minimum.isFinite, maximum.isFinite, minimum <= maximum, (0...6).contains(decimals),
            abs(minimum) <= Self.largest, abs(maximum) <= Self.largest
        else { return nil }
        self.decimals = decimals
        let scale = Double(Self.power(decimals))
        low = Self.scaled(minimum * scale, .up)
        high = Self.scaled(maximum * scale, .down)
    }

    /// True if no number lies within the bounds.
    var isEmpty: Bool { low > high }

    /// The prefix with the byte behind it, if some number within the bounds begins so.
    func advance(_ prefix: Prefix, _ byte: UInt8) -> Prefix? {
        var next = prefix
        switch byte {
        case UInt8(ascii: "-"):
            guard !prefix.hasDigits, !prefix.isNegative else { return nil }
            next.isNegative = true
            return isPossible(next) ? next : nil
        case UInt8(ascii: "."):
            guard prefix.hasDigits, prefix.fraction < 0, decimals > 0 else { return nil }
            next.fraction = 0
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            if prefix.hasDigits, prefix.digits == 0, prefix.fraction < 0 { return nil }
            if prefix.fraction >= 0 {
                guard prefix.fraction < decimals else { return nil }
                next.fraction += 1
            }
            guard prefix.digits < 1 << 56 else { return nil }
            next.digits = prefix.digits * 10 + Int64(byte - UInt8(ascii: "0"))
            next.hasDigits = true
        default: return nil
        }
        return isPossible(next) ? next : nil
    }

    /// True if what was written is a number within the bounds.
    func isComplete(_ prefix: Prefix) -> Bool {
        guard prefix.hasDigits, prefix.fraction != 0 else { return false }
        let value = prefix.digits * Self.power(decimals - max(0, Int(prefix.fraction)))
        return magnitudes(prefix.isNegative).map { $0.contains(value) } ?? false
    }

    /// True if the prefix can still become a number within the bounds.
    private func isPossible(_ prefix: Prefix) -> Bool {
        guard let range = magnitudes(prefix.isNegative) else { return false }
        guard prefix.hasDigits else { return true }
        var unit = Self.power(decimals - max(0, Int(prefix.fraction)))
        if prefix.fraction >= 0 || prefix.digits == 0 {
            return range.overlaps(prefix.digits * unit...(prefix.digits + 1) * unit - 1)
        }
        // Every further digit before the point widens and moves what can be reached by a factor of ten.
        while prefix.digits <= range.upperBound / unit {
            if range.overlaps(prefix.digits * unit...(prefix.digits + 1) * unit - 1) { return true }
            unit *= 10
        }
        return false
    }

    private func magnitudes(_ isNegative: Bool) -> ClosedRange<Int64>? {
        let range = isNegative ? (max(1, -high), -low) : (max(0, low), high)
        return range.0 <= range.1 ? range.0...range.1 : nil
    }

    private static func power(_ exponent: Int) -> Int64 { (0..<exponent).reduce(1) { power, _ in power * 10 } }

    /// The whole number nearest to a bound from inside, forgiving what binary fractions cannot say.
    private static func scaled(_ value: Double, _ rule: FloatingPointRoundingRule) -> Int64 {
        let nearest = value.rounded()
        return Int64(abs(value - nearest) < 1e-9 * max(1, abs(value)) ? nearest : value.rounded(rule))
    }
}
