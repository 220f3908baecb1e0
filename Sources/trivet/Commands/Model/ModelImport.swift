// Publicly, because two public types of another room become arguments here.
public import ArgumentParser
import ModelFile

extension ModelCommand {
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import", abstract: "Make a packed model file of a checkpoint or a GGUF file.",
            discussion: """
                The source is the folder of a checkpoint (config.json, model.safetensors or its parts with an index, and \
                tokenizer.json or tokenizer.model if the model is to be spoken with), a GGUF file, or a packed file. Master \
                weights are quantised on the way. The file appears whole or not at all.
                """)

        @Argument(help: ArgumentHelp("The folder of a checkpoint, or a file.", valueName: "source"))
        var source: String

        @Option(name: .shortAndLong, help: ArgumentHelp("The file to make.", valueName: "file"))
        var output: String

        @Option(
            help: ArgumentHelp(
                "The embedding, which is the output head too: bf16 is exact, int8 takes half the memory; auto is bf16 up to 64 MiB.",
                valueName: "auto|bf16|int8"))
        var embedding = ImportOptions.Embedding.automatic

        @Option(
            help: ArgumentHelp(
                "The ternary weights: five in a byte, or four, which is larger and quicker to unpack.",
                valueName: "5trits|2bit"))
        var body = ImportOptions.Body.fiveTrits

        @Option(help: ArgumentHelp("Another tokenizer.json or tokenizer.model than the source has.", valueName: "file"))
        var tokenizer: String?

        @Option(help: ArgumentHelp("Another name than the source tells.", valueName: "name"))
        var name: String?

        func run() async throws {
            try await command {
                let options = ImportOptions(embedding: embedding, body: body, name: name, tokenizer: tokenizer)
                let importer = try ModelImporter(source: source, options: options)
                let bar = ByteProgress(total: importer.totalBytes)
                defer { bar.clear() }
                try importer.write(to: output) { bar.show($0) }
                bar.clear()
                say("\(ModelInfo(try MappedModel(path: output)))")
            }
        }
    }
}

extension ImportOptions.Embedding: ExpressibleByArgument {}
extension ImportOptions.Body: ExpressibleByArgument {}
