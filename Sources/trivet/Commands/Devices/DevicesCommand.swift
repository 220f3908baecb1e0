import ArgumentParser

struct DevicesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "devices", abstract: "Find the devices that are at the broker.",
        subcommands: [DiscoverCommand.self])
}
