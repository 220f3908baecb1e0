import Appliances
import ArgumentParser
import Logging
import ServiceLifecycle
import TrivetRuntime
import UnixSignals

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run the agent: commands in over MQTT, appliances moved, replies out.",
        discussion: """
            Commands arrive at trivet/<node>/command, as a plain sentence or as JSON with "text". Replies go to \
            trivet/<node>/reply and to the response topic of the message, steps to trivet/<node>/event, the state to \
            trivet/<node>/status. SIGTERM and SIGINT end it in good order: what has begun is finished first.
            """)

    @OptionGroup var home: HomeOptions
    @OptionGroup var broker: BrokerOptions
    @OptionGroup var models: ModelOptions
    @OptionGroup var logging: LoggingOptions

    @Option(
        help: ArgumentHelp("The folder of the journal, instead of the one in the home's file.", valueName: "folder"))
    var data: String?

    func run() async throws {
        try await command {
            let started = Clock.monotonic()
            let setup = try home.setup(broker: broker, models: models)
            let (engine, later) = try setup.openModels(dataFolder: data)
            let description = NodeDescription(engine, board: setup.board)
            let logger = logging.logger("trivet")
            logger.info(
                "board",
                metadata: [
                    "profile": "\(setup.board.name)", "cores": "\(setup.facts.cores)",
                    "threads": "\(description.threads)", "kernels": "\(description.instructionSet)",
                    "context": "\(engine.contextTokens)",
                    "memory_budget_mib": "\(setup.board.memoryBudget(on: setup.facts))",
                ])
            let configuration = setup.configuration
            logger.info(
                "home",
                metadata: [
                    "node": "\(configuration.node)", "devices": "\(setup.appliances.devices.count)",
                    "model": "\(([description.model] + later.map(\.name)).joined(separator: ", then "))",
                ])
            let node = try TrivetNode(
                home: setup.appliances, model: engine, laterModels: later, description: description,
                connection: setup.connection(),
                journalPath: (data ?? configuration.dataFolder) + "/journal.jsonl", startedAt: started, logger: logger)
            var services = ServiceGroupConfiguration(
                services: [node], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
            services.maximumGracefulShutdownDuration = .seconds(15)
            try await ServiceGroup(configuration: services).run()
        }
    }
}
