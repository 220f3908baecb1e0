/// What a chat needs of an engine: a window of tokens that can be replaced from any place on, and a choice behind it.
public protocol ChatEngine {
    /// How many tokens it can hold.
    var capacity: Int { get }
    /// Makes these tokens its content; returns how many of them it knew.
    mutating func read(_ tokens: [Int32]) throws(ModelError) -> Int
    /// Chooses the token behind its content.
    mutating func choose() -> Int32
    /// Appends a token.
    mutating func append(_ token: Int32) throws(ModelError)
}

/// A conversation with a model. It remembers as many turns as there is room for: when the window fills the oldest leave, the
/// system's message stays.
public struct Chat<Engine: ChatEngine> {
    /// Why an answer ended.
    public enum Stop: Sendable, Hashable {
        /// The model ended it.
        case finished
        /// Somebody wanted it to end.
        case interrupted
        /// There is no room for more.
        case full
    }

    /// What became of a message.
    public struct Answer: Sendable, Hashable {
        /// The text.
        public var text = ""
        /// Why it ended.
        public var stop = Stop.finished
        /// How many tokens were read.
        public var promptTokens = 0
        /// How many of them were known from before.
        public var cachedTokens = 0
        /// How many tokens were said.
        public var newTokens = 0
        /// How many earlier turns were forgotten to make room.
        public var forgottenTurns = 0
    }

    /// The engine.
    public private(set) var engine: Engine
    private let form: ChatForm
    private let opening: [Int32]
    /// The turns that are remembered, oldest first, each with its answer.
    private var turns: [[Int32]] = []

    /// A chat that begins with the system's message, if there is one.
    public init(_ engine: Engine, form: ChatForm, system: String? = nil) {
        self.engine = engine
        self.form = form
        opening = form.tokens(of: system.map { [ChatMessage(.system, $0)] } ?? [], isAnswered: false)
    }

    /// How many turns are remembered.
    public var rememberedTurns: Int { turns.count }

    /// How many tokens are kept free for an answer.
    private var reserve: Int { min(512, engine.capacity / 4) }

    /// Answers a message. What is said comes piece by piece, in whole characters. A message that has no room beside the
    /// system's is an error, after which the chat goes on as if it had not been said.
    public mutating func answer(
        _ message: String, until isStopped: () -> Bool = { false }, each: (String) -> Void = { _ in }
    ) throws(ModelError) -> Answer {
        var answer = Answer()
        let asked = form.tokens(of: ChatMessage(.user, message)) + form.header
        answer.forgottenTurns = try makeRoom(for: asked.count)
        let prompt = opening + turns.flatMap(\.self) + asked
        answer.promptTokens = prompt.count
        answer.cachedTokens = try engine.read(prompt)

        var said: [Int32] = []
        var characters = StreamingDecoder()
        func tell(_ text: String) {
            if text.isEmpty { return }
            answer.text += text
            each(text)
        }
        while true {
            if isStopped() {
                answer.stop = .interrupted
                break
            }
            let token = engine.choose()
            if form.ends(token) { break }
            said.append(token)
            tell(characters.append(form.bytes(of: token)))
            // The token that ends the turn needs a place too.
            if prompt.count + said.count + 1 >= engine.capacity {
                answer.stop = .full
                break
            }
            try engine.append(token)
        }
        tell(characters.finish())
        answer.newTokens = said.count
        turns.append(asked + said + [form.endOfTurn])
        return answer
    }

    /// Forgets the oldest turns until the message has room. Once it begins it makes more room than it needs, so that not
    /// every message costs reading all of the others anew.
    private mutating func makeRoom(for count: Int) throws(ModelError) -> Int {
        let room = engine.capacity - reserve - opening.count
        guard count <= room else { throw .contextFull(capacity: max(room, 0), needed: count) }
        var used = turns.reduce(0) { $0 + $1.count }
        if used + count <= room { return 0 }
        var forgotten = 0
        while used > 0, used + count > room * 3 / 4 {
            used -= turns.removeFirst().count
            forgotten += 1
        }
        return forgotten
    }
}
