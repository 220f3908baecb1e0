import Appliances
import ArgumentParser
import JSONText
import TrivetRuntime

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show what the running agent tells about itself.",
        discussion: "The exit code is 0 if it is ready, 1 if it is not.")

    @OptionGroup var home: HomeOptions
    @OptionGroup var broker: BrokerOptions

    @Option(help: ArgumentHelp("Wait until it is ready, at most so long.", valueName: "seconds"))
    var wait = 0.0

    @Flag(help: "Print the JSON that was published.")
    var json = false

    func validate() throws { try Seconds.check(wait, of: "--wait") }

    func run() async throws {
        try await command {
            let setup = try home.setup(broker: broker)
            let node = setup.configuration.node
            let reader = StatusReader(connection: try setup.connection(role: "status"), node: node)
            guard let status = try await reader.read(seconds: max(wait, 1), untilReady: wait > 0) else {
                complain(
                    "trivet: no runtime called \"\(node)\" has ever been at this broker; start one with `trivet run`")
                throw Exit.unavailable
            }
            say(json ? status.serialized() : Self.text(of: status, node: node))
            if status["state"] != "ready" { throw Exit.notDone }
        }
    }

    private static func text(of status: JSON, node: String) -> String {
        func field(_ key: String) -> String { status[key].map { $0.string ?? $0.description } ?? "?" }
        guard status["state"] == "ready" else { return "\(node): \(field("state"))" }
        let model = status["model"]?["name"]?.string ?? "?"
        let threads = status["threads"]?.integer ?? 0
        return """
            \(node): ready, trivet \(field("version")), model \(model)
            board \(field("board")), \(threads) \(threads == 1 ? "thread" : "threads"), \(field("isa")) kernels, \(field("memory_mib")) MiB resident
            \(field("devices")) devices, up for \(field("uptime_seconds")) s, \(field("commands_answered")) commands answered
            """
    }
}
