import ArgumentParser
import TrivetRuntime

#if canImport(Glibc)
    import Glibc
#endif

struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure this program on this machine, with a real broker, and print one table.",
        discussion: """
            Starts a mosquitto and `trivet run` of its own, sends commands, and measures the time until the appliance's \
            message arrives. The exit code is 1 if a goal is missed.
            """)

    @OptionGroup var home: HomeOptions
    @OptionGroup var models: ModelOptions

    @Option(help: ArgumentHelp("How many commands to send.", valueName: "count"))
    var commands = 200

    @Option(help: ArgumentHelp("How often to start the program.", valueName: "count"))
    var starts = 5

    @Option(
        help: ArgumentHelp(
            "Measure a home of so many lamps instead: all at once, idle, and with 500 reports a second.",
            valueName: "count"))
    var lamps: Int?

    func run() async throws {
        try await command {
            let setup = try home.setup(models: models)
            if let lamps {
                let bench = LargeHomeBench(setup, program: try Self.ownPath(), lamps: lamps) { complain("… \($0)") }
                let results = try await bench.run()
                say(results.table)
                if !results.isGood { throw Exit.notDone }
                return
            }
            let program = Bench.Program(
                path: try Self.ownPath(),
                arguments: ["--config", try home.path()] + models.model.flatMap { ["--model", $0] })
            let bench = Bench(setup, program: program, commands: commands, starts: starts) { complain("… \($0)") }
            let results = try await bench.run()
            say(results.table)
            if !results.isGood { throw Exit.notDone }
        }
    }

    private static func ownPath() throws -> String {
        guard let path = realpath("/proc/self/exe", nil) else {
            throw ValidationError("cannot find out where this program lies")
        }
        defer { free(path) }
        return String(cString: path)
    }
}
