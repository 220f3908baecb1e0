public import Agent
import ApplianceVocabulary
public import JSONText

/// What a person is told about a command, as it is published and kept in the journal.
public struct Reply: Sendable, Hashable {
    /// The id of the command; nil where the message had none that could be read.
    public var id: String?
    /// True if the wish was fulfilled: confirmed by every appliance, or answered.
    public var ok: Bool
    /// What happened: `acted`, `scheduled`, `answered`, `said`, `asked`, `refused`, `failed`.
    public var kind: String
    /// The sentence for the person.
    public var text: String
    /// Why it is not ok, for programs.
    public var reason: String?
    /// Everything, in the order in which it is written.
    public var json: JSON

    /// The reply of the agent.
    public init(_ reply: AgentReply, to command: Command, seconds: Double, zone: WallZone = .system) {
        id = command.id
        ok = reply.ok
        kind = reply.kind.rawValue
        text = reply.text
        reason = reply.refusal?.code ?? reply.failure?.code ?? reply.question?.code ?? Self.weakest(of: reply.actions)
        json = .object([
            "id": .string(command.id), "ok": .bool(reply.ok), "kind": .string(reply.kind.rawValue),
            "text": .string(reply.text), "reason": reason.map(JSON.string),
            "rule": reply.refusal?.rule.map(JSON.string),
            "actions": reply.actions.isEmpty ? nil : .array(reply.actions.map(\.json)),
            "answer": reply.answer.map(\.json), "question": reply.question.map(\.json),
            "scheduled": reply.scheduled.isEmpty ? nil : .array(reply.scheduled.map { $0.published(zone: zone) }),
            "session": command.session.map(JSON.string), "seconds": .number(seconds.rounded(toDigits: 3)),
        ])
    }

    /// The reply to something that did not reach the agent.
    public init(id: String?, reason: String, text: String, session: String? = nil) {
        self.id = id
        ok = false
        kind = AgentReply.Kind.failed.rawValue
        self.text = text
        self.reason = reason
        json = .object([
            "id": id.map(JSON.string), "ok": false, "kind": .string(kind), "text": .string(text),
            "reason": .string(reason), "session": session.map(JSON.string),
        ])
    }

    /// A reply that was written before; nil if it is none.
    public init?(json: JSON) {
        guard let ok = json["ok"]?.bool, let text = json["text"]?.string else { return nil }
        id = json["id"]?.string
        self.ok = ok
        kind = json["kind"]?.string ?? ""
        self.text = text
        reason = json["reason"]?.string
        self.json = json
    }

    /// The reply to a message that is no command.
    public init(to mistake: CommandMistake, id: String?) {
        self.init(id: id, reason: mistake.code, text: mistake.description)
    }

    /// The same reply, marked as given before.
    public var repeated: JSON {
        guard case .object(let members) = json else { return json }
        return .object(members + [JSON.Member(key: "repeated", value: true)])
    }

    /// The outcome that keeps a reply from being ok.
    private static func weakest(of actions: [ActionResult]) -> String? {
        actions.map(\.outcome).first { outcome in
            switch outcome {
            case .confirmed, .value: false
            default: true
            }
        }?.code
    }
}
