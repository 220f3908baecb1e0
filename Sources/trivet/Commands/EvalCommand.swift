import Agent
import ArgumentParser
import JSONText
import TernaryInference
import TrivetRuntime

#if canImport(Glibc)
    import Glibc
#endif

struct EvalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval", abstract: "Run evaluation cases through the agent and count what is right.",
        discussion: """
            Each case brings its own home; effects are applied in memory, by the same turn loop, grammar and checks as at \
            home. "right" counts the effect, "exact" also that a refusal or a question was told, "wrong action" that \
            something was changed that should not have been.
            """)

    @Option(help: ArgumentHelp("A file of cases, one JSON object a line.", valueName: "file"))
    var cases: String

    @Option(help: ArgumentHelp("Write what the agent did, one JSON object a line.", valueName: "file"))
    var predictions: String?

    @Option(help: ArgumentHelp("Write a page with the figures and every case that is not right.", valueName: "file"))
    var report: String?

    @Option(
        help: ArgumentHelp(
            "The model; of several each gets what the ones before are not sure of. (default: models/pilot.trivet)",
            valueName: "file"))
    var model: [String] = []

    @Option(help: ArgumentHelp("Only cases of these languages, such as en.", valueName: "language"))
    var language: [String] = []

    @Option(help: ArgumentHelp("Only cases of these kinds: call, query, clarify, refuse.", valueName: "kind"))
    var kind: [String] = []

    @Option(help: ArgumentHelp("Only the first so many cases.", valueName: "count"))
    var limit: Int?

    @Flag(help: "Print every case that is wrong.")
    var wrong = false

    @Option(help: ArgumentHelp("Ask first where the model is less certain than this.", valueName: "probability"))
    var certainty: Double?

    @Option(help: ArgumentHelp("Leave to the next model what is less certain than this.", valueName: "probability"))
    var handover: Double?

    @Option(
        help: ArgumentHelp("Refuse where less of the model's wish fits the home than this.", valueName: "probability"))
    var rejection: Double?

    func run() async throws {
        try await command {
            var chosen = try EvaluationCase.load(cases).filter { test in
                (language.isEmpty || language.contains(test.language)) && (kind.isEmpty || kind.contains(test.kind))
            }
            if let limit { chosen = Array(chosen.prefix(limit)) }
            let facts = BoardFacts.read()
            let boards = BoardProfile.load(folder: "firmware-profiles").profiles
            let board = BoardProfile.choose(from: boards, for: facts) ?? .fallback
            var wishes = EngineSettings.Wishes()
            if let rejection { wishes.rejectionThreshold = rejection }
            var engines: [EngineLanguageModel] = []
            for path in model.isEmpty ? ["models/pilot.trivet"] : model {
                engines.append(try EngineLanguageModel.open(path, board: board, facts: facts, wishes: wishes))
            }
            var options = AgentOptions()
            if let certainty { options.certaintyThreshold = certainty }
            if let handover { options.handoverCertainty = handover }
            let runner = EvaluationRunner(
                model: engines[0], laterModels: Array(engines.dropFirst()), options: options)
            let output = try predictions.map { try LineFile($0) }
            let page = try report.map { try LineFile($0) }
            var figures = EvaluationReport()
            let bar = ProgressBar(total: chosen.count)
            for test in chosen {
                let result = await runner.run(test)
                figures.add(result)
                try output?.write(result.line.serialized())
                if wrong, !result.isRight {
                    let calls = result.prediction["calls"]?.array?.compactMap(\.string).joined(separator: " ") ?? ""
                    let word = result.isWrongAction ? "WRONG ACTION" : "not right"
                    bar.clear()
                    say("\(word): \(test.id): \(test.utterance)\n    said \(calls)\n    \(result.prediction)")
                }
                bar.advance("\((figures.accuracy * 100).rounded()) % right")
            }
            bar.clear()
            try page?.write(figures.page(title: "\(cases), \(engines.map(\.name).joined(separator: ", then "))"))
            say(figures.table)
        }
    }
}

/// A file that is written line by line.
private final class LineFile {
    private let file: UnsafeMutablePointer<FILE>
    private let path: String

    init(_ path: String) throws {
        guard let file = fopen(path, "w") else {
            complain("trivet: cannot write \(path): \(String(cString: strerror(errno)))")
            throw Exit.failure
        }
        self.file = file
        self.path = path
    }

    deinit { fclose(file) }

    func write(_ line: String) throws {
        guard fputs(line + "\n", file) >= 0 else {
            complain("trivet: cannot write \(path): \(String(cString: strerror(errno)))")
            throw Exit.failure
        }
    }
}
