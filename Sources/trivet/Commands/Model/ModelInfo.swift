import ArgumentParser
import ModelFile

extension ModelCommand {
    struct Info: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "info", abstract: "Show what a model holds: shapes, sizes, bits a weight, bytes a token.")

        @Argument(help: ArgumentHelp("A packed file, a GGUF file, or the folder of a checkpoint.", valueName: "model"))
        var path = "models/pilot.trivet"

        func run() async throws {
            try await command { say("\(ModelInfo(try MappedModel(path: path)))") }
        }
    }
}
