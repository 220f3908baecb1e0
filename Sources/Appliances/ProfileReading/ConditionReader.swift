import ApplianceVocabulary
import YAMLReader

/// Reads tests of values and states.
enum ConditionReader {
    /// The keys `is`, `above` and `below` of a mapping; nil if none is there.
    static func condition(_ reader: MappingReader) -> ValueCondition? {
        let names = reader.strings("is")
        let above = reader.number("above")
        let below = reader.number("below")
        guard names != nil || above != nil || below != nil else { return nil }
        return ValueCondition(names: names, above: above, below: below)
    }

    /// A condition that may also be written as a name or a list of names.
    static func shortCondition(_ key: String, in reader: MappingReader) -> ValueCondition? {
        guard let node = reader.node(key) else { return nil }
        guard case .mapping = node.content else {
            return reader.strings(key).map { ValueCondition(names: $0, above: nil, below: nil) }
        }
        guard let inner = MappingReader(node, of: "\"\(key)\"", in: reader.context) else { return nil }
        let found = condition(inner)
        inner.finish()
        if found == nil { reader.report("\"\(key)\" needs one of is, above and below", at: key) }
        return found
    }

    /// A test of what a device has reported.
    static func state(_ node: YAMLNode, of what: String, in context: YAMLContext) -> StateCondition? {
        guard let reader = MappingReader(node, of: what, in: context) else { return nil }
        let device = reader.string("device")
        let property = reader.requiredString("property", example: "property: door")
        let condition = condition(reader)
        let whenUnknown = reader.choice("when_unknown", as: WhenUnknown.self) ?? .block
        let withinSeconds = reader.number("within_seconds", in: 0.1...604_800)
        reader.finish()
        if condition == nil { reader.reportMissing("is", example: "is: open (or above: 60, below: 5)") }
        guard let property, let condition else { return nil }
        return StateCondition(
            device: device, property: property, condition: condition, holdsWhenUnknown: whenUnknown == .block,
            withinSeconds: withinSeconds)
    }

    private enum WhenUnknown: String, CaseIterable {
        case block
        case allow
    }
}
