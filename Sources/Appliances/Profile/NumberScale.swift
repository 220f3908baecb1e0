/// How a number is scaled for the wire: percent to 0…254, kelvin to mired, degrees to tenths.
struct NumberScale: Sendable, Hashable {
    /// The rule.
    enum Rule: Sendable, Hashable {
        /// As it is.
        case same
        /// The range of the property onto another range.
        case linear(minimum: Double, maximum: Double)
        /// The wire holds the value times a factor.
        case factor(Double)
        /// The wire holds a constant divided by the value (1,000,000 for kelvin and mired).
        case reciprocal(Double)
    }

    /// The rule.
    var rule: Rule
    /// The range of the property, if it has one.
    var range: ClosedRange<Double>?
    /// The step of the property, 0 if any number will do.
    var step: Double
    /// Digits behind the point on the wire; nil for as many as needed.
    var decimals: Int?

    /// The number to send.
    func wire(from value: Double) -> Double {
        let wire =
            switch rule {
            case .same: value
            case .factor(let factor): value * factor
            case .reciprocal(let constant): constant / value
            case .linear(let minimum, let maximum):
                minimum + (value - lower) * (maximum - minimum) / span
            }
        return wire.rounded(toDecimals: decimals ?? 6)
    }

    /// The value that a number on the wire means, on the steps of the property where it lies within its range.
    func value(from wire: Double) -> Double? {
        let value: Double
        switch rule {
        case .same: value = wire
        case .factor(let factor): value = wire / factor
        case .reciprocal(let constant):
            guard wire != 0 else { return nil }
            value = constant / wire
        case .linear(let minimum, let maximum):
            value = lower + (wire - minimum) * span / (maximum - minimum)
        }
        guard value.isFinite else { return nil }
        let snapped = value.snapped(from: lower, by: step)
        if let range, !range.contains(snapped) { return value.rounded(toDecimals: 6) }
        return snapped
    }

    private var lower: Double { range?.lowerBound ?? 0 }
    private var span: Double { range.map { $0.upperBound - $0.lowerBound } ?? 1 }
}

extension Double {
    /// Rounded to so many digits behind the point.
    func rounded(toDecimals decimals: Int) -> Double {
        var power = 1.0
        for _ in 0..<max(0, min(9, decimals)) { power *= 10 }
        let scaled = self * power
        return abs(scaled) < 1e15 ? scaled.rounded() / power : self
    }

    /// The nearest number that is a whole number of steps away from an origin.
    func snapped(from origin: Double, by step: Double) -> Double {
        guard step > 0 else { return rounded(toDecimals: 6) }
        return (origin + ((self - origin) / step).rounded() * step).rounded(toDecimals: 6)
    }
}
