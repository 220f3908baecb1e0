import Appliances
import ArgumentParser
import TrivetRuntime

/// On which topic one speaks to a runtime.
struct SpeakingOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Speak on the topic of this sender of the home's file, where the broker lets only that one write.",
            valueName: "id"))
    var sender: String?

    func validate() throws {
        if let sender, sender.isEmpty || sender.contains(where: { "/+#".contains($0) }) {
            throw ValidationError(
                "\"\(sender)\" is no sender; write one of the names under senders: in the home's file")
        }
    }
}

/// Who asks, and who is asked.
struct AskingOptions: ParsableArguments {
    @Flag(help: "Ask a runtime in this process with appliances in memory; needs no broker.")
    var local = false

    @Option(help: ArgumentHelp("The area where you are: \"the light\" is the one there.", valueName: "name"))
    var area: String?

    @Option(help: ArgumentHelp("Who you are, for rules that depend on it.", valueName: "name"))
    var user: String?

    @OptionGroup var speaking: SpeakingOptions

    @Option(help: ArgumentHelp("How many seconds to wait for a reply.", valueName: "seconds"))
    var patience = 60.0

    func validate() throws { try Seconds.check(patience, of: "--patience") }

    /// The runtime that answers, and what to do when nothing more is asked.
    func target(for setup: Setup) async throws -> (target: any CommandTarget, close: @Sendable () async -> Void) {
        if local {
            let (model, later) = try setup.openModels()
            if let sender = speaking.sender, !setup.configuration.senders.contains(where: { $0.id == sender }) {
                throw ValidationError("the home's file has no sender \(sender); they stand under senders:")
            }
            let node = await LocalNode(setup.appliances, model: model, laterModels: later, sender: speaking.sender)
            return (node, {})
        }
        let node = setup.configuration.node
        let client = NodeClient(
            connection: try setup.connection(role: "ask"), node: node, sender: speaking.sender, patience: patience)
        try await client.connect()
        return (client, { await client.disconnect() })
    }
}
