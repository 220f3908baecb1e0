import Agent
public import Appliances
public import MQTTClient
import ModelFile
public import TernaryInference
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
    /// The paths of the larger models that get what the first one is not sure of.
    public var laterModels: [String]

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
        laterModels = home.configuration.laterModels
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

    /// Opens the model that the home's file names, with the threads and kernels of the board. What it computes for the home
    /// is kept in the data folder: the one of the home's file, unless another is put in its place.
    public func openModel(dataFolder: String? = nil) throws(SetupError) -> EngineLanguageModel {
        try open(model, dataFolder: dataFolder)
    }

    /// Opens all models of the home, the first and the larger ones behind it. Together they have to fit into the memory that
    /// the board profile allows.
    public func openModels(
        dataFolder: String? = nil
    ) throws(SetupError) -> (first: EngineLanguageModel, later: [EngineLanguageModel]) {
        let first = try open(model, dataFolder: dataFolder)
        var later: [EngineLanguageModel] = []
        for path in laterModels { later.append(try open(path, dataFolder: dataFolder)) }
        let neededMiB = ([first] + later).reduce(0) { $0 + $1.model.file.byteCount + $1.cacheBytes } >> 20
        let budgetMiB = board.memoryBudget(on: facts)
        guard neededMiB <= budgetMiB else {
            throw .memory(neededMiB: neededMiB, budgetMiB: budgetMiB, board: board.name)
        }
        return (first, later)
    }

    private func open(_ model: String, dataFolder: String?) throws(SetupError) -> EngineLanguageModel {
        var wishes = EngineSettings.Wishes()
        wishes.contextTokens = configuration.contextTokens
        wishes.cachePrecision = configuration.cachePrecision
        wishes.rejectionThreshold = configuration.agent.rejectionThreshold
        wishes.prefixFolder = (dataFolder ?? configuration.dataFolder) + "/prefixes"
        wishes.tuning = TuningFile(reading: dataFolder ?? configuration.dataFolder, on: facts)
        return try EngineLanguageModel.open(model, board: board, facts: facts, wishes: wishes)
    }
}

extension EngineLanguageModel {
    /// Opens a model file for work on a board.
    public static func open(
        _ path: String, board: BoardProfile, facts: BoardFacts, wishes: EngineSettings.Wishes = EngineSettings.Wishes()
    ) throws(SetupError) -> EngineLanguageModel {
        let (model, known) = try openModel(path, board: board, facts: facts, wishes: wishes)
        guard let settings = known else { throw .dialect(model.metadata.dialect, path: path) }
        let engine: EngineLanguageModel
        do { engine = try EngineLanguageModel(model, settings: settings) } catch { throw .model(error) }
        try check(model, cacheBytes: engine.cacheBytes, board: board, facts: facts)
        return engine
    }

    /// Opens a model to be talked with itself: nothing of a home is in the context. One that is no chat model is an error.
    public static func openForChat(
        _ path: String, board: BoardProfile, facts: BoardFacts, wishes: EngineSettings.Wishes = EngineSettings.Wishes()
    ) throws(SetupError) -> (model: TernaryModel, context: Context) {
        let (model, known) = try openModel(path, board: board, facts: facts, wishes: wishes)
        let context: Context
        do throws(ModelError) {
            _ = try ChatForm(for: model)
            guard let settings = known else { throw .noChat(path: path, dialect: model.metadata.dialect) }
            context = try makeContext(model, settings)
        } catch {
            throw .model(error)
        }
        try check(model, cacheBytes: context.cacheBytes, board: board, facts: facts)
        return (model, context)
    }

    private static func openModel(
        _ path: String, board: BoardProfile, facts: BoardFacts, wishes: EngineSettings.Wishes
    ) throws(SetupError) -> (TernaryModel, EngineSettings?) {
        do throws(ModelError) {
            let file = try openFile(path)
            let found = file.bodyEncoding.flatMap { wishes.tuning?.entry(for: file.metadata.shape, $0) }
            let board = board.tuned(by: found, on: facts)
            var options = TernaryModel.Options()
            options.instructionSet = board.isa
            options.threads = board.threadCount(on: facts, modelBytes: file.byteCount)
            let model = try TernaryModel(file: file, options: options)
            let settings = EngineSettings(
                dialect: model.metadata.dialect, contextLength: model.metadata.contextLength, board: board,
                wishes: wishes)
            return (model, settings)
        } catch {
            throw .model(error)
        }
    }

    private static func check(
        _ model: TernaryModel, cacheBytes: Int, board: BoardProfile, facts: BoardFacts
    ) throws(SetupError) {
        let neededMiB = (model.file.byteCount + cacheBytes) >> 20
        let budgetMiB = board.memoryBudget(on: facts)
        guard neededMiB <= budgetMiB else {
            throw .memory(neededMiB: neededMiB, budgetMiB: budgetMiB, board: board.name)
        }
    }

    private static func openFile(_ path: String) throws(ModelError) -> MappedModel {
        do throws(ModelFileError) { return try MappedModel(path: path) } catch { throw .file(error) }
    }
}
