import JSONText

extension JSON {
    /// The value as a plain payload: text as it is, numbers without `.0`, `true` and `false`.
    var plainText: String {
        switch self {
        case .string(let text): text
        default: serialized()
        }
    }

    /// The value that plain text stands for: a number or truth value if it looks like one, otherwise text.
    init(wireText text: String) {
        if text == "true" || text == "false" {
            self = .bool(text == "true")
        } else if let number = Double(decimal: text) {
            self = .number(number)
        } else {
            self = .string(text)
        }
    }

    /// True if both mean the same on the wire: appliances write `1`, `"1"` and sometimes `1.0` for one thing.
    func isSameWire(as other: JSON) -> Bool {
        if self == other { return true }
        if let one = wireNumber, let another = other.wireNumber { return one == another }
        switch (self, other) {
        case (.object, _), (.array, _), (_, .object), (_, .array), (.null, _), (_, .null): return false
        default: return plainText == other.plainText
        }
    }

    /// The number, also if it was written as text.
    var wireNumber: Double? {
        switch self {
        case .number(let number): number
        case .string(let text): Double(decimal: text)
        default: nil
        }
    }

    /// The value at the end of a path; numbers index into lists.
    func value(at path: [String]) -> JSON? {
        var value = self
        for step in path {
            guard let next = value[step] ?? Int(step).flatMap({ value[$0] }) else { return nil }
            value = next
        }
        return value
    }

    /// The document with a value put at the end of a path; objects on the way are made.
    func setting(_ value: JSON, at path: some Collection<String>) -> JSON {
        guard let step = path.first else {
            guard case .object(var members) = self, case .object(let others) = value else { return value }
            for other in others {
                members.removeAll { $0.key == other.key }
                members.append(other)
            }
            return .object(members)
        }
        var members = object ?? []
        let inner = (self[step] ?? .object([JSON.Member]())).setting(value, at: path.dropFirst())
        if let index = members.firstIndex(where: { $0.key == step }) {
            members[index].value = inner
        } else {
            members.append(Member(key: step, value: inner))
        }
        return .object(members)
    }
}

extension JSON.Limits {
    /// What a payload of an appliance may be.
    static let payload = JSON.Limits(maximumDepth: 16, maximumBytes: 1 << 18)
}

extension Double {
    /// A finite decimal number; nil for `inf`, `nan`, hexadecimal and anything with spaces.
    init?(decimal text: some StringProtocol) {
        guard !text.isEmpty, text.utf8.count <= 32 else { return nil }
        guard text.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }) else { return nil }
        guard let number = Double(text), number.isFinite else { return nil }
        self = number
    }
}
