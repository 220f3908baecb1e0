import CTernaryKernels
public import ModelFile

/// A model that is ready to run: its mapped file, its tokenizer, the chosen kernels and the threads. Contexts share it.
public final class TernaryModel: Sendable {
    /// How a model is run.
    public struct Options: Sendable, Hashable {
        /// The highest instruction set to use, as `TRIVET_ISA` spells it; nil for the best of this processor. The
        /// environment variable caps it further.
        public var instructionSet: String?
        /// How many threads work on a pass, the caller among them.
        public var threads: Int

        /// Options; by default the best instruction set and one thread.
        public init(instructionSet: String? = nil, threads: Int = 1) {
            self.instructionSet = instructionSet
            self.threads = threads
        }
    }

    /// The file, in whatever form it is.
    public let file: MappedModel
    /// The tokenizer, if the file has one.
    public let tokenizer: Tokenizer?

    let isa: tk_isa
    let shape: ModelShape
    let epsilon: Float
    let layout: ModelLayout
    let pool: ThreadPool

    /// What the model says about itself.
    public var metadata: ModelMetadata { file.metadata }
    /// The instruction set that was chosen.
    public var instructionSet: String { String(cString: tk_isa_name(isa)) }
    /// How many threads work on a pass.
    public var threads: Int { pool.count }

    /// Opens a model: a packed file, a GGUF file or a published checkpoint.
    public convenience init(path: String, options: Options = Options()) throws(ModelError) {
        let file: MappedModel
        do { file = try MappedModel(path: path) } catch { throw ModelError.file(error) }
        try self.init(file: file, options: options)
    }

    /// Makes an open model ready.
    public init(file: MappedModel, options: Options = Options()) throws(ModelError) {
        guard (1...256).contains(options.threads) else {
            throw ModelError.badOption(name: "the number of threads", value: options.threads, allowed: 1...256)
        }
        isa = try InstructionSets.choose(options.instructionSet)
        self.file = file
        shape = file.metadata.shape
        epsilon = Float(file.metadata.normEpsilon)
        tokenizer = Tokenizer(file)
        layout = ModelLayout(file)
        pool = ThreadPool(count: options.threads)
    }

    /// The tokenizer, or an error that says how to get one.
    public func requireTokenizer() throws(ModelError) -> Tokenizer {
        guard let tokenizer else { throw ModelError.noTokenizer(path: file.path) }
        return tokenizer
    }

    /// Computes the logits of every position of a list of tokens and lends them in order.
    public func logits(of ids: [Int32], each: (_ position: Int, _ logits: Span<Float>) -> Void) throws(ModelError) {
        let context = try Context(self, capacity: max(ids.count, 1))
        var position = 0
        while position < ids.count {
            let part = Array(ids[position..<min(ids.count, position + context.batch)])
            try context.evaluate(part, logits: .all)
            for row in part.indices { context.withLogits(row: row) { each(position + row, $0) } }
            position += part.count
        }
    }
}
