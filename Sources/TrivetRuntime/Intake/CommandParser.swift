import JSONText

/// Turns the payload of a message into a command: plain text, or a JSON object with `text` and more.
public struct CommandParser: Sendable, Hashable {
    /// How many bytes a payload may have.
    public var maximumBytes: Int

    /// A parser with a limit.
    public init(maximumBytes: Int = 4096) {
        self.maximumBytes = maximumBytes
    }

    /// The command in a payload.
    public func parse(_ payload: [UInt8]) throws(CommandMistake) -> Command {
        guard payload.count <= maximumBytes else {
            throw .tooLong(bytes: payload.count, limit: maximumBytes)
        }
        guard let text = String(validating: payload, as: UTF8.self) else {
            throw .notUTF8(offset: Self.validPrefix(of: payload))
        }
        guard let first = text.first(where: { !$0.isWhitespace && $0 != "\0" }) else { throw .empty }
        return first == "{" || first == "[" ? try command(json: payload) : Command(text: text.trimmed)
    }

    private func command(json payload: [UInt8]) throws(CommandMistake) -> Command {
        let json: JSON
        do {
            json = try JSON(parsing: payload, limits: JSON.Limits(maximumDepth: 8, maximumBytes: maximumBytes))
        } catch {
            throw .brokenJSON(error)
        }
        guard json.object != nil else { throw .wrongMember("[…]", expected: "an object in braces, not a list") }
        guard let text = try words("text", of: json, maximum: maximumBytes) else { throw .noText }
        guard text.contains(where: { !$0.isWhitespace }) else { throw .empty }
        var command = Command(text: text.trimmed)
        if let id = try words("id", of: json, maximum: 128), !id.isEmpty {
            // These are names that the runtime gives; with a stranger's command under one, what is due would not be done.
            if id.hasPrefix("schedule-") || id.hasPrefix("trigger-") {
                throw .wrongMember("id", expected: "a name that does not begin with schedule- or trigger-")
            }
            command.id = id
        }
        command.area = try words("area", of: json, maximum: 128)
        command.user = try words("user", of: json, maximum: 128)
        command.session = try words("session", of: json, maximum: 128)
        return command
    }

    /// A member that is text and not too long; nil if it is absent or null.
    private func words(_ key: String, of json: JSON, maximum: Int) throws(CommandMistake) -> String? {
        guard let value = json[key], !value.isNull else { return nil }
        guard let text = value.string else { throw .wrongMember(key, expected: "text in double quotes") }
        guard text.utf8.count <= maximum else { throw .wrongMember(key, expected: "at most \(maximum) bytes long") }
        return text
    }

    /// How many bytes from the start are UTF-8.
    private static func validPrefix(of bytes: [UInt8]) -> Int {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var valid = 0
        while case .scalarValue(let scalar) = decoder.decode(&iterator) { valid += UTF8.width(scalar) }
        return valid
    }
}
