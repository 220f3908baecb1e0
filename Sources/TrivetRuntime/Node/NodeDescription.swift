import ModelFile
import TernaryInference

/// What a runtime tells about itself in its status.
public struct NodeDescription: Sendable, Hashable {
    /// The name of the model.
    public var model: String
    /// The checksum of the model file in hexadecimal, if there is a file.
    public var modelChecksum: String?
    /// The kernels that are used.
    public var instructionSet: String
    /// The threads of the engine.
    public var threads: Int
    /// The name of the board profile.
    public var board: String

    /// A description.
    public init(
        model: String, modelChecksum: String? = nil, instructionSet: String = "none", threads: Int = 0, board: String
    ) {
        self.model = model
        self.modelChecksum = modelChecksum
        self.instructionSet = instructionSet
        self.threads = threads
        self.board = board
    }

    /// The description of an engine on a board.
    public init(_ engine: EngineLanguageModel, board: BoardProfile) {
        let model = engine.model
        self.init(
            model: model.metadata.name, modelChecksum: String(model.file.identity, radix: 16),
            instructionSet: model.instructionSet, threads: model.threads, board: board.name)
    }
}
