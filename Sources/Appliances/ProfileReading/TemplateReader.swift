import JSONText
import YAMLReader

/// Reads topics and payloads.
enum TemplateReader {
    /// A text template; braces that do not fit are reported.
    static func text(_ text: String, at key: String, in reader: MappingReader) -> TextTemplate? {
        template(text, at: reader.position(of: key), in: reader.context)
    }

    private static func template(_ text: String, at position: Position, in context: YAMLContext) -> TextTemplate? {
        do throws(TemplateError) {
            return try TextTemplate(parsing: text)
        } catch {
            context.report(error.message, at: position)
            return nil
        }
    }

    /// A topic without wildcards.
    static func topic(_ key: String, in reader: MappingReader) -> TextTemplate? {
        guard let text = reader.string(key) else { return nil }
        guard !text.contains(where: { $0 == "+" || $0 == "#" }) else {
            reader.report("the topic must not hold the wildcards + and #; name one topic", at: key)
            return nil
        }
        guard text.first != "/", text.last != "/", !text.contains("//"), text.utf8.count <= 1024 else {
            reader.report("the topic must not begin or end with / or hold an empty level", at: key)
            return nil
        }
        return self.text(text, at: key, in: reader)
    }

    /// A payload: a text is sent as it is, a mapping or list as JSON.
    static func payload(_ node: YAMLNode, in context: YAMLContext) -> PayloadTemplate? {
        if let scalar = node.scalar {
            return template(scalar.text, at: node.position, in: context).map { .text($0) }
        }
        return json(node, in: context).map { .json($0) }
    }

    private static func json(_ node: YAMLNode, in context: YAMLContext) -> JSONTemplate? {
        switch node.content {
        case .scalar(let scalar):
            guard scalar.text.contains("{") || scalar.text.contains("}") else {
                return .literal(WireReader.json(scalar))
            }
            guard let template = template(scalar.text, at: node.position, in: context) else { return nil }
            if template.parts.count == 1, case .placeholder(let name) = template.parts[0] { return .placeholder(name) }
            return .text(template)
        case .sequence(let items):
            let read = items.compactMap { json($0, in: context) }
            return read.count == items.count ? .array(read) : nil
        case .mapping(let entries):
            let read = entries.compactMap { entry in
                json(entry.value, in: context).map { JSONTemplate.Member(key: entry.key, value: $0) }
            }
            return read.count == entries.count ? .object(read) : nil
        }
    }

    /// Reports placeholders that mean nothing here.
    static func check(_ names: [String], allowed: [String], at position: Position, in context: YAMLContext) {
        for name in names where !allowed.contains(name) {
            let advice =
                if let meant = suggestion(for: name, among: allowed) { "did you mean {\(meant)}?" } else {
                    allowed.isEmpty
                        ? "none can stand here" : "known are \(allowed.map { "{\($0)}" }.joined(separator: ", "))"
                }
            context.report("unknown placeholder {\(name)}; \(advice)", at: position)
        }
    }

    /// A place in a JSON payload: `color.hue`, `wifi.0`; a list of keys where a key has a dot in it.
    static func path(_ key: String, in reader: MappingReader) -> [String]? {
        if case .sequence = reader.node(key)?.content {
            guard let steps = reader.strings(key), !steps.isEmpty, steps.count <= 8 else {
                reader.report("the path must have 1 to 8 keys", at: key)
                return nil
            }
            return steps
        }
        guard let text = reader.string(key) else { return nil }
        let steps = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard !steps.contains(""), steps.count <= 8 else {
            reader.report("the path must be keys with dots between them, such as color.hue", at: key)
            return nil
        }
        return steps
    }
}
