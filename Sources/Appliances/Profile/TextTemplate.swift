/// Text with places to fill in: `cmnd/{address}/POWER`. `{{` and `}}` stand for braces.
struct TextTemplate: Sendable, Hashable {
    enum Part: Sendable, Hashable {
        case literal(String)
        case placeholder(String)
    }

    var parts: [Part]

    /// A template that is only text.
    init(literal: String) {
        parts = literal.isEmpty ? [] : [.literal(literal)]
    }

    /// Reads a template; the error says what is wrong with its braces.
    init(parsing text: String) throws(TemplateError) {
        var parts: [Part] = []
        var literal = ""
        var rest = text[...]
        while let character = rest.popFirst() {
            if character == "{" || character == "}", rest.first == character {
                literal.append(character)
                rest.removeFirst()
            } else if character == "{" {
                guard let end = rest.firstIndex(of: "}") else { throw .open }
                let name = String(rest[..<end])
                guard Self.isName(name) else { throw .badName(name) }
                if !literal.isEmpty { parts.append(.literal(literal)) }
                literal = ""
                parts.append(.placeholder(name))
                rest = rest[rest.index(after: end)...]
            } else if character == "}" {
                throw .closed
            } else {
                literal.append(character)
            }
        }
        if !literal.isEmpty { parts.append(.literal(literal)) }
        self.parts = parts
    }

    /// The names of the places, in order.
    var placeholders: [String] {
        parts.compactMap { if case .placeholder(let name) = $0 { name } else { nil } }
    }

    /// The text with every place filled; nil if a value is missing.
    func text(with values: [String: String]) -> String? {
        var text = ""
        for part in parts {
            switch part {
            case .literal(let literal): text += literal
            case .placeholder(let name):
                guard let value = values[name] else { return nil }
                text += value
            }
        }
        return text
    }

    /// The template with those places filled for which there is a value.
    func filling(_ values: [String: String]) -> TextTemplate {
        var filled = TextTemplate(literal: "")
        for part in parts {
            let next: Part =
                if case .placeholder(let name) = part, let value = values[name] { .literal(value) } else { part }
            if case .literal(let one) = filled.parts.last, case .literal(let other) = next {
                filled.parts[filled.parts.count - 1] = .literal(one + other)
            } else {
                filled.parts.append(next)
            }
        }
        return filled
    }

    /// The values that the places must have had for the template to give this text; nil if it cannot.
    func match(_ text: String) -> [String: String]? {
        var values: [String: String] = [:]
        var rest = text[...]
        for (index, part) in parts.enumerated() {
            switch part {
            case .literal(let literal):
                guard rest.hasPrefix(literal) else { return nil }
                rest = rest.dropFirst(literal.count)
            case .placeholder(let name):
                var value = rest
                if index + 1 < parts.count, case .literal(let next) = parts[index + 1] {
                    guard let end = firstIndex(of: next, in: rest) else { return nil }
                    value = rest[..<end]
                }
                rest = rest[value.endIndex...]
                values[name] = String(value)
            }
        }
        return rest.isEmpty ? values : nil
    }

    private func firstIndex(of part: String, in text: Substring) -> Substring.Index? {
        var start = text.startIndex
        while start < text.endIndex {
            if text[start...].hasPrefix(part) { return start }
            start = text.index(after: start)
        }
        return nil
    }

    /// Lower-case letters, digits and underscores.
    private static func isName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F }
    }
}

/// What is wrong with the braces of a template.
enum TemplateError: Error {
    case open
    case closed
    case badName(String)

    /// What is wrong and what would be right.
    var message: String {
        switch self {
        case .open: "a { has no }; write {value}, or {{ for a brace"
        case .closed: "a } has no {; write {value}, or }} for a brace"
        case .badName(let name): "{\(name)} is no placeholder; write {value}, or {{ }} for braces"
        }
    }
}
