import Agent
public import Appliances
public import MQTTClient
import ModelFile
import TernaryInference
import YAMLReader

/// Everything that has to be read before the runtime can start.
public struct Setup: Sendable {
    /// The home and its appliances.
    public var appliances: ApplianceHome
    /// What the machine says of itself.
    public var facts: BoardFacts
    /// How the runtime works on it.
    public var board: BoardProfile

    /// The broker: the one of the home's file, unless another is put in its place.
    public var broker: BrokerSettings
    /// The path of the model: that of the home's file, unless another is put in its place.
    public var model: String

    /// What the home's file says.
    public var configuration: HomeConfiguration { appliances.configuration }

    /// Reads the home's file and all that it names. Throws every mistake of every file at once.
    public init(configuration path: String, facts: BoardFacts = .read()) throws(SetupError) {
        var mistakes: [Diagnostic] = []
        var home: ApplianceHome?
        do { home = try HomeFiles.load(path) } catch { mistakes += error.diagnostics }
        let folder = home?.configuration.boardFolder ?? ""
        let (boards, found) = BoardProfile.load(folder: folder)
        guard let home, found.isEmpty else { throw .files(mistakes + found) }
        appliances = home
        broker = home.configuration.broker
        model = home.configuration.model
        self.facts = facts
        board = try Self.board(home.configuration.board, from: boards, folder: folder, facts: facts)
    }

    private static func board(
        _ name: String?, from boards: [BoardProfile], folder: String, facts: BoardFacts
    ) throws(SetupError) -> BoardProfile {
        guard let name else { return BoardProfile.choose(from: boards, for: facts) ?? .fallback }
        guard let board = boards.first(where: { $0.name == name }) else {
            throw .noSuchBoard(name, known: boards.map(\.name).sorted(), folder: folder)
        }
        return board
    }

    /// How the broker is reached, from the home's file. `role` tells the clients of one node apart.
    public func connection(role: String? = nil) throws(SetupError) -> MQTTConfiguration {
        let endpoint: MQTTEndpoint =
            if let socket = broker.socket { .unix(path: socket) } else {
                .tcp(host: broker.host, port: UInt16(clamping: broker.port))
            }
        let name = broker.clientID ?? "trivet-\(configuration.node)"
        var connection = MQTTConfiguration(endpoint: endpoint, clientID: role.map { "\(name)-\($0)" } ?? name)
        connection.username = broker.username
        connection.password = broker.password
        if let path = broker.passwordFile {
            guard let line = TextFile.read(path)?.split(whereSeparator: \.isNewline).first else {
                throw .password(path: path)
            }
            connection.password = String(line)
        }
        connection.tls = broker.tls.map {
            MQTTTLS(authority: $0.authority, certificate: $0.certificate, key: $0.key)
        }
        connection.keepAliveSeconds = UInt16(clamping: broker.keepAliveSeconds)
        return connection
    }

    /// Opens the model that the home's file names, with the threads and kernels of the board.
    public func openModel() throws(SetupError) -> EngineLanguageModel {
        try EngineLanguageModel.open(
            model, board: board, facts: facts, rejectionThreshold: configuration.agent.rejectionThreshold)
    }
}

extension EngineLanguageModel {
    /// Opens a model file for work on a board.
    public static func open(
        _ path: String, board: BoardProfile, facts: BoardFacts, rejectionThreshold: Double = 0.5
    ) throws(SetupError) -> EngineLanguageModel {
        let engine: EngineLanguageModel
        do throws(ModelError) {
            let file = try Self.openFile(path)
            var options = TernaryModel.Options()
            options.instructionSet = board.isa
            options.threads = board.threadCount(on: facts, modelBytes: file.byteCount)
            let model = try TernaryModel(file: file, options: options)
            engine = try EngineLanguageModel(
                model, dialect: PilotDialect(), contextTokens: board.contextTokens,
                rejectionThreshold: rejectionThreshold)
        } catch {
            throw .model(error)
        }
        let metadata = engine.model.metadata
        guard metadata.dialect == "pilot" else { throw .dialect(metadata.dialect, path: path) }
        let neededMiB = (engine.model.file.byteCount + engine.cacheBytes) >> 20
        guard neededMiB <= board.memoryBudgetMiB else {
            throw .memory(neededMiB: neededMiB, budgetMiB: board.memoryBudgetMiB, board: board.name)
        }
        return engine
    }

    private static func openFile(_ path: String) throws(ModelError) -> PackedModel {
        do throws(ModelFileError) { return try PackedModel(path: path) } catch { throw .file(error) }
    }
}
