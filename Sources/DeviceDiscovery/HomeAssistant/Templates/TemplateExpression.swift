import JSONText

/// What an expression in a template comes to, as far as a profile can say the same.
enum TemplateExpression: Hashable {
    /// A part of the message: its path (nil for all of it), what it is multiplied with, and whether letters lose their size.
    case part(path: [String]?, factor: Double, ignoresCase: Bool)
    /// A variable other than the message: `hue`, `red`.
    case variable(String)
    /// A fixed value.
    case literal(JSON)
    /// One word if a part of the message has a value, and another one if not.
    case choice(path: [String]?, equals: JSON, yes: String, no: String)

    /// Reads an expression; nil if it does more than a profile can say.
    init?(_ text: String) {
        guard let tokens = TemplateToken.tokens(of: text) else { return nil }
        var parser = ExpressionParser(tokens: tokens)
        guard let expression = parser.expression(depth: 0), parser.isAtEnd else { return nil }
        self = expression
    }
}

/// Reads the few forms of expressions that nearly all devices use.
private struct ExpressionParser {
    let tokens: [TemplateToken]
    private var index = 0

    init(tokens: [TemplateToken]) {
        self.tokens = tokens
    }

    var isAtEnd: Bool { index >= tokens.count }

    private var next: TemplateToken? { index < tokens.count ? tokens[index] : nil }

    private mutating func take(_ token: TemplateToken) -> Bool {
        guard next == token else { return false }
        index += 1
        return true
    }

    /// `A if C else B`, or a plain value.
    mutating func expression(depth: Int) -> TemplateExpression? {
        guard depth < 8, let first = product(depth: depth) else { return nil }
        guard take(.word("if")) else { return first }
        guard let condition = condition(depth: depth) else { return nil }
        guard take(.word("else")), let second = product(depth: depth + 1) else { return nil }
        return first.chosen(if: condition, else: second)
    }

    mutating func condition(depth: Int) -> TemplateCondition? {
        guard let part = product(depth: depth + 1), case .part(let path, 1, _) = part else { return nil }
        if take(.word("is")) {
            let isNot = take(.word("not"))
            if take(.word("defined")) { return isNot ? nil : .defined }
            return isNot && (take(.word("none")) || take(.word("None"))) ? .defined : nil
        }
        for (sign, isEqual) in [("==", true), ("!=", false)] where take(.sign(sign)) {
            guard case .literal(let value)? = product(depth: depth + 1) else { return nil }
            return .equals(path, value, isEqual)
        }
        return .equals(path, true, true)
    }

    /// Values multiplied with or divided by numbers.
    private mutating func product(depth: Int) -> TemplateExpression? {
        guard var value = filtered(depth: depth) else { return nil }
        while true {
            let isTimes = take(.sign("*"))
            guard isTimes || take(.sign("/")) else { return value }
            guard case .number(let number)? = next, number != 0 else { return nil }
            index += 1
            guard case .part(let path, let factor, let ignoresCase) = value else { return nil }
            value = .part(path: path, factor: isTimes ? factor * number : factor / number, ignoresCase: ignoresCase)
            guard let after = filters(value, depth: depth) else { return nil }
            value = after
        }
    }

    private mutating func filtered(depth: Int) -> TemplateExpression? {
        guard let value = primary(depth: depth) else { return nil }
        return filters(value, depth: depth)
    }

    /// Filters that leave a value what it is.
    private mutating func filters(_ value: TemplateExpression, depth: Int) -> TemplateExpression? {
        var value = value
        while take(.sign("|")) {
            guard case .word(let name)? = next else { return nil }
            index += 1
            var argument: TemplateExpression?
            if take(.sign("(")) {
                while !take(.sign(")")) {
                    guard let read = expression(depth: depth + 1) else { return nil }
                    argument = argument ?? read
                    if !take(.sign(",")), next != .sign(")") { return nil }
                }
            }
            switch (name, value) {
            case ("float", _), ("int", _), ("round", _), ("default", _), ("is_defined", _), ("string", _), ("trim", _),
                ("tojson", _), ("bool", _), ("to_json", _):
                continue
            case ("lower", .part(let path, let factor, _)), ("upper", .part(let path, let factor, _)):
                value = .part(path: path, factor: factor, ignoresCase: true)
            case ("format", .literal(.string(let form))):
                // '%0.1f'|format(x) shows x.
                guard let argument, form.hasPrefix("%"), form.hasSuffix("f") || form.hasSuffix("d") else { return nil }
                value = argument
            default: return nil
            }
        }
        return value
    }

    private mutating func primary(depth: Int) -> TemplateExpression? {
        guard depth < 8, let token = next else { return nil }
        index += 1
        switch token {
        case .text(let text): return .literal(.string(text))
        case .number(let number): return .literal(.number(number))
        case .sign("("):
            guard let inner = expression(depth: depth + 1), take(.sign(")")) else { return nil }
            return inner
        case .word("true"), .word("True"): return .literal(true)
        case .word("false"), .word("False"): return .literal(false)
        case .word("value"): return .part(path: nil, factor: 1, ignoresCase: false)
        case .word("value_json"): return path().map { .part(path: $0, factor: 1, ignoresCase: false) }
        // A function of one argument that leaves it what it is: int(value).
        case .word("int"), .word("float"):
            guard take(.sign("(")), let inner = expression(depth: depth + 1), take(.sign(")")) else { return nil }
            return inner
        case .word(let name): return .variable(name)
        case .sign: return nil
        }
    }

    /// `.a.b`, `['a']`, `[0]`, `.get('a')`.
    private mutating func path() -> [String]? {
        var steps: [String] = []
        while true {
            if take(.sign(".")) {
                guard case .word(let word)? = next else { return nil }
                index += 1
                if word == "get", take(.sign("(")) {
                    guard case .text(let key)? = next else { return nil }
                    index += 1
                    if take(.sign(",")) { guard primary(depth: 7) != nil else { return nil } }
                    guard take(.sign(")")) else { return nil }
                    steps.append(key)
                } else {
                    steps.append(word)
                }
            } else if take(.sign("[")) {
                switch next {
                case .text(let key): steps.append(key)
                case .number(let number): steps.append(JSON.number(number).serialized())
                default: return nil
                }
                index += 1
                guard take(.sign("]")) else { return nil }
            } else {
                return steps.isEmpty || steps.count > 8 ? nil : steps
            }
        }
    }
}

/// When a template chooses.
enum TemplateCondition {
    /// If a part of the message is there.
    case defined
    /// If a part of the message has a value, or has not.
    case equals([String]?, JSON, Bool)

    /// Reads a condition that stands alone.
    init?(_ text: String) {
        guard let tokens = TemplateToken.tokens(of: text) else { return nil }
        var parser = ExpressionParser(tokens: tokens)
        guard let condition = parser.condition(depth: 0), parser.isAtEnd else { return nil }
        self = condition
    }
}

extension TemplateExpression {
    /// What `A if C else B` comes to.
    func chosen(if condition: TemplateCondition, else other: TemplateExpression) -> TemplateExpression? {
        switch condition {
        case .defined: return self
        case .equals(let path, let value, let isEqual):
            guard case .literal(let yes) = self, case .literal(let no) = other else { return nil }
            let words = [yes, no].map { $0.string ?? $0.serialized() }
            return .choice(path: path, equals: value, yes: words[isEqual ? 0 : 1], no: words[isEqual ? 1 : 0])
        }
    }
}
