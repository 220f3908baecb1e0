extension MappingReader {
    /// The text of a key. Text that is empty is a mistake.
    public func string(_ key: String) -> String? {
        guard let node = node(key) else { return nil }
        guard let scalar = node.scalar, !scalar.isEmpty else {
            report("\"\(key)\" must be text, not \(node.kindName)", at: key)
            return nil
        }
        guard scalar.text.contains(where: { !$0.isWhitespace }) else {
            report("\"\(key)\" must not be empty", at: key)
            return nil
        }
        return scalar.text
    }

    /// The text of a key that has to be there.
    public func requiredString(_ key: String, example: String? = nil) -> String? {
        if !keys.contains(key) {
            _ = node(key)
            reportMissing(key, example: example ?? "\(key): …")
            return nil
        }
        return string(key)
    }

    /// A number, within the range if one is given.
    public func number(_ key: String, in range: ClosedRange<Double>? = nil) -> Double? {
        guard let node = node(key) else { return nil }
        guard let scalar = node.scalar, !scalar.isQuoted, let number = plainNumber(scalar.text) else {
            report("\"\(key)\" must be a number, not \(node.kindName)", at: key)
            return nil
        }
        if let range, !range.contains(number) {
            let limits = "\(numberText(range.lowerBound)) to \(numberText(range.upperBound))"
            report("\"\(key)\" is \(scalar.text); it must be within \(limits)", at: key)
            return nil
        }
        return number
    }

    /// A whole number, within the range if one is given.
    public func integer(_ key: String, in range: ClosedRange<Int>? = nil) -> Int? {
        let limits = range.map { Double($0.lowerBound)...Double($0.upperBound) }
        guard let number = number(key, in: limits) else { return nil }
        guard let whole = Int(exactly: number) else {
            report("\"\(key)\" must be a whole number, not \(numberText(number))", at: key)
            return nil
        }
        return whole
    }

    /// `true` or `false`.
    public func bool(_ key: String) -> Bool? {
        guard let node = node(key) else { return nil }
        switch node.scalar.map({ $0.isQuoted ? "" : $0.text }) {
        case "true": return true
        case "false": return false
        default:
            report("\"\(key)\" must be true or false, not \(node.kindName)", at: key)
            return nil
        }
    }

    /// One of the names of an enumeration.
    public func choice<T: RawRepresentable & CaseIterable>(
        _ key: String, as type: T.Type
    ) -> T? where T.RawValue == String {
        guard let text = string(key) else { return nil }
        if let value = T(rawValue: text) { return value }
        let names = T.allCases.map(\.rawValue)
        let advice = suggestion(for: text, among: names).map { "; did you mean \($0)?" } ?? ""
        report("\"\(key)\" must be \(alternatives(names)), not \"\(text.shortened)\"\(advice)", at: key)
        return nil
    }
}

/// A decimal number as people write it; no `inf`, `nan`, or hexadecimal.
func plainNumber(_ text: String) -> Double? {
    guard text.utf8.count <= 32, text.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }) else { return nil }
    guard let number = Double(text), number.isFinite else { return nil }
    return number
}

/// A number without a trailing `.0`.
func numberText(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e15 ? "\(Int64(number))" : "\(number)"
}
