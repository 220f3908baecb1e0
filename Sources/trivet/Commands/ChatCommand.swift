import ArgumentParser
import TernaryInference
import TrivetRuntime

#if canImport(Glibc)
    import Glibc
#endif

struct ChatCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chat", abstract: "Talk with a running agent, or directly with a model, one line at a time.",
        discussion: """
            All lines belong to one conversation. An empty line does nothing; "quit" or Ctrl-D ends it. Input may be a pipe: \
            one line a turn.

            With --model (and without --local) nobody else is needed: you talk with the model itself, which then has no home \
            and moves nothing. What it says appears as it comes; Ctrl-C stops the answer. When the conversation is longer \
            than what the model sees at once, the oldest turns are forgotten.
            """)

    @OptionGroup var home: HomeOptions
    @OptionGroup var broker: BrokerOptions
    @OptionGroup var models: ModelOptions
    @OptionGroup var asking: AskingOptions
    @OptionGroup var talking: TalkingOptions

    @Flag(name: .shortAndLong, help: "Show every step, not only the replies.")
    var steps = false

    func validate() throws {
        if models.model.isEmpty || asking.local, let option = talking.firstUsed {
            throw ValidationError("\(option) is for talking with a model itself: name it with --model, without --local")
        }
        if models.model.count > 1, !asking.local {
            throw ValidationError("one model can be talked with at a time; several belong to a home: add --local")
        }
    }

    func run() async throws {
        try await command {
            if let model = models.model.first, !asking.local {
                var chat = try ModelChat(model, talking)
                try await chat.run()
            } else {
                try await talkWithAgent()
            }
        }
    }

    private func talkWithAgent() async throws {
        let (target, close) = try await asking.target(for: home.setup(broker: broker, models: models))
        let session = "chat-" + Command.makeID()
        let printer = StepPrinter()
        let showsSteps = steps
        while let text = await InputLine.next() {
            let sentence = Command(text: text, area: asking.area, user: asking.user, session: session)
            printer.begin()
            let reply = try await target.ask(sentence) { event in
                if showsSteps { printer.show(event) }
            }
            printer.show(reply)
        }
        await close()
    }
}

/// How a model itself is talked with.
struct TalkingOptions: ParsableArguments {
    @Option(help: ArgumentHelp("With --model: how the model is told to behave.", valueName: "text"))
    var system: String?

    @Option(
        help: ArgumentHelp("With --model: how freely it chooses its words, 0.6 by default.", valueName: "number"))
    var temperature: Float?

    @Option(
        help: ArgumentHelp(
            "With --model: it chooses among the best words that have this share of the probability together, 0.9 by default.",
            valueName: "share"))
    var topP: Float?

    @Option(help: ArgumentHelp("With --model: the same seed gives the same answers.", valueName: "number"))
    var seed: UInt64?

    @Flag(help: "With --model: always take the likeliest word.")
    var greedy = false

    @Option(
        help: ArgumentHelp(
            "With --model: how many tokens it sees at once, at most those it was made for.", valueName: "count"))
    var context: Int?

    @Flag(help: "With --model: tell the speed behind each answer.")
    var stats = false

    /// The first option that was used.
    var firstUsed: String? {
        let used: [(String, Bool)] = [
            ("--system", system != nil), ("--temperature", temperature != nil), ("--top-p", topP != nil),
            ("--seed", seed != nil), ("--greedy", greedy), ("--context", context != nil), ("--stats", stats),
        ]
        return used.first { $0.1 }?.0
    }

    func validate() throws {
        if let temperature, !(temperature >= 0 && temperature <= 10) {
            throw ValidationError("--temperature must be within 0 to 10")
        }
        if let topP, !(topP > 0 && topP <= 1) { throw ValidationError("--top-p must be above 0 and at most 1") }
        if greedy, temperature != nil || topP != nil {
            throw ValidationError("--greedy leaves nothing to --temperature and --top-p; keep one of them")
        }
    }

    /// The model's own defaults, unless something else was asked for.
    var generation: TextGenerator.Options {
        var generator = SystemRandomNumberGenerator()
        return TextGenerator.Options(
            temperature: greedy ? 0 : temperature ?? 0.6, topP: topP ?? 0.9, seed: seed ?? generator.next())
    }
}
