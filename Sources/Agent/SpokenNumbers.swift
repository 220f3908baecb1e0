/// English numbers in words: `twenty five`, `a hundred`, `two hundred and ten`, `twenty point five`, `minus three`.
enum SpokenNumbers {
    /// The words with spoken numbers as digits. A lone `one` stays: it is a pronoun, unless a unit follows.
    static func inDigits(_ words: [String]) -> [String] {
        var out: [String] = []
        var index = 0
        while index < words.count {
            guard let found = number(words, index) else {
                out.append(words[index])
                index += 1
                continue
            }
            index = found.next
            if out.last == "minus" { out[out.count - 1] = "-" + found.digits } else { out.append(found.digits) }
        }
        for index in out.indices.dropLast() where out[index] == "minus" && isNumeral(out[index + 1]) {
            out[index] = ""
            out[index + 1] = "-" + out[index + 1]
        }
        return out.filter { !$0.isEmpty }
    }

    /// The number at the place and the place behind it; nil for what is written in digits already.
    private static func number(_ words: [String], _ start: Int) -> (digits: String, next: Int)? {
        guard var (value, index) = beginning(words, start) else { return nil }
        if index < words.count, words[index] == "hundred", (1...9).contains(value) {
            value *= 100
            index += 1
            let rest = index < words.count && words[index] == "and" ? index + 1 : index
            if let (small, next) = belowHundred(words, rest) {
                value += small
                index = next
            }
        }
        if index < words.count, words[index] == "point", let (decimals, next) = decimals(words, index + 1) {
            return ("\(value).\(decimals)", next)
        }
        if index == start + 1 {
            if isNumeral(words[start]) { return nil }
            if words[start] == "one", index >= words.count || !counted.contains(words[index]) { return nil }
        }
        return ("\(value)", index)
    }

    private static func beginning(_ words: [String], _ index: Int) -> (Int, Int)? {
        if words[index] == "a", index + 1 < words.count, words[index + 1] == "hundred" { return (1, index + 1) }
        guard isNumeral(words[index]) else { return belowHundred(words, index) }
        return words[index].utf8.count <= 6 ? Int(words[index]).map { ($0, index + 1) } : nil
    }

    private static func belowHundred(_ words: [String], _ index: Int) -> (Int, Int)? {
        guard index < words.count else { return nil }
        if let ten = tens[words[index]] {
            if index + 1 < words.count, let one = ones[words[index + 1]], (1...9).contains(one) {
                return (ten + one, index + 2)
            }
            return (ten, index + 1)
        }
        return ones[words[index]].map { ($0, index + 1) }
    }

    /// The digits behind a spoken point.
    private static func decimals(_ words: [String], _ start: Int) -> (String, Int)? {
        var index = start
        var digits = ""
        while index < words.count {
            if let one = ones[words[index]], one <= 9 {
                digits += "\(one)"
            } else if isNumeral(words[index]) {
                digits += words[index]
            } else {
                break
            }
            index += 1
        }
        return digits.isEmpty ? nil : (digits, index)
    }

    private static func isNumeral(_ word: String) -> Bool {
        !word.isEmpty && word.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    private static let ones: [String: Int] = Dictionary(
        uniqueKeysWithValues: [
            "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
            "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
        ].enumerated().map { ($1, $0) })
    private static let tens = [
        "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    ]
    /// Words that make `one` a number.
    private static let counted: Set<String> = [
        "percent", "degree", "degrees", "hour", "hours", "hr", "minute", "minutes", "min", "mins", "second", "seconds",
        "sec", "secs",
    ]
}
