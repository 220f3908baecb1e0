import ArgumentParser
import JSONText
import TrivetRuntime

struct AskCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ask", abstract: "Say one sentence to a running agent and watch every step.",
        discussion: """
            The sentence goes to the runtime behind the broker that the home's file names. Each step is printed with the \
            milliseconds since the sentence was sent, then the reply. The exit code is 0 if the wish was fulfilled, 1 if \
            not.
            """)

    @Argument(help: ArgumentHelp("What you want, in quotes or not.", valueName: "sentence"))
    var words: [String]

    @OptionGroup var home: HomeOptions
    @OptionGroup var broker: BrokerOptions
    @OptionGroup var models: ModelOptions
    @OptionGroup var asking: AskingOptions

    @Option(
        help: ArgumentHelp(
            "The conversation it belongs to, so that \"yes\" and \"that one too\" work.", valueName: "name"))
    var session = "ask"

    @Flag(help: "Tell more of each step: what the model saw and said, how sure it was, which model decided and why.")
    var explain = false

    @Flag(help: "Print only the reply, as the JSON that was published.")
    var json = false

    func validate() throws {
        if !asking.local, let model = models.model.first {
            throw ValidationError("a running agent has its own models; to ask \(model) here, add --local")
        }
    }

    func run() async throws {
        try await command {
            let (target, close) = try await asking.target(for: home.setup(broker: broker, models: models))
            let printer = StepPrinter(explains: explain)
            let sentence = Command(
                text: words.joined(separator: " "), area: asking.area, user: asking.user, session: session)
            let isQuiet = json
            printer.begin()
            let reply = try await target.ask(sentence) { event in
                if !isQuiet { printer.show(event) }
            }
            if json { say(reply.json.serialized()) } else { printer.show(reply) }
            await close()
            if !reply.ok { throw Exit.notDone }
        }
    }
}
