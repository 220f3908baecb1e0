import TernaryInference
import TrivetRuntime

/// A conversation with a model itself: no home, no broker.
struct ModelChat {
    private let model: TernaryModel
    private let options: TalkingOptions
    private var chat: Chat<ContextEngine>

    /// Opens the model. One that was not made for a chat is an error.
    init(_ path: String, _ options: TalkingOptions) throws {
        let facts = BoardFacts.read()
        let board = BoardProfile.choose(from: BoardProfile.load(folder: "firmware-profiles").profiles, for: facts)
        var wishes = EngineSettings.Wishes()
        wishes.contextTokens = options.context
        let (model, context) = try EngineLanguageModel.openForChat(
            path, board: board ?? .fallback, facts: facts, wishes: wishes)
        self.model = model
        self.options = options
        chat = Chat(
            ContextEngine(context, sampler: options.sampler), form: try ChatForm(for: model), system: options.system)
    }

    /// Talks until the input ends.
    mutating func run() async throws {
        while let line = await InputLine.next() {
            let answer: Chat<ContextEngine>.Answer
            let started = Clock.monotonic()
            var firstAt: Double?
            do {
                answer = try Interruption.watch {
                    try chat.answer(line, until: { Interruption.isAsked }) { piece in
                        if firstAt == nil { firstAt = Clock.monotonic() }
                        say(piece, terminator: "")
                    }
                }
            } catch let error as ModelError {
                guard case .contextFull(let room, let needed) = error else { throw error }
                complain(
                    "That is too long: \(needed) tokens, and there is room for \(room). Please say it in fewer words.")
                continue
            }
            say(answer.stop == .finished ? "" : " …")
            if answer.stop == .full { complain("(The answer ends here: the window is full.)") }
            if answer.forgottenTurns > 0 { complain("(The oldest \(answer.forgottenTurns) turns were forgotten.)") }
            if options.stats { tell(answer, started: started, firstAt: firstAt) }
        }
    }

    private func tell(_ answer: Chat<ContextEngine>.Answer, started: Double, firstAt: Double?) {
        let now = Clock.monotonic()
        let first = firstAt ?? now
        let read = answer.promptTokens - answer.cachedTokens
        // The first token comes with reading; the others take a step each.
        let speed = Self.rate(answer.newTokens - 1, now - first)
        complain(
            "(\(read) tokens read at \(Self.rate(read, first - started)) tokens/s, \(answer.cachedTokens) known; "
                + "\(answer.newTokens) said at \(speed) tokens/s)")
    }

    private static func rate(_ count: Int, _ seconds: Double) -> String {
        guard count > 0, seconds > 0 else { return "–" }
        return "\(((Double(count) / seconds) * 10).rounded() / 10)"
    }
}
