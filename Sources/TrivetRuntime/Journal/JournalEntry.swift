public import JSONText

/// How far a command has come.
public enum CommandStage: String, Sendable, Hashable {
    /// Taken in and written down; nothing has been done about it.
    case accepted
    /// Messages to appliances may have left from here on.
    case acting
    /// Answered; it is never acted on again.
    case done
}

/// One row of the journal.
struct JournalRow: Sendable, Hashable {
    var id: String
    var stage: CommandStage
    var at: Double
    var command: Command?
    var reply: JSON?

    /// The row as one line of JSON.
    var line: String {
        let json = JSON.object([
            "id": .string(id), "stage": .string(stage.rawValue), "at": .number(at), "command": command.map(\.json),
            "reply": reply,
        ])
        return json.serialized() + "\n"
    }

    init(id: String, stage: CommandStage, at: Double, command: Command? = nil, reply: JSON? = nil) {
        self.id = id
        self.stage = stage
        self.at = at
        self.command = command
        self.reply = reply
    }

    /// The row of a line; nil if the line is damaged, as the last one may be after a power cut.
    init?(line: some Collection<UInt8>) {
        guard let json = try? JSON(parsing: line), let id = json["id"]?.string,
            let stage = json["stage"]?.string.flatMap(CommandStage.init)
        else { return nil }
        self.init(
            id: id, stage: stage, at: json["at"]?.number ?? 0, command: json["command"].flatMap(Command.init(json:)),
            reply: json["reply"])
    }
}

/// What the journal knows about one command.
public struct JournalEntry: Sendable, Hashable {
    /// The command as it was accepted.
    public var command: Command
    /// How far it came.
    public var stage: CommandStage
    /// What was answered, once it is done.
    public var reply: JSON?
}
