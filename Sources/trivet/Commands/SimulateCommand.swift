import ApplianceSimulator
import Appliances
import ArgumentParser
import Logging
import ServiceLifecycle
import TrivetRuntime
import UnixSignals

struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate", abstract: "Be the appliances of a home: real MQTT clients that follow their profiles.",
        discussion: """
            Each appliance obeys and reports after a short delay. While it runs, publish to simulator/<device>/behaviour \
            "silent", "refuse", "slow:1500", "offline" or "normal", and to simulator/<device>/set a JSON object of \
            property and value, as if somebody turned the knob.
            """)

    @OptionGroup var home: HomeOptions
    @OptionGroup var broker: BrokerOptions
    @OptionGroup var logging: LoggingOptions

    @Option(
        name: .customLong("behaviour"),
        help: ArgumentHelp("Make an appliance silent, refuse, slow:1500 or offline.", valueName: "device=how"))
    var behaviours: [String] = []

    @Option(help: ArgumentHelp("The longest delay of an appliance.", valueName: "ms"))
    var delay = 20

    func run() async throws {
        try await command {
            let setup = try home.setup(broker: broker)
            var configuration = SimulatorConfiguration(connection: try setup.connection(role: "simulator"))
            configuration.delayMilliseconds = min(5, max(0, delay))...max(0, delay)
            for item in behaviours {
                let parts = item.split(separator: "=", maxSplits: 1).map(String.init)
                guard parts.count == 2, setup.appliances.device(parts[0]) != nil,
                    let behaviour = SimulatedBehaviour(parts[1])
                else {
                    throw ValidationError("\"\(item)\" is not <device>=<normal|silent|refuse|slow:ms|offline>")
                }
                configuration.behaviours[parts[0]] = behaviour
            }
            let logger = logging.logger("simulator")
            let simulator = ApplianceSimulator(home: setup.appliances, configuration: configuration, logger: logger)
            let events = simulator.events()
            let printer = Task {
                for await event in events { logger.info("\(event)") }
            }
            let group = ServiceGroup(
                configuration: ServiceGroupConfiguration(
                    services: [simulator], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
            try await group.run()
            printer.cancel()
        }
    }
}
