import Appliances
import ArgumentParser
import JSONText
import TrivetRuntime

struct ScheduleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedule", abstract: "Show or cancel what the running agent is to do later.",
        discussion: "Things get into the schedule by being said: trivet ask \"turn off the lamp in twenty minutes\".",
        subcommands: [List.self, Cancel.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Show everything that is scheduled, the next first.")

        @OptionGroup var home: HomeOptions
        @OptionGroup var broker: BrokerOptions

        @Flag(help: "Print the JSON that was published.")
        var json = false

        func run() async throws {
            try await command {
                let setup = try home.setup(broker: broker)
                let node = setup.configuration.node
                let reader = RetainedReader(
                    connection: try setup.connection(role: "schedule"), topic: NodeTopics(node: node).schedule)
                guard let list = try await reader.read(seconds: 1) else {
                    complain(
                        "trivet: the runtime \"\(node)\" keeps no schedule at this broker; start it with `trivet run`")
                    throw Exit.unavailable
                }
                if json { return say(list.serialized()) }
                let items = list["schedules"]?.array ?? []
                say(items.isEmpty ? "nothing is scheduled" : items.map(Self.line).joined(separator: "\n"))
            }
        }

        private static func line(_ item: JSON) -> String {
            func field(_ key: String) -> String { item[key]?.string ?? "" }
            let when = item["local"]?.string ?? "when reported    "
            let user = item["user"]?.string.map { " (\($0))" } ?? ""
            let id = String(repeating: " ", count: max(0, 4 - field("id").count)) + field("id")
            let kind = field("kind")
            return
                "\(id)  \(when)  \(kind + String(repeating: " ", count: max(0, 5 - kind.count)))  \(field("text"))\(user)"
        }
    }

    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "cancel", abstract: "Take something out of the schedule.")

        @OptionGroup var home: HomeOptions
        @OptionGroup var broker: BrokerOptions
        @OptionGroup var speaking: SpeakingOptions

        @Argument(help: ArgumentHelp("Its number, as `trivet schedule list` shows it, or `all`.", valueName: "id"))
        var id: String

        func validate() throws {
            guard id == "all" || !id.isEmpty && id.utf8.count <= 9 && id.utf8.allSatisfy({ (0x30...0x39).contains($0) })
            else { throw ValidationError("\"\(id)\" is no number; `trivet schedule list` shows the numbers") }
        }

        func run() async throws {
            try await command {
                let setup = try home.setup(broker: broker)
                let client = NodeClient(
                    connection: try setup.connection(role: "schedule"), node: setup.configuration.node,
                    sender: speaking.sender, patience: 30)
                try await client.connect()
                let text = id == "all" ? "cancel all schedules" : "cancel schedule \(id)"
                let reply = try await client.ask(Command(text: text)) { _ in }
                await client.disconnect()
                say(reply.text)
                if !reply.ok { throw Exit.notDone }
            }
        }
    }
}
