/// Numbers and lengths of time in English words.
extension EnglishWords {
    /// The number at a place and where it ends: `20`, `1.5`, `twenty five`, `a`, `half`, `one and a half`.
    func number(_ index: Int) -> (value: Double, next: Int)? {
        if let digits = Double(self[index]), digits >= 0 { return withHalf(digits, index + 1) }
        if let ten = Self.tens[self[index]] {
            if let one = Self.ones[self[index + 1]], (1...9).contains(one) { return (Double(ten + one), index + 2) }
            return withHalf(Double(ten), index + 1)
        }
        if let one = Self.ones[self[index]] {
            if self[index + 1] == "hundred" { return (Double(one * 100), index + 2) }
            return withHalf(Double(one), index + 1)
        }
        return nil
    }

    /// A whole number.
    func whole(_ index: Int) -> (value: Int, next: Int)? {
        guard let (value, next) = number(index), let whole = Int(exactly: value) else { return nil }
        return (whole, next)
    }

    private func withHalf(_ value: Double, _ index: Int) -> (Double, Int) {
        has("and a half", at: index) && Self.unit(self[index + 3]) != nil ? (value + 0.5, index + 3) : (value, index)
    }

    /// A length of time in seconds at a place, and where it ends.
    func duration(_ start: Int) -> (seconds: Double, next: Int)? {
        guard var (seconds, index) = single(start) else { return nil }
        while true {
            let behind = self[index] == "and" ? index + 1 : index
            guard let (more, next) = single(behind), more < seconds else { return (seconds, index) }
            (seconds, index) = (seconds + more, next)
        }
    }

    private func single(_ index: Int) -> (seconds: Double, next: Int)? {
        if let (_, next) = first(of: ["half an", "half a"], at: index), let unit = Self.unit(self[next]) {
            return (unit / 2, next + 1)
        }
        if let (phrase, next) = first(
            of: ["a quarter of an", "quarter of an", "three quarters of an"], at: index),
            let unit = Self.unit(self[next])
        {
            return (unit * (phrase.hasPrefix("three") ? 0.75 : 0.25), next + 1)
        }
        if self[index] == "a" || self[index] == "an" {
            if self[index + 1] == "couple" {
                let next = self[index + 2] == "of" ? index + 3 : index + 2
                return Self.unit(self[next]).map { (2 * $0, next + 1) }
            }
            return Self.unit(self[index + 1]).map { scaled($0, by: 1, index + 2) }
        }
        guard let (count, next) = number(index), let unit = Self.unit(self[next]) else { return nil }
        return scaled(unit, by: count, next + 1)
    }

    /// "An hour and a half".
    private func scaled(_ unit: Double, by count: Double, _ index: Int) -> (seconds: Double, next: Int) {
        guard has("and a half", at: index), Self.unit(self[index + 3]) == nil else { return (count * unit, index) }
        return ((count + 0.5) * unit, index + 3)
    }

    /// The seconds of a unit of time.
    static func unit(_ word: String) -> Double? { units[word] }

    private static let units: [String: Double] = [
        "second": 1, "seconds": 1, "sec": 1, "secs": 1, "s": 1, "minute": 60, "minutes": 60, "min": 60, "mins": 60,
        "hour": 3_600, "hours": 3_600, "hr": 3_600, "hrs": 3_600, "h": 3_600, "day": 86_400, "days": 86_400,
        "week": 604_800, "weeks": 604_800,
    ]
    private static let ones = Dictionary(
        uniqueKeysWithValues: [
            "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
            "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
        ].enumerated().map { ($1, $0) })
    private static let tens = [
        "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    ]
}
