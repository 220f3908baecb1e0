public import JSONText

/// Why a message is no command. The description is what the sender reads.
public enum CommandMistake: Error, Sendable, Hashable {
    /// Nothing in it but white space.
    case empty
    /// More bytes than a command may have.
    case tooLong(bytes: Int, limit: Int)
    /// Bytes that are no text, from this offset on.
    case notUTF8(offset: Int)
    /// It begins like JSON and is none.
    case brokenJSON(JSONError)
    /// JSON without a usable `text`.
    case noText
    /// A member of the JSON object that is not as it should be, and how it should be.
    case wrongMember(String, expected: String)
    /// It came on the topic of a sender whom the home does not know.
    case unknownSender(String)
    /// It lay stored at the broker: nobody says it now.
    case retained
    /// The id was already used for another sentence.
    case idReused(String)
    /// Too many commands are waiting.
    case busy(waiting: Int)
    /// The runtime is stopping.
    case stopping
    /// It could not be written down, so it is not accepted.
    case notSaved(String)

    /// A short name for programs: `empty`, `too-long`, `not-utf-8`, …
    public var code: String {
        switch self {
        case .empty: "empty"
        case .tooLong: "too-long"
        case .notUTF8: "not-utf-8"
        case .brokenJSON: "broken-json"
        case .noText: "no-text"
        case .wrongMember: "wrong-member"
        case .unknownSender: "unknown-sender"
        case .retained: "retained"
        case .idReused: "id-reused"
        case .busy: "busy"
        case .stopping: "stopping"
        case .notSaved: "not-saved"
        }
    }
}

extension CommandMistake: CustomStringConvertible {
    /// What is wrong and what to send instead.
    public var description: String {
        switch self {
        case .empty: "the command is empty; send a sentence, or JSON with a \"text\""
        case .tooLong(let bytes, let limit): "the command has \(bytes) bytes; send at most \(limit)"
        case .notUTF8(let offset): "the command is not UTF-8 text (byte \(offset)); send it as UTF-8"
        case .brokenJSON(let error): "the command begins like JSON but is not JSON: \(error)"
        case .noText: "the JSON command has no \"text\"; send {\"text\": \"turn on the lamp\"}"
        case .wrongMember(let key, let expected): "\"\(key)\" in the JSON command must be \(expected)"
        case .unknownSender(let sender):
            "this home knows no sender \"\(sender.shortened)\"; write it under senders: in the home's file"
        case .retained: "the command was stored at the broker (retained) and is not carried out; send it without retain"
        case .idReused(let id): "the id \"\(id)\" was used for another command; give every command its own"
        case .busy(let waiting): "\(waiting) commands are waiting already; try again in a moment"
        case .stopping: "the runtime is stopping; try again when it is back"
        case .notSaved(let reason): "the command could not be written to the journal and is not carried out: \(reason)"
        }
    }
}
