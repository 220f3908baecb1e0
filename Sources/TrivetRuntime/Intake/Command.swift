public import JSONText

/// A sentence that somebody sent, as it was taken in.
public struct Command: Sendable, Hashable {
    /// What the ids of commands begin with that have come due.
    static let scheduledPrefix = "schedule-"

    /// Its name: the sender's own, or one that was made for it.
    public var id: String
    /// The sentence.
    public var text: String
    /// The area the speaker is in, if known.
    public var area: String?
    /// Who speaks, as they say.
    public var user: String?
    /// Who sent it, as far as its topic proves it; nil for the topic that is everybody's.
    public var sender: String?
    /// The conversation it belongs to, if the sender named one.
    public var session: String?
    /// Where the sender wants the reply, beside the usual topic.
    public var responseTopic: String?
    /// What the sender wants to see again in the reply.
    public var correlationData: [UInt8]?
    /// When it came, in seconds since 1970.
    public var receivedAt: Double
    /// What it does, as it was written down, if that was decided before: a thing of the schedule, or the fixed actions of a
    /// trigger.
    public var scheduled: JSON?

    /// A command.
    public init(
        id: String = Command.makeID(), text: String, area: String? = nil, user: String? = nil, session: String? = nil,
        responseTopic: String? = nil, correlationData: [UInt8]? = nil, receivedAt: Double = Clock.wall()
    ) {
        self.id = id
        self.text = text
        self.area = area
        self.user = user
        self.session = session
        self.responseTopic = responseTopic
        self.correlationData = correlationData
        self.receivedAt = receivedAt
    }

    /// The conversation that it belongs to: the one that was named, otherwise the user's. A command of nobody in
    /// particular stands alone, so that no stranger's "yes" answers a question; and nobody else has a part in the
    /// conversations of a sender with a topic of their own.
    public var conversation: String? {
        let named = session.map { "session \($0)" }
        guard let sender else { return named ?? user.map { "user \($0)" } }
        return "sender \(sender)" + (named.map { " " + $0 } ?? "")
    }

    /// A name that no other command has: 16 random hexadecimal digits.
    public static func makeID() -> String {
        let digits = String(UInt64.random(in: .min ... .max), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

extension Command {
    /// The command for the journal.
    var json: JSON {
        .object([
            "id": .string(id), "text": .string(text), "area": area.map(JSON.string), "user": user.map(JSON.string),
            "sender": sender.map(JSON.string), "session": session.map(JSON.string),
            "response": responseTopic.map(JSON.string),
            "correlation": correlationData.map { .array($0.map { .number(Int($0)) }) }, "at": .number(receivedAt),
            "scheduled": scheduled,
        ])
    }

    /// A command from the journal.
    init?(json: JSON) {
        guard let id = json["id"]?.string, let text = json["text"]?.string else { return nil }
        self.init(
            id: id, text: text, area: json["area"]?.string, user: json["user"]?.string,
            session: json["session"]?.string, responseTopic: json["response"]?.string,
            correlationData: json["correlation"]?.array?.compactMap { $0.integer.flatMap(UInt8.init(exactly:)) },
            receivedAt: json["at"]?.number ?? 0)
        scheduled = json["scheduled"]
        sender = json["sender"]?.string
    }
}
