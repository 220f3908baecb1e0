public import Agent
import Appliances
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
    /// The name that stands in the model file.
    public nonisolated var name: String { model.metadata.name }
    /// How many tokens it sees at once.
    public nonisolated var contextTokens: Int { settings.contextTokens }
    /// The memory of the context in bytes.
    public nonisolated let cacheBytes: Int
    private nonisolated let queue = EngineQueue()
    private let context: Context
    private let decoder: ConstrainedDecoder
    private let segmentTokens: SegmentTokens
    private let gate: ScriptGate
    private nonisolated let settings: EngineSettings
    /// The last grammar and the automaton for it, which knows what it was asked before.
    private var compiled: (grammar: Grammar, automaton: GrammarAutomaton)?
    /// The home of the last prompt with its tokens.
    private var home: (segments: [Segment], tokens: [Int32]) = ([], [])

    /// All work is done on the engine's own queue.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { queue.asUnownedSerialExecutor() }

    /// An engine for a model, spoken to as the settings say.
    public init(_ model: TernaryModel, settings: EngineSettings) throws(ModelError) {
        self.model = model
        self.settings = settings
        dialect = settings.dialect
        segmentTokens = SegmentTokens(tokenizer: try model.requireTokenizer())
        gate = ScriptGate(languages: settings.isGated ? model.metadata.languages : [])
        context = try Self.makeContext(model, settings)
        cacheBytes = context.cacheBytes
        decoder = try ConstrainedDecoder(model)
    }

    /// A context of the size that the settings say.
    static func makeContext(_ model: TernaryModel, _ settings: EngineSettings) throws(ModelError) -> Context {
        let type: KeyValueType =
            switch settings.cachePrecision {
            case .f32: .float32
            case .f16: .float16
            case .int8: .int8
            }
        return try Context(model, capacity: settings.contextTokens, cache: type)
    }

    /// How probable another beginning of an answer has to be where the best one leads out of the grammar. Measured with
    /// `trivet eval` over the development cases.
    private static let alternativeThreshold = 0.05

    /// Reads a home before the first sentence comes, so that the first sentence is as quick as the others. What was computed
    /// for it at an earlier start is taken from the disk, if it is there.
    public func read(home segments: [Segment]) throws(ModelError) {
        let tokens = try tokens(of: segments)
        guard let folder = settings.prefixFolder, (try? TextFile.makeFolder(folder)) != nil else {
            try context.advance(to: tokens, logits: .none)
            return
        }
        let prefixes = PrefixCache(folder: folder)
        if prefixes.load(tokens, into: context) { return }
        try context.advance(to: tokens, logits: .none)
        // Without it the next start is slower, and that is all.
        try? prefixes.save(context, count: tokens.count)
    }

    /// Continues the prompt.
    public func complete(_ prompt: Prompt, grammar: Grammar, maximumTokens: Int) async throws -> Completion {
        let started = Clock.monotonic()
        guard gate.admits(prompt) else {
            return Completion(segments: [], outside: Completion.Outside(wanted: .text(""), allowedMass: 0))
        }
        let tokens = try tokens(of: prompt, maximumAnswer: maximumTokens)
        let automaton = try automaton(for: grammar)
        var options = ConstrainedDecoder.Options()
        options.rejectionThreshold = settings.rejectionThreshold
        options.maximumTokens = maximumTokens
        if settings.rejectionThreshold != nil { options.alternativeThreshold = Self.alternativeThreshold }
        let beginning = try decoder.read(tokens, into: context, automaton, options: options)
        let answering = Clock.monotonic()
        let said = try decoder.decode(context, automaton, from: beginning, options: options)
        var completion = Completion(
            segments: segmentTokens.segments(of: said.tokens), logProbability: said.logProbability,
            leastLikely: said.leastLikely, outside: outside(said.stop), promptTokens: tokens.count,
            cachedTokens: beginning.keptTokens, newTokens: said.tokens.count, prefillSeconds: answering - started,
            decodeSeconds: Clock.monotonic() - answering)
        completion.alternative = alternative(to: said)
        return completion
    }

    /// The answer with the next best token where the model was least sure, if it chose between control symbols there.
    private func alternative(to said: ConstrainedDecoder.Completion) -> [Segment]? {
        guard said.stop == .finished,
            let place = said.steps.indices.min(by: { said.steps[$0].logProbability < said.steps[$1].logProbability }),
            let other = said.steps[place].runnerUp, segmentTokens.tokenizer.controlName(other.token) != nil,
            segmentTokens.tokenizer.controlName(said.steps[place].token) != nil
        else { return nil }
        var tokens = said.tokens
        tokens[place] = other.token
        return segmentTokens.segments(of: tokens)
    }

    private func outside(_ stop: ConstrainedDecoder.Stop) -> Completion.Outside? {
        guard case .outside(let wanted, let mass) = stop else { return nil }
        return Completion.Outside(
            wanted: segmentTokens.segments(of: [wanted]).first ?? .text(""), allowedMass: mass)
    }

    /// The tokens of a prompt, without the oldest turns if there is no room for them.
    private func tokens(of prompt: Prompt, maximumAnswer: Int) throws -> [Int32] {
        let home = try tokens(of: prompt.home)
        let window = PromptWindow(capacity: context.capacity, maximumAnswer: maximumAnswer)
        do {
            return try window.tokens(
                home: home, earlier: prompt.earlier.map { try segmentTokens.tokens(of: $0) },
                now: segmentTokens.tokens(of: prompt.now))
        } catch let error as PromptWindow.HomeTooLarge {
            throw ModelError.contextFull(capacity: context.capacity, needed: error.needed)
        }
    }

    private func automaton(for grammar: Grammar) throws(GrammarError) -> GrammarAutomaton {
        if let compiled, compiled.grammar == grammar { return compiled.automaton }
        let automaton = try GrammarAutomaton(grammar)
        compiled = (grammar, automaton)
        return automaton
    }

    private func tokens(of segments: [Segment]) throws(ModelError) -> [Int32] {
        if home.segments != segments { home = (segments, try segmentTokens.tokens(of: segments)) }
        return home.tokens
    }
}
