import Appliances
import ArgumentParser
import ModelFile
import TrivetRuntime

struct TuneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tune",
        abstract: "Find out which kernels, how many threads and which layout are quickest on this board.",
        discussion: """
            Takes a second or two, best on a quiet machine. What is found for the home's model is kept in tuning.json in the \
            data folder and used from the next start on, on this machine only; the board profile's limits hold. Where other \
            programs were busy meanwhile it is not kept. The model's file \
            stays as it is: if another layout were quicker, the command for it is printed.
            """)

    @OptionGroup var home: HomeOptions
    @OptionGroup var models: ModelOptions

    @Option(
        help: ArgumentHelp("Where to keep it, instead of the data folder of the home's file.", valueName: "folder"))
    var data: String?

    @Flag(help: "Only print it.")
    var dryRun = false

    @Flag(help: "Keep it also if other programs were busy meanwhile.")
    var anyway = false

    func run() async throws {
        try await command {
            let setup = try home.setup(models: models)
            let file = try MappedModel(path: setup.model)
            say("board \(setup.board.name): \(setup.facts.identity)")
            let result = try Tuner(file, board: setup.board, facts: setup.facts).run()
            let shape = file.metadata.shape
            let table = TuningTable(result, model: file.metadata.name, shape: shape)
            say(table.text)
            if let advice = table.advice(path: setup.model) { say(advice) }
            let busy = result.isDisturbed ? "other programs kept the processors busy meanwhile" : nil
            if dryRun || (busy != nil && !anyway) {
                if let busy {
                    complain("trivet: \(busy); try again when it is quiet\(dryRun ? "" : ", or keep it with --anyway")")
                }
                if !dryRun { throw Exit.notDone }
                return
            }
            let folder = data ?? setup.configuration.dataFolder
            var kept = TuningFile(reading: folder, on: setup.facts)
            kept.put(TuningFile.Entry(result.choice.way, for: shape))
            try kept.write(to: folder)
            say("kept in \(TuningFile.path(in: folder)); the next start uses it")
        }
    }
}
