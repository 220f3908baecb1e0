import ApplianceVocabulary
import JSONText
import YAMLReader

/// Reads how values are called: `values`, `range`, `flag`, `reading`, `wire`, `encoding`.
enum WireReader {
    /// A scalar as it is sent: numbers and truth values unless they are in quotes.
    static func json(_ scalar: YAMLScalar) -> JSON {
        if scalar.isQuoted { return .string(scalar.text) }
        return scalar.isEmpty ? .null : JSON(wireText: scalar.text)
    }

    /// Names with their spellings: a list of names, or a mapping from names to one or more spellings.
    static func names(_ node: YAMLNode, of what: String, in context: YAMLContext) -> [WireMapping.NameSpelling] {
        var names: [WireMapping.NameSpelling] = []
        func add(_ name: String, _ spellings: [JSON], at position: Position) {
            guard Names.isValueName(name) else {
                let advice = "write \(Names.word(from: name)) and its spelling behind it"
                let message = "the value \"\(name.prefix(40))\" must be lower-case letters, digits and _; \(advice)"
                return context.report(message, at: position)
            }
            guard !names.contains(where: { $0.name == name }) else {
                return context.report("the value \"\(name)\" of \(what) is here twice", at: position)
            }
            names.append(.init(name: name, spellings: spellings))
        }
        switch node.content {
        case .sequence(let items):
            for item in items {
                guard let scalar = item.scalar, !scalar.isEmpty else {
                    context.report("a value of \(what) must be a name, not \(item.kindName)", at: item.position)
                    continue
                }
                add(scalar.text, [.string(scalar.text)], at: item.position)
            }
        case .mapping(let entries):
            for entry in entries { add(entry.key, spellings(entry.value, in: context), at: entry.keyPosition) }
        case .scalar:
            context.report("the values of \(what) must be a list of names, such as [on, off]", at: node.position)
            return []
        }
        if names.isEmpty { context.report("\(what) has no values; list at least one", at: node.position) }
        return names
    }

    private static func spellings(_ node: YAMLNode, in context: YAMLContext) -> [JSON] {
        let items = if case .sequence(let items) = node.content { items } else { [node] }
        let spellings = items.compactMap { item -> JSON? in
            if let scalar = item.scalar, !scalar.isEmpty { return json(scalar) }
            context.report("a spelling must be text, a number, true or false, not \(item.kindName)", at: item.position)
            return nil
        }
        if items.isEmpty { context.report("write at least one spelling", at: node.position) }
        return spellings.isEmpty ? [.null] : spellings
    }

    /// Bounds beyond this no grammar of numbers has.
    private static let largestBound = 1e12

    /// The range of a number with its unit.
    static func range(_ reader: MappingReader) -> PropertyKind? {
        let minimum = reader.number("minimum")
        let maximum = reader.number("maximum")
        let step = reader.number("step") ?? 1
        let unit = reader.string("unit")
        reader.finish()
        for key in ["minimum", "maximum"] where !reader.keys.contains(key) {
            reader.reportMissing(key, example: "\(key): \(key == "minimum" ? 0 : 100)")
        }
        guard let minimum, let maximum else { return nil }
        for (key, bound) in [("minimum", minimum), ("maximum", maximum)] where bound.magnitude > largestBound {
            reader.report("the \(key) must lie between -10^12 and 10^12; larger numbers cannot be said", at: key)
            return nil
        }
        guard minimum < maximum else {
            let message = "the minimum \(Value.number(minimum)) is not below the maximum \(Value.number(maximum))"
            reader.report("\(message); swap or correct them", at: "minimum")
            return nil
        }
        guard step > 0, step <= maximum - minimum else {
            reader.report("the step must be above 0 and fit into the range", at: "step")
            return nil
        }
        return .range(minimum: minimum, maximum: maximum, step: step, unit: unit)
    }

    /// How a number is scaled for the wire.
    static func scale(_ reader: MappingReader?, range: ClosedRange<Double>?, step: Double) -> NumberScale {
        guard let reader else { return NumberScale(rule: .same, range: range, step: step, decimals: nil) }
        let minimum = reader.number("minimum")
        let maximum = reader.number("maximum")
        let factor = reader.number("factor")
        let reciprocal = reader.number("reciprocal")
        let decimals = reader.integer("decimals", in: 0...6)
        reader.finish()
        var rules: [NumberScale.Rule] = []
        if let factor {
            factor == 0 ? reader.report("the factor must not be 0", at: "factor") : rules.append(.factor(factor))
        }
        if let reciprocal {
            reciprocal <= 0 || range.map { $0.lowerBound <= 0 } ?? false
                ? reader.report("a reciprocal needs a constant and a range above 0", at: "reciprocal")
                : rules.append(.reciprocal(reciprocal))
        }
        if minimum != nil || maximum != nil {
            if let minimum, let maximum, minimum != maximum, range != nil {
                rules.append(.linear(minimum: minimum, maximum: maximum))
            } else {
                reader.context.report(
                    "a wire range needs a minimum and a different maximum, and a range of the property",
                    at: reader.position)
            }
        }
        if rules.count > 1 {
            let message = "only one of minimum/maximum, factor and reciprocal can hold"
            reader.context.report(message, at: reader.position)
        }
        let rule = rules.first ?? .same
        let usual: Int? = if case .same = rule { nil } else { 0 }
        return NumberScale(rule: rule, range: range, step: step, decimals: decimals ?? usual)
    }
}
