import Appliances
import ArgumentParser
import MQTTClient
import TrivetRuntime

#if canImport(Glibc)
    import Glibc
#endif

/// Which home is meant.
struct HomeOptions: ParsableArguments {
    @Option(
        name: [.short, .customLong("config")],
        help: ArgumentHelp(
            "The home's file. Without it: $TRIVET_CONFIG, config/home.yaml or config/demo.yaml.", valueName: "file"))
    var configuration: String?

    /// The path of the home's file.
    func path() throws -> String {
        if let configuration { return configuration }
        if let variable = getenv("TRIVET_CONFIG") { return String(cString: variable) }
        for path in ["config/home.yaml", "config/demo.yaml"] where access(path, R_OK) == 0 { return path }
        throw ValidationError("no config/home.yaml or config/demo.yaml here; name the home's file with --config")
    }

    /// Everything that the home's file and its companions say, with what the command line says instead.
    func setup(broker: BrokerOptions? = nil, models: ModelOptions? = nil) throws -> Setup {
        var setup = try Setup(configuration: try path())
        if let address = broker?.broker { try setup.useBroker(address) }
        if let models, let first = models.model.first {
            setup.model = first
            setup.laterModels = Array(models.model.dropFirst())
        }
        return setup
    }
}

/// Where the home's broker is, for commands that speak with it.
struct BrokerOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Another broker than the file names: host:port, or the path of a Unix socket.", valueName: "address"))
    var broker: String?
}

/// Which models decide, for commands that open them.
struct ModelOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Other models than the file names; of several each gets what the ones before are not sure of.",
            valueName: "file"))
    var model: [String] = []
}

extension Setup {
    /// Replaces the broker's address.
    mutating func useBroker(_ address: String) throws {
        var broker = self.broker
        if address.contains("/") {
            broker.socket = address
        } else {
            let parts = address.split(separator: ":", omittingEmptySubsequences: false)
            guard let host = parts.first, !host.isEmpty, parts.count <= 2 else {
                throw ValidationError("\"\(address)\" is no broker; write host, host:port or the path of a socket")
            }
            broker.socket = nil
            broker.host = String(host)
            if parts.count == 2 {
                guard let port = UInt16(parts[1]), port > 0 else {
                    throw ValidationError("\"\(parts[1])\" is no port; write a number from 1 to 65535")
                }
                broker.port = Int(port)
            }
        }
        self.broker = broker
    }
}
