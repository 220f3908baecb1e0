public import Agent
public import DecodingGrammar
import ModelFile
public import TernaryInference

/// The engine as the agent wants it: prompts in, calls under a grammar out.
///
/// The home stands at the front of every prompt; its keys and values stay in the context and are used again, so that a
/// command costs only its own sentence.
public actor EngineLanguageModel: LanguageModel {
    /// How the model is spoken to.
    public nonisolated let dialect: any Dialect
    /// The model, for what it tells about itself.
    public nonisolated let model: TernaryModel
    /// The memory of the context in bytes.
    public nonisolated let cacheBytes: Int
    private nonisolated let queue = EngineQueue()
    private let context: Context
    private let decoder: ConstrainedDecoder
    private let segmentTokens: SegmentTokens
    private let gate: ScriptGate
    private let rejectionThreshold: Double
    /// The home of the last prompt with its tokens.
    private var home: (segments: [Segment], tokens: [Int32]) = ([], [])

    /// All work is done on the engine's own queue.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { queue.asUnownedSerialExecutor() }

    /// An engine for a model; `contextTokens` bounds how much home and conversation it sees.
    public init(
        _ model: TernaryModel, dialect: any Dialect, contextTokens: Int, rejectionThreshold: Double = 0.5
    ) throws(ModelError) {
        self.model = model
        self.dialect = dialect
        self.rejectionThreshold = rejectionThreshold
        segmentTokens = SegmentTokens(tokenizer: try model.requireTokenizer())
        gate = ScriptGate(languages: model.metadata.languages)
        context = try Context(model, capacity: min(contextTokens, model.metadata.contextLength))
        cacheBytes = context.cacheBytes
        decoder = try ConstrainedDecoder(model)
    }

    /// How probable another beginning of an answer has to be where the best one leads out of the grammar. Measured with
    /// `trivet eval` over the development cases.
    private static let alternativeThreshold = 0.05

    /// Reads a home before the first sentence comes, so that the first sentence is as quick as the others.
    public func read(home segments: [Segment]) throws(ModelError) {
        try context.advance(to: try tokens(of: segments))
    }

    /// Continues the prompt.
    public func complete(_ prompt: Prompt, grammar: Grammar, maximumTokens: Int) async throws -> Completion {
        let started = Clock.monotonic()
        guard gate.admits(prompt) else {
            return Completion(segments: [], outside: Completion.Outside(wanted: .text(""), allowedMass: 0))
        }
        let tokens = try tokens(of: prompt.home) + segmentTokens.tokens(of: prompt.conversation)
        let cached = try context.advance(to: tokens)
        let automaton = try GrammarAutomaton(grammar)
        let answering = Clock.monotonic()
        var options = ConstrainedDecoder.Options()
        options.rejectionThreshold = rejectionThreshold
        options.maximumTokens = maximumTokens
        options.alternativeThreshold = Self.alternativeThreshold
        let said = try decoder.decode(context, automaton, options: options)
        return Completion(
            segments: segmentTokens.segments(of: said.tokens), logProbability: said.logProbability,
            leastLikely: said.leastLikely, outside: outside(said.stop), promptTokens: tokens.count,
            cachedTokens: cached, newTokens: said.tokens.count, prefillSeconds: answering - started,
            decodeSeconds: Clock.monotonic() - answering)
    }

    private func outside(_ stop: ConstrainedDecoder.Stop) -> Completion.Outside? {
        guard case .outside(let wanted, let mass) = stop else { return nil }
        return Completion.Outside(
            wanted: segmentTokens.segments(of: [wanted]).first ?? .text(""), allowedMass: mass)
    }

    private func tokens(of segments: [Segment]) throws(ModelError) -> [Int32] {
        if home.segments != segments { home = (segments, try segmentTokens.tokens(of: segments)) }
        return home.tokens
    }
}
