import ApplianceVocabulary

/// A test of one value: `is: open`, `is: [cleaning, returning]`, `above: 0`, `below: 60`.
struct ValueCondition: Sendable, Hashable {
    /// The value is one of these, if given; written as people write values.
    var names: [String]?
    /// The value is a number above this, if given.
    var above: Double?
    /// The value is a number below this, if given.
    var below: Double?

    /// True if everything that is given holds.
    func holds(for value: Value) -> Bool {
        if let names, !names.contains(value.description) { return false }
        guard above != nil || below != nil else { return true }
        guard case .number(let number) = value else { return false }
        return above.map { number > $0 } ?? true && below.map { number < $0 } ?? true
    }

    /// The condition in words: `open`, `above 60`.
    var words: String {
        var words: [String] = []
        if let names { words.append(names.joined(separator: " or ")) }
        if let above { words.append("above \(Value.number(above))") }
        if let below { words.append("below \(Value.number(below))") }
        return words.joined(separator: " and ")
    }
}

/// A test of what a device has reported.
struct StateCondition: Sendable, Hashable {
    /// The device; nil for the device that carries the condition.
    var device: String?
    /// The property.
    var property: String
    /// The test of its value.
    var condition: ValueCondition
    /// True if the condition counts as met while the device has not reported: the cautious way for interlocks.
    var holdsWhenUnknown: Bool
    /// How old the report may be, if there is a limit.
    var withinSeconds: Double?
}
