import ArgumentParser
import ModelFile

extension ModelCommand {
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify", abstract: "Read every byte of a model: checksums, codes, and numbers.",
            discussion: """
                A packed file has checksums; of every form all codes have to stand for weights and all numbers have to be \
                finite.
                """)

        @Argument(help: ArgumentHelp("A packed file, a GGUF file, or the folder of a checkpoint.", valueName: "model"))
        var path = "models/pilot.trivet"

        func run() async throws {
            try await command {
                let model = try MappedModel(path: path)
                let bar = ByteProgress(total: model.byteCount)
                defer { bar.clear() }
                try model.verify { bar.show($0) }
                bar.clear()
                let found =
                    model.form == .packed ? "all as written" : "all of them weights (this form has no checksums)"
                say("\(path): \(model.byteCount) bytes, \(model.formName), \(found)")
            }
        }
    }
}
