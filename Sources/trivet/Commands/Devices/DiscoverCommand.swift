import Appliances
import ArgumentParser
import DeviceDiscovery
import TrivetRuntime

struct DiscoverCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "discover", abstract: "Listen for devices that announce themselves, and propose entries for them.",
        discussion: """
            Reads what Zigbee2MQTT, Home Assistant's MQTT discovery (ESPHome among others), Tasmota, Shelly and Homie keep at \
            the broker. Shows, as a difference that `patch -p0` understands, the device profiles and the entries of the home's \
            file that would be added, and tells what cannot be used and why. Nothing is changed. With --write the profiles are \
            written, and the entries into a new file beside the home's file; files that are there stay as they are. \
            Appliances are sent nothing but questions about themselves.
            """)

    @OptionGroup var home: HomeOptions
    @OptionGroup var broker: BrokerOptions

    @Option(help: ArgumentHelp("How long to listen.", valueName: "seconds"))
    var seconds = 3.0

    @Option(
        help: ArgumentHelp(
            "Only these: zigbee2mqtt, homeassistant, tasmota, shelly, homie. May be given several times.",
            valueName: "name"),
        transform: Self.family)
    var family: [DiscoveryFamily] = []

    @Option(help: ArgumentHelp("The first level of Home Assistant's discovery topics.", valueName: "topic"))
    var homeassistantPrefix: String?

    @Flag(help: "Write new files. None that exists is changed.")
    var write = false

    func validate() throws { try Seconds.check(seconds, of: "--seconds") }

    func run() async throws {
        try await command {
            let setup = try home.setup(broker: broker)
            let configuration = setup.configuration
            var options = Discovery.Options()
            if !family.isEmpty { options.families = Set(family) }
            options.homeAssistantPrefix = homeassistantPrefix ?? configuration.discovery.homeAssistantPrefix
            let listener = DiscoveryListener(options, connection: try setup.connection(role: "discover"))
            let report = try await listener.listen(seconds: seconds)
            let files = ProposalFiles(configuration)
            let proposal = Proposal(report, for: setup.appliances, existing: files.existing)
            if !write { show(proposal, files) }
            for line in ProposalSummary.lines(proposal) { complain(line) }
            if report.devices.isEmpty, report.unmapped.isEmpty {
                complain(
                    "trivet: nothing has announced itself within \(seconds) s; docs/discovery.md says what each family needs"
                )
                throw Exit.notDone
            }
            guard write else { return }
            for path in try files.write(proposal, for: configuration) { say(path) }
        }
    }

    @Sendable
    private static func family(_ name: String) throws -> DiscoveryFamily {
        if let family = DiscoveryFamily(rawValue: name) { return family }
        let known = DiscoveryFamily.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("no family \"\(name)\"; there are \(known)")
    }

    /// The difference, and nothing else, on standard output.
    private func show(_ proposal: Proposal, _ files: ProposalFiles) {
        for profile in proposal.newProfiles {
            say(HomeDiff.newFile(files.path(of: profile.name), profile.text), terminator: "")
        }
        guard !proposal.entries.isEmpty else { return }
        if let text = files.homeText,
            let (_, difference) = HomeDiff.adding(proposal.entries, to: text, path: files.home)
        {
            say(difference, terminator: "")
        } else {
            complain("trivet: \(files.home) does not list its devices line by line; these are the entries to add:")
            say(proposal.devicesText, terminator: "")
        }
    }
}
