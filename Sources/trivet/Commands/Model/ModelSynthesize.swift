import ArgumentParser
import ModelFile

extension ModelCommand {
    struct Synthesize: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "synthesize", abstract: "Make a model of random weights: for measuring, not for talking.",
            discussion: """
                The same seed gives the same weights in every form and on every machine.
                """)

        enum Form: String, CaseIterable, ExpressibleByArgument { case packed, i2s }

        @Argument(help: ArgumentHelp("The file to make.", valueName: "file"))
        var output: String

        @Option(help: ArgumentHelp("The sizes: those of the 2B4T model, or small ones.", valueName: "2b4t|small"))
        var shape = "2b4t"

        @Option(help: ArgumentHelp("What the weights are made from.", valueName: "number"))
        var seed: UInt64 = 1

        @Option(help: ArgumentHelp("A packed file, or GGUF with I2_S.", valueName: "packed|i2s"))
        var form = Form.packed

        @Option(
            help: ArgumentHelp("A tokenizer.model whose words the model is to have.", valueName: "file"))
        var tokenizer: String?

        func validate() throws {
            if !ModelShape.known.contains(where: { $0.name == shape }) {
                let names = ModelShape.known.map(\.name).joined(separator: ", ")
                throw ValidationError("\"\(shape)\" is no shape that has a name; choose one of \(names)")
            }
        }

        func run() async throws {
            try await command {
                let sizes = ModelShape.known.first { $0.name == shape }!.shape
                let words = try tokenizer.map { try TiktokenFile.definition(path: $0, vocabulary: sizes.vocabulary) }
                let source = try SyntheticWeights(
                    shape: sizes, name: "synthetic-\(shape)", seed: seed, tokenizer: words)
                switch form {
                case .packed:
                    let importer = try ModelImporter(source)
                    let bar = ByteProgress(total: importer.totalBytes)
                    defer { bar.clear() }
                    try importer.write(to: output) { bar.show($0) }
                case .i2s:
                    let bar = ByteProgress(total: GGUFExport().byteCount(of: sizes))
                    defer { bar.clear() }
                    try GGUFExport(tokenizer: words).write(source, to: output) { bar.show($0) }
                }
                say("\(ModelInfo(try MappedModel(path: output)))")
            }
        }
    }
}
