import JSONText

/// The payload of a command with places to fill in: plain text, or JSON whose numbers stay numbers.
indirect enum PayloadTemplate: Sendable, Hashable {
    /// Plain text: `{value}`.
    case text(TextTemplate)
    /// A JSON document.
    case json(JSONTemplate)

    /// The names of the places.
    var placeholders: [String] {
        switch self {
        case .text(let template): template.placeholders
        case .json(let template): template.placeholders
        }
    }

    /// The payload with every place filled; nil if a value is missing.
    func payload(with values: [String: JSON]) -> String? {
        switch self {
        case .text(let template): template.text(with: values.mapValues(\.plainText))
        case .json(let template): template.json(with: values)?.serialized()
        }
    }

    /// The template with those places filled for which there is a value.
    func filling(_ values: [String: String]) -> PayloadTemplate {
        switch self {
        case .text(let template): .text(template.filling(values))
        case .json(let template): .json(template.filling(values))
        }
    }

    /// The values of the places if a payload has this form. A JSON payload may hold more than the template.
    func match(_ payload: String) -> [String: JSON]? {
        switch self {
        case .text(let template): return template.match(payload)?.mapValues { .string($0) }
        case .json(let template):
            guard let json = try? JSON(parsing: payload, limits: .payload) else { return nil }
            return template.match(json)
        }
    }
}

/// A JSON value with places to fill in.
indirect enum JSONTemplate: Sendable, Hashable {
    /// A fixed value.
    case literal(JSON)
    /// Nothing but a place: the value keeps its type.
    case placeholder(String)
    /// Text with places in it.
    case text(TextTemplate)
    /// A list.
    case array([JSONTemplate])
    /// Members in order.
    case object([Member])

    /// A member of an object.
    struct Member: Sendable, Hashable {
        var key: String
        var value: JSONTemplate
    }

    var placeholders: [String] {
        switch self {
        case .literal: []
        case .placeholder(let name): [name]
        case .text(let template): template.placeholders
        case .array(let items): items.flatMap(\.placeholders)
        case .object(let members): members.flatMap(\.value.placeholders)
        }
    }

    func json(with values: [String: JSON]) -> JSON? {
        switch self {
        case .literal(let json): return json
        case .placeholder(let name): return values[name]
        case .text(let template): return template.text(with: values.mapValues(\.plainText)).map { .string($0) }
        case .array(let items):
            let filled = items.compactMap { $0.json(with: values) }
            return filled.count == items.count ? .array(filled) : nil
        case .object(let members):
            let filled = members.compactMap { member in
                member.value.json(with: values).map { JSON.Member(key: member.key, value: $0) }
            }
            return filled.count == members.count ? .object(filled) : nil
        }
    }

    func filling(_ values: [String: String]) -> JSONTemplate {
        switch self {
        case .literal: self
        case .placeholder(let name): values[name].map { .literal(JSON(wireText: $0)) } ?? self
        case .text(let template): .text(template.filling(values))
        case .array(let items): .array(items.map { $0.filling(values) })
        case .object(let members): .object(members.map { Member(key: $0.key, value: $0.value.filling(values)) })
        }
    }

    func match(_ json: JSON) -> [String: JSON]? {
        switch self {
        case .literal(let literal): return literal.isSameWire(as: json) ? [:] : nil
        case .placeholder(let name): return [name: json]
        case .text(let template): return json.string.flatMap(template.match)?.mapValues { .string($0) }
        case .array(let items):
            guard let values = json.array, values.count == items.count else { return nil }
            return Self.merged(zip(items, values).map { $0.match($1) })
        case .object(let members):
            guard json.object != nil else { return nil }
            return Self.merged(members.map { member in json[member.key].flatMap(member.value.match) })
        }
    }

    private static func merged(_ parts: [[String: JSON]?]) -> [String: JSON]? {
        var all: [String: JSON] = [:]
        for part in parts {
            guard let part else { return nil }
            all.merge(part) { first, _ in first }
        }
        return all
    }
}
