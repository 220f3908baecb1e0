import JSONText

/// How a value is taken from a message, as a template says: the common forms, and nothing else.
struct ValueTemplate: Hashable {
    /// The place in a JSON payload; nil for the whole payload.
    var path: [String]?
    /// The wire holds the value times this.
    var factor = 1.0
    /// True if the template changes the size of letters.
    var ignoresCase = false
    /// True if the parts of a list are put together with commas.
    var isJoined = false
    /// One word if the place has a value, another one if not.
    var choice: Choice?

    struct Choice: Hashable {
        var equals: JSON
        var yes: String
        var no: String
    }

    /// The whole payload.
    init() {}

    /// Reads a template; nil if it does more than a profile can say.
    init?(_ text: String) {
        var text = text.trimmed
        guard text.utf8.count <= 400 else { return nil }
        if let expression = Self.conditional(text) {
            self.init(expression)
            return
        }
        guard text.hasPrefix("{{"), text.hasSuffix("}}") else { return nil }
        text = String(text.dropFirst(2).dropLast(2)).trimmed.withoutDashes
        guard !text.contains("{{"), !text.contains("{%") else { return nil }
        let list = text.withoutSuffixes(["| join(',')", "|join(',')", "| join(\",\")", "|join(\",\")"])
        guard let expression = TemplateExpression(list ?? text) else { return nil }
        self.init(expression)
        isJoined = list != nil
    }

    private init?(_ expression: TemplateExpression) {
        switch expression {
        case .part(let path, let factor, let ignoresCase):
            self.path = path
            self.factor = 1 / factor
            self.ignoresCase = ignoresCase
        case .choice(let path, let equals, let yes, let no):
            guard yes != no else { return nil }
            self.path = path
            choice = Choice(equals: equals, yes: yes, no: no)
        case .literal, .variable: return nil
        }
    }

    /// `{% if C %}A{% else %}B{% endif %}`.
    private static func conditional(_ text: String) -> TemplateExpression? {
        let parts = text.blocks
        guard parts.count == 5 || parts.count == 7, parts[0].isEmpty, parts[parts.count - 1].isEmpty else { return nil }
        guard parts[parts.count - 2] == "endif", parts[1].hasPrefix("if ") else { return nil }
        guard let condition = TemplateCondition(String(parts[1].dropFirst(3))) else { return nil }
        guard let yes = branch(parts[2]) else { return nil }
        if case .defined = condition { return yes }
        guard parts.count == 7, parts[3] == "else", let no = branch(parts[4]) else { return nil }
        return yes.chosen(if: condition, else: no)
    }

    /// The value of a branch: an expression, or plain text.
    private static func branch(_ text: String) -> TemplateExpression? {
        let text = text.trimmed
        if text.hasPrefix("{{"), text.hasSuffix("}}") {
            return TemplateExpression(String(text.dropFirst(2).dropLast(2)).withoutDashes)
        }
        return text.isEmpty || text.contains("{") ? nil : .literal(.string(text))
    }
}

extension String {
    /// The expression without the dashes that only take away spaces.
    fileprivate var withoutDashes: String {
        var text = self
        if text.hasPrefix("-") { text.removeFirst() }
        if text.hasSuffix("-") { text.removeLast() }
        return text.trimmed
    }

    /// The text without the first of these endings that it has; nil if it has none.
    fileprivate func withoutSuffixes(_ suffixes: [String]) -> String? {
        for suffix in suffixes where hasSuffix(suffix) { return String(dropLast(suffix.count)).trimmed }
        return nil
    }

    /// Text and `{% … %}` in turn: text, block, text, …
    fileprivate var blocks: [String] {
        var parts: [String] = []
        var text = ""
        var rest = self[...]
        while !rest.isEmpty, parts.count < 16 {
            guard rest.hasPrefix("{%") else {
                text.append(rest.removeFirst())
                continue
            }
            var block = ""
            rest = rest.dropFirst(2)
            while !rest.isEmpty, !rest.hasPrefix("%}") { block.append(rest.removeFirst()) }
            rest = rest.dropFirst(2)
            parts += [text.trimmed, block.trimmed.withoutDashes]
            text = ""
        }
        return parts + [text.trimmed]
    }
}
