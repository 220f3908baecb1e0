/// How a command is written, as a template says: text around one value, or around the numbers of a colour.
struct CommandTemplate: Hashable {
    /// The text with `{value}` or `{red}` and the like in it, other braces doubled.
    var text: String
    /// The wire holds the value times this.
    var factor = 1.0
    /// The variables in it.
    var variables: [String] = []

    /// The value and nothing else.
    init() {
        text = "{value}"
        variables = ["value"]
    }

    /// Reads a template; nil if it does more than a profile can say.
    init?(_ template: String) {
        guard template.utf8.count <= 400, !template.contains("{%"), CleanText.payload(template.trimmed) != nil else {
            return nil
        }
        text = ""
        var rest = template.trimmed[...]
        while let start = rest.range(of: "{{") {
            text += Placeholders.escaped(String(rest[..<start.lowerBound]))
            rest = rest[start.upperBound...]
            guard let end = rest.range(of: "}}") else { return nil }
            guard let expression = TemplateExpression(String(rest[..<end.lowerBound]).trimmed) else { return nil }
            switch expression {
            case .part(nil, let factor, false):
                text += "{value}"
                self.factor = factor
                variables.append("value")
            case .variable(let name):
                guard let place = Self.places[name] else { return nil }
                text += "{\(place)}"
                variables.append(place)
            case .literal, .part, .choice: return nil
            }
            rest = rest[end.upperBound...]
        }
        text += Placeholders.escaped(String(rest))
        guard !variables.isEmpty else { return nil }
    }

    /// The variables of single commands and what a profile calls them.
    private static let places = [
        "position": "value", "tilt_position": "value", "hue": "hue", "sat": "saturation", "red": "red",
        "green": "green", "blue": "blue", "x": "x", "y": "y",
    ]
}

extension Substring {
    /// The first place of a text.
    fileprivate func range(of text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
