import ArgumentParser
import TernaryInference
import TrivetRuntime

extension ModelCommand {
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
