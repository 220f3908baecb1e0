import ApplianceVocabulary
import JSONText

/// How the values of a property are written in messages: the same values in another language.
enum WireMapping: Sendable, Hashable {
    /// Names; the first spelling of each is sent, all are understood.
    case names([NameSpelling])
    /// True and false.
    case flag(true: JSON, false: JSON)
    /// Numbers within a range, and how they are scaled.
    case number(NumberScale)
    /// Colours as numbers in a place of their own each: `{"hue": 240, "saturation": 100}`, `0,0,255`.
    case colorNumbers(PayloadTemplate, [String])
    /// Colours as `#RRGGBB`.
    case hexadecimalColor([String])
    /// Whatever comes: a number if it is one, otherwise text.
    case anything

    /// A name and its spellings on the wire.
    struct NameSpelling: Sendable, Hashable {
        var name: String
        var spellings: [JSON]
    }

    /// The value as it is sent; nil if the mapping does not know it.
    func encode(_ value: Value) -> JSON? {
        switch (self, value) {
        case (.names(let names), .name(let name)): names.first { $0.name == name }?.spellings.first
        case (.flag(let yes, let no), .flag(let flag)): flag ? yes : no
        case (.number(let scale), .number(let number)): .number(scale.wire(from: number))
        case (.colorNumbers(let form, let names), .name(let name)):
            names.contains(name) ? NamedColor.named(name).flatMap { form.wire(with: $0.numbers) } : nil
        case (.hexadecimalColor(let names), .name(let name)):
            names.contains(name) ? NamedColor.named(name).map { .string($0.hexadecimal) } : nil
        case (.anything, .name(let name)): .string(name)
        case (.anything, .number(let number)): .number(number)
        case (.anything, .flag(let flag)): .bool(flag)
        default: nil
        }
    }

    /// The value that a message means; nil if it means none.
    func decode(_ wire: JSON) -> Value? {
        switch self {
        case .names(let names):
            return names.first { $0.spellings.contains { $0.isSameWire(as: wire) } }.map { .name($0.name) }
        case .flag(let yes, let no):
            if yes.isSameWire(as: wire) { return .flag(true) }
            return no.isSameWire(as: wire) ? .flag(false) : nil
        case .number(let scale): return wire.wireNumber.flatMap(scale.value(from:)).map { .number($0) }
        case .colorNumbers(let form, let names):
            guard let color = form.numbers(of: wire).flatMap(NamedColor.hueSaturation(numbers:)) else { return nil }
            return NamedColor.nearest(hue: color.hue, saturation: color.saturation, among: names).map { .name($0) }
        case .hexadecimalColor(let names):
            guard let color = wire.string.flatMap(NamedColor.hueSaturation(hexadecimal:)) else { return nil }
            return NamedColor.nearest(hue: color.hue, saturation: color.saturation, among: names).map { .name($0) }
        case .anything:
            if let number = wire.wireNumber { return .number(number) }
            if let flag = wire.bool { return .flag(flag) }
            return wire.string.map { .name(String($0.prefix(200))) }
        }
    }

    /// The mapping with spellings such as `{hot_air}` replaced by the parameter of that name.
    func filling(_ values: [String: String]) -> WireMapping {
        guard case .names(let names) = self else { return self }
        return .names(
            names.map { name in
                let spellings = name.spellings.map { spelling in
                    spelling.parameter.flatMap { values[$0] }.map { JSON(wireText: $0) } ?? spelling
                }
                return NameSpelling(name: name.name, spellings: spellings)
            })
    }

    /// True if a value is a JSON object or list even where it stands alone.
    var isJSON: Bool {
        if case .colorNumbers(.json, _) = self { true } else { false }
    }

    /// The parameters that its spellings name.
    var parameters: [String] {
        guard case .names(let names) = self else { return [] }
        return names.flatMap(\.spellings).compactMap(\.parameter)
    }

    /// How many spellings there are: of two properties in one place of a message, the richer one writes it.
    var richness: Int {
        switch self {
        case .names(let names): names.count
        case .flag: 2
        default: .max
        }
    }
}

extension JSON {
    /// The parameter whose value this spelling stands for: `{hot_air}`.
    fileprivate var parameter: String? {
        guard case .string(let text) = self, text.first == "{", text.last == "}" else { return nil }
        let name = text.dropFirst().dropLast()
        // A payload of JSON stands in braces too.
        return !name.isEmpty && name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" } ? String(name) : nil
    }
}
