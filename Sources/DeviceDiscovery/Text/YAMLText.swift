import JSONText

/// A value to be written as YAML. What is not a plain word is in quotes, and what a terminal would not show is escaped.
indirect enum YAMLText {
    case text(String)
    /// A name of the vocabulary.
    case word(String)
    case number(Double)
    case flag(Bool)
    case list([YAMLText])
    case map([Entry])

    struct Entry {
        var key: String
        var value: YAMLText

        init(_ key: String, _ value: YAMLText) {
            self.key = key
            self.value = value
        }
    }

    /// A mapping without the entries that have no value.
    static func entries(_ entries: (String, YAMLText?)...) -> YAMLText {
        .map(entries.compactMap { key, value in value.map { Entry(key, $0) } })
    }

    /// A wire value: texts in quotes, so that they stay texts.
    init(wire: JSON) {
        switch wire {
        case .null: self = .text("null")
        case .bool(let flag): self = .flag(flag)
        case .number(let number): self = .number(number)
        case .string(let text): self = .text(text)
        case .array(let items): self = .list(items.map(YAMLText.init(wire:)))
        case .object(let members): self = .map(members.map { Entry($0.key, YAMLText(wire: $0.value)) })
        }
    }

    /// The value in one line.
    var flow: String {
        switch self {
        case .text(let text): Self.quoted(text)
        case .word(let word): Self.key(word)
        case .number(let number): JSON.number(number).serialized()
        case .flag(let flag): flag ? "true" : "false"
        case .list(let items): "[" + items.map(\.flow).joined(separator: ", ") + "]"
        case .map(let entries) where entries.isEmpty: "{}"
        case .map(let entries):
            "{ " + entries.map { Self.key($0.key) + ": " + $0.value.flow }.joined(separator: ", ") + " }"
        }
    }

    /// The entries of a mapping, one a line.
    func lines(indent: Int) -> [String] {
        guard case .map(let entries) = self else { return [] }
        let space = String(repeating: " ", count: indent)
        return entries.flatMap { entry -> [String] in
            // Several messages stand below each other.
            if case .list(let items) = entry.value, items.count > 1, case .map = items[0] {
                return [space + Self.key(entry.key) + ":"] + items.map { space + "  - " + $0.flow }
            }
            return [space + Self.key(entry.key) + ": " + entry.value.flow]
        }
    }

    /// A key: plain if it is a word.
    static func key(_ text: String) -> String { isPlain(text) ? text : quoted(text) }

    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.utf8.first, (0x61...0x7A).contains(first) else { return false }
        guard text.utf8.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F }) else {
            return false
        }
        return !["true", "false", "null"].contains(text)
    }

    /// The text in double quotes.
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            default:
                switch scalar.properties.generalCategory {
                case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
                    quoted += escape(scalar)
                default: quoted.unicodeScalars.append(scalar)
                }
            }
        }
        return quoted + "\""
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        return "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
    }
}
