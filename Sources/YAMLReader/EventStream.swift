import CYAML

/// One event of libyaml as a Swift value.
struct YAMLEvent {
    /// The events that matter to the tree.
    enum Kind {
        case streamStart
        case streamEnd
        case documentStart
        case documentEnd
        case alias(String)
        case scalar(YAMLScalar, tag: String?)
        case sequenceStart(tag: String?)
        case sequenceEnd
        case mappingStart(tag: String?)
        case mappingEnd
    }

    /// What happened.
    var kind: Kind
    /// Where it begins.
    var position: Position
}

/// libyaml's parser over bytes that the caller keeps alive. It owns the C parser and frees it.
struct EventStream: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>

    /// A parser over the bytes; nil if libyaml finds no memory.
    init?(_ bytes: UnsafeBufferPointer<UInt8>) {
        parser = .allocate(capacity: 1)
        guard yaml_parser_initialize(parser) == 1 else {
            parser.deallocate()
            return nil
        }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    /// The next event, or the syntax error that ends the reading.
    mutating func next() throws(YAMLSyntaxError) -> YAMLEvent {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw syntaxError() }
        defer { yaml_event_delete(&event) }
        return YAMLEvent(kind: Self.kind(of: event), position: Position(event.start_mark))
    }

    private static func kind(of event: yaml_event_t) -> YAMLEvent.Kind {
        switch event.type {
        case YAML_DOCUMENT_START_EVENT: return .documentStart
        case YAML_DOCUMENT_END_EVENT: return .documentEnd
        case YAML_STREAM_END_EVENT: return .streamEnd
        case YAML_ALIAS_EVENT: return .alias(text(event.data.alias.anchor))
        case YAML_SEQUENCE_START_EVENT: return .sequenceStart(tag: tag(event.data.sequence_start.tag))
        case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
        case YAML_MAPPING_START_EVENT: return .mappingStart(tag: tag(event.data.mapping_start.tag))
        case YAML_MAPPING_END_EVENT: return .mappingEnd
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            let isQuoted = scalar.style != YAML_PLAIN_SCALAR_STYLE
            let value = YAMLScalar(text: String(decoding: bytes, as: UTF8.self), isQuoted: isQuoted)
            return .scalar(value, tag: tag(scalar.tag))
        default: return .streamStart
        }
    }

    private static func text(_ characters: UnsafeMutablePointer<yaml_char_t>?) -> String {
        guard let characters else { return "" }
        return String(decodingCString: characters, as: UTF8.self)
    }

    private static func tag(_ characters: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        characters.map { text($0) }
    }

    private func syntaxError() -> YAMLSyntaxError {
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "the file cannot be read"
        let context = parser.pointee.context.map { String(cString: $0) }
        return YAMLSyntaxError(
            position: Position(parser.pointee.problem_mark),
            message: [problem, context].compactMap { $0 }.joined(separator: ", "))
    }
}

/// Where and why libyaml gave up.
struct YAMLSyntaxError: Error {
    var position: Position
    var message: String
}

extension Position {
    /// A mark of libyaml, which counts from 0.
    init(_ mark: yaml_mark_t) {
        self.init(line: Int(clamping: mark.line) + 1, column: Int(clamping: mark.column) + 1)
    }
}
