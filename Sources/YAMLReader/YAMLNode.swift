/// A value in a YAML file, with the place where it begins.
public struct YAMLNode: Sendable {
    /// The three kinds of value.
    public enum Content: Sendable {
        /// Text, a number, a truth value: what it means is up to the reader that asks for it.
        case scalar(YAMLScalar)
        /// A list.
        case sequence([YAMLNode])
        /// Keys with their values, in the order of the file, every key once.
        case mapping([YAMLEntry])
    }

    /// Where the value begins.
    public var position: Position
    /// What it is.
    public var content: Content

    /// A value at a place.
    public init(position: Position, content: Content) {
        self.position = position
        self.content = content
    }

    /// The kind of the value in words, for messages.
    public var kindName: String {
        switch content {
        case .scalar(let scalar) where scalar.isEmpty: "nothing"
        case .scalar(let scalar): "\"\(scalar.text.shortened)\""
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }

    /// The scalar, if it is one.
    public var scalar: YAMLScalar? { if case .scalar(let scalar) = content { scalar } else { nil } }

    /// The value of a key, if this is a mapping that has it.
    public subscript(key: String) -> YAMLNode? {
        guard case .mapping(let entries) = content else { return nil }
        return entries.first { $0.key == key }?.value
    }
}

/// A scalar: its text, and whether it was written in quotes or as a block.
public struct YAMLScalar: Sendable, Hashable {
    /// The text without its quotes.
    public var text: String
    /// True for quoted text and for blocks: `"20"` is text, `20` may be a number.
    public var isQuoted: Bool

    /// A scalar.
    public init(text: String, isQuoted: Bool) {
        self.text = text
        self.isQuoted = isQuoted
    }

    /// True if nothing was written, or `null` or `~`.
    public var isEmpty: Bool { !isQuoted && (text.isEmpty || text == "~" || text == "null") }
}

/// A key of a mapping with its value.
public struct YAMLEntry: Sendable {
    /// The key.
    public var key: String
    /// Where the key stands.
    public var keyPosition: Position
    /// The value.
    public var value: YAMLNode

    /// A key with its value.
    public init(key: String, keyPosition: Position, value: YAMLNode) {
        self.key = key
        self.keyPosition = keyPosition
        self.value = value
    }
}

extension String {
    /// The text, cut to a length that fits in a message, on one line.
    var shortened: String {
        let line = String(map { $0.isNewline ? " " : $0 })
        return line.count > 40 ? String(line.prefix(40)) + "…" : line
    }
}
