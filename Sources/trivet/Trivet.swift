import ArgumentParser
import ModelFile
import TrivetRuntime

/// The program: its commands, and nothing else.
@main
struct Trivet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trivet",
        abstract: "An offline agent for appliances: a sentence over MQTT moves them.",
        discussion: """
            A ternary language model on this board turns a sentence into checked actions, sends them to the appliances, and \
            tells what they reported. Nothing leaves the house.

            Try it:  trivet ask --local "turn on the kitchen lamp"

            Exit codes: 0 done; 1 not done (the reply says no, mistakes were found, a result is wrong); 64 wrong command \
            line; 65 a file is wrong (configuration, profile, model); 69 the broker or the runtime is not there; 70 \
            anything else.
            """,
        version: TrivetVersion.current,
        subcommands: [
            RunCommand.self, AskCommand.self, ChatCommand.self, StatusCommand.self, StateCommand.self,
            DevicesCommand.self, SimulateCommand.self, CheckCommand.self, EvalCommand.self, BenchCommand.self,
            TuneCommand.self,
            ModelCommand.self,
        ])

    static func main() async {
        MappedFile.surviveMissingBytes()
        await main(nil)
    }
}
