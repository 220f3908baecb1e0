import ArgumentParser
import ModelFile
import TernaryInference
import TrivetRuntime

#if canImport(Glibc)
    import Glibc
#endif

struct ModelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model", abstract: "Look at, check, make and compare model files.",
        subcommands: [Info.self, Verify.self, Import.self, Logits.self])

    struct Info: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "info", abstract: "Show what a model file holds: shapes, sizes, bits a weight.")

        @Argument(help: ArgumentHelp("The model file.", valueName: "file"))
        var path = "models/pilot.trivet"

        func run() async throws {
            try await command { say("\(ModelInfo(try PackedModel(path: path)))") }
        }
    }

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify", abstract: "Check every byte of a model file against its checksum.")

        @Argument(help: ArgumentHelp("The model file.", valueName: "file"))
        var path = "models/pilot.trivet"

        func run() async throws {
            try await command {
                let model = try PackedModel(path: path)
                try model.verify()
                say("\(path): \(model.byteCount) bytes, checksum \(String(model.checksum, radix: 16)), all as written")
            }
        }
    }

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import", abstract: "Make a model file from a checkpoint.",
            discussion: """
                The folder holds config.json, model.safetensors and, if the model is to be spoken with, tokenizer.json. The \
                file appears whole or not at all.
                """)

        @Argument(help: ArgumentHelp("The folder of the checkpoint.", valueName: "folder"))
        var source: String

        @Option(name: .shortAndLong, help: ArgumentHelp("The file to make.", valueName: "file"))
        var output: String

        func run() async throws {
            try await command {
                let importer = try ModelImporter(checkpoint: source)
                let bar = ProgressBar(total: importer.totalBytes)
                try importer.write(to: output) { bar.show($0) }
                bar.clear()
                say("\(ModelInfo(try PackedModel(path: output)))")
            }
        }
    }

    struct Logits: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "logits", abstract: "Write the logits of every position, for comparison with other programs.",
            discussion: "The output is [positions, vocabulary] in little-endian 32-bit floating point, nothing else.")

        @Argument(help: ArgumentHelp("The model file.", valueName: "file"))
        var path: String

        @Option(help: ArgumentHelp("Token ids, separated by commas.", valueName: "ids"))
        var ids: String

        @Option(help: ArgumentHelp("The file to write.", valueName: "file"))
        var out: String

        @Option(help: ArgumentHelp("How many threads to use.", valueName: "count"))
        var threads = 1

        @Option(help: ArgumentHelp("The highest kernels to use: scalar, avx2, neon, ….", valueName: "name"))
        var isa: String?

        func run() async throws {
            let tokens = try ids.split(separator: ",", omittingEmptySubsequences: false).map { text in
                guard let token = Int32(text.filter { $0 != " " }) else {
                    throw ValidationError("\"\(text)\" is no token id; write for example --ids 1,2,3")
                }
                return token
            }
            try await command {
                var options = TernaryModel.Options()
                options.threads = threads
                options.instructionSet = isa
                let model = try TernaryModel(path: path, options: options)
                var bytes: [UInt8] = []
                try model.logits(of: tokens) { _, logits in
                    for index in logits.indices {
                        withUnsafeBytes(of: logits[index].bitPattern.littleEndian) { bytes += $0 }
                    }
                }
                try TextFile.replace(out, with: bytes)
                say("\(out): \(tokens.count) positions, \(bytes.count / 4 / max(tokens.count, 1)) logits each")
            }
        }
    }
}
