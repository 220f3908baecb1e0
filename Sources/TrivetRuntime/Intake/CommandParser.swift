public import Appliances
import JSONText

/// Turns the payload of a message into a command: plain text, or a JSON object with `text` and more.
public struct CommandParser: Sendable, Hashable {
    /// How many bytes a payload may have.
    public var maximumBytes: Int
    /// Who sends commands on topics of their own.
    private let senders: [Sender]
    /// What people call the areas, by id.
    private let areaNames: [String: String]

    /// A parser with a limit, for the senders of a home.
    public init(maximumBytes: Int = 4096, home: HomeConfiguration? = nil) {
        self.maximumBytes = maximumBytes
        senders = home?.senders ?? []
        areaNames = Dictionary((home?.areas ?? []).map { ($0.id, $0.name) }) { first, _ in first }
    }

    /// The command in a payload that came on the topic of a sender. Who that is the payload cannot say otherwise.
    public func parse(_ payload: [UInt8], sender: String?) throws(CommandMistake) -> Command {
        var command = try parse(payload)
        guard let sender else { return command }
        guard let known = senders.first(where: { $0.id == sender }), sender != Sender.anyone else {
            throw .unknownSender(sender)
        }
        guard command.user == nil || command.user == sender else {
            throw .wrongMember("user", expected: "left out, or \"\(sender)\", on this topic")
        }
        command.user = sender
        command.sender = sender
        command.area = known.area.flatMap { areaNames[$0] } ?? command.area
        return command
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
            if id.hasPrefix(Command.scheduledPrefix) || id.hasPrefix("trigger-") {
                throw .wrongMember("id", expected: "a name that does not begin with schedule- or trigger-")
            }
            command.id = id
        }
        command.area = try words("area", of: json, maximum: 128)
        command.user = try words("user", of: json, maximum: 128)
        // What a trigger asks stays unanswered; under its name somebody else would answer.
        if let user = command.user, user.hasPrefix(Trigger.userPrefix) {
            throw .wrongMember("user", expected: "a name that does not begin with \(Trigger.userPrefix)")
        }
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
