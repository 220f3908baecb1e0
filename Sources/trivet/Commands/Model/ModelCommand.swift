import ArgumentParser

struct ModelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model", abstract: "Look at, check, make and compare model files.",
        subcommands: [Info.self, Verify.self, Import.self, Synthesize.self, Logits.self])
}
