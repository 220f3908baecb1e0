import Appliances
import ArgumentParser
import TrivetRuntime
import YAMLReader

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Report every mistake in homes, device profiles and board profiles.",
        discussion: """
            Names files or folders; without any, the folders config, devices and firmware-profiles are checked. Each mistake \
            is printed as file:line:column: what is wrong and what would be right.
            """)

    @Argument(help: ArgumentHelp("Files or folders.", valueName: "path"))
    var paths: [String] = []

    @Option(
        name: [.short, .customLong("config")],
        help: ArgumentHelp("A home's file, checked with all that it names.", valueName: "file"))
    var configuration: String?

    func run() async throws {
        try await command {
            var paths = paths
            if let configuration { paths.append(configuration) }
            if paths.isEmpty { paths = ["config", "devices", "firmware-profiles"] }
            let (files, mistakes) = FileCheck.run(paths)
            for mistake in mistakes { say(mistake.description) }
            guard mistakes.isEmpty else {
                complain("trivet: \(mistakes.count) mistake\(mistakes.count == 1 ? "" : "s")")
                throw Exit.notDone
            }
            say("\(files) file\(files == 1 ? "" : "s"), no mistakes")
        }
    }
}
