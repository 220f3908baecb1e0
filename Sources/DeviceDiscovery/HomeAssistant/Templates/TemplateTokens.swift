/// The tokens of an expression between `{{` and `}}`.
enum TemplateToken: Hashable {
    case word(String)
    case text(String)
    case number(Double)
    case sign(String)

    /// The tokens of a text of at most 400 bytes; nil if something in it is none.
    static func tokens(of text: String) -> [TemplateToken]? {
        guard text.utf8.count <= 400 else { return nil }
        var tokens: [TemplateToken] = []
        var rest = text[...]
        while let first = rest.first {
            if first.isWhitespace {
                rest.removeFirst()
            } else if first.isLetter || first == "_" {
                let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
                tokens.append(.word(String(word)))
                rest = rest.dropFirst(word.count)
            } else if first.isNumber {
                let digits = rest.prefix { $0.isNumber || $0 == "." }
                guard let number = Double(digits) else { return nil }
                tokens.append(.number(number))
                rest = rest.dropFirst(digits.count)
            } else if first == "'" || first == "\"" {
                let body = rest.dropFirst()
                guard let end = body.firstIndex(of: first) else { return nil }
                guard !body[..<end].contains("\\") else { return nil }
                tokens.append(.text(String(body[..<end])))
                rest = body[body.index(after: end)...]
            } else if rest.hasPrefix("==") || rest.hasPrefix("!=") {
                tokens.append(.sign(String(rest.prefix(2))))
                rest = rest.dropFirst(2)
            } else if ".[]()|*/,%-~".contains(first) {
                tokens.append(.sign(String(first)))
                rest.removeFirst()
            } else {
                return nil
            }
        }
        return tokens
    }
}
