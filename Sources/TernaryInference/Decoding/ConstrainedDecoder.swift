import CTernaryKernels
public import DecodingGrammar
import ModelFile

/// Lets a model speak within a grammar: at each step the best token that the grammar allows. Where the model would
/// rather say something that the grammar forbids, it stops and tells so. Text without alternatives is not asked for but
/// appended.
///
/// One decoder serves one caller at a time; it keeps what it found out about the last grammar.
public final class ConstrainedDecoder {
    /// How it decodes.
    public struct Options: Sendable, Hashable {
        /// It stops where the tokens that the grammar allows have less probability than this, taken together; nil never
        /// stops and is faster for large vocabularies.
        public var rejectionThreshold: Double?
        /// Most tokens to make.
        public var maximumTokens: Int
        /// False asks the model for every token, also where the grammar leaves no choice.
        public var forcesText: Bool
        /// Where what was begun leads out of the grammar, other beginnings are tried that the model finds at least this
        /// probable, the most probable first; 1 tries none. A device that was chosen by a hair and cannot do what is
        /// asked gives way to the next one; one that is clearly meant does not.
        public var alternativeThreshold: Double

        /// Options.
        public init(
            rejectionThreshold: Double? = 0.5, maximumTokens: Int = 256, forcesText: Bool = true,
            alternativeThreshold: Double = 1
        ) {
            self.rejectionThreshold = rejectionThreshold
            self.maximumTokens = maximumTokens
            self.forcesText = forcesText
            self.alternativeThreshold = alternativeThreshold
        }
    }

    /// One token that was said.
    public struct Step: Sendable, Hashable {
        /// The token.
        public var token: Int32
        /// The logarithm of its probability among the tokens that the grammar allows; 0 if it was forced, and for a token
        /// of free text, which is no choice between deeds.
        public var logProbability: Double
        /// The probability that the model gives to what the grammar allows; nil if there is no threshold.
        public var allowedMass: Double?
        /// True if the grammar left no choice.
        public var isForced: Bool
        /// The next best token that the grammar allows.
        package var runnerUp: RunnerUp?

        package init(
            token: Int32, logProbability: Double, allowedMass: Double?, isForced: Bool, runnerUp: RunnerUp? = nil
        ) {
            self.token = token
            self.logProbability = logProbability
            self.allowedMass = allowedMass
            self.isForced = isForced
            self.runnerUp = runnerUp
        }
    }

    /// What might have been said instead.
    package struct RunnerUp: Sendable, Hashable {
        package var token: Int32
        package var logProbability: Double
        /// The probability among all tokens.
        package var probability: Double

        package init(token: Int32, logProbability: Double, probability: Double) {
            self.token = token
            self.logProbability = logProbability
            self.probability = probability
        }
    }

    /// Why it stopped.
    public enum Stop: Sendable, Hashable {
        /// What was said is complete.
        case finished
        /// The model wanted something else: the most probable token that is forbidden, and the probability of what is
        /// allowed.
        case outside(wantedToken: Int32, allowedMass: Double)
        /// As many tokens as are allowed were made.
        case maximumTokens
        /// The context is full.
        case contextFull
    }

    /// What was said.
    public struct Completion: Sendable, Hashable {
        /// The tokens and how sure the model was. The last one is not in the context yet.
        public var steps: [Step] = []
        /// Why it stopped.
        public var stop = Stop.finished

        /// The tokens.
        public var tokens: [Int32] { steps.map(\.token) }
        /// The logarithm of the probability of all of it under the grammar.
        public var logProbability: Double { steps.reduce(0) { $0 + $1.logProbability } }
        /// The smallest probability of a token; 1 if there was no choice.
        public var leastLikely: Double { steps.reduce(1) { min($0, tk_exp($1.logProbability)) } }
    }

    /// What may be said in a state. Behind the tokens of the grammar, which have a state each, come the model's end
    /// tokens if what was said is complete.
    private struct Mask {
        var tokens: [Int32] = []
        var states: [GrammarState] = []
        /// For each token of the vocabulary its place in the mask, -1 if it has none; of masks of free text only.
        var places: [Int32] = []
    }

    private let model: TernaryModel
    private let tokenizer: Tokenizer
    private let trie: TokenTrie
    private var automaton: GrammarAutomaton?
    private var masks: [GrammarState: Mask] = [:]
    /// How many tokens all masks hold together. A state of free text allows nearly all there are.
    private var maskedTokens = 0
    private static let mostMaskedTokens = 2_000_000

    /// A decoder for a model with a tokenizer.
    public init(_ model: TernaryModel) throws(ModelError) {
        self.model = model
        tokenizer = try model.requireTokenizer()
        trie = TokenTrie(tokenizer)
    }

    /// A prompt that was read for an answer within a grammar.
    public struct Beginning: Sendable {
        /// How many of its tokens were in the context before.
        public let keptTokens: Int
        /// True if the logits are of the tokens only that the grammar allows first.
        fileprivate let isListed: Bool
    }

    /// Makes a prompt the content of a context, ready for an answer within the grammar: what they have in common from the
    /// start is kept. Of the head no more is computed than the first token needs.
    public func read(
        _ prompt: [Int32], into context: Context, _ automaton: GrammarAutomaton, options: Options = Options()
    ) throws(ModelError) -> Beginning {
        adopt(automaton)
        let list = try list(automaton, automaton.start, options)
        return Beginning(keptTokens: try context.advance(to: prompt, only: list), isListed: list != nil)
    }

    /// Continues a context whose last evaluation left the logits of its last token: all of them or, behind a beginning that
    /// was read for the same grammar and options, what was asked for there.
    public func decode(
        _ context: Context, _ automaton: GrammarAutomaton, from beginning: Beginning? = nil,
        options: Options = Options(), each: ((Step) -> Void)? = nil
    ) throws(ModelError) -> Completion {
        precondition(context.logitRows > 0, "evaluate the prompt first")
        adopt(automaton)
        let length = context.tokens.count
        let first = try run(context, automaton, options, said: [], isListed: beginning?.isListed ?? false, each)
        guard case .outside = first.stop, options.alternativeThreshold < 1 else { return first }

        // The most probable beginnings first; each that fails adds its own.
        var beginnings = Beginnings(options.alternativeThreshold)
        beginnings.add(first.steps, from: 0)
        for _ in 0..<Self.mostAlternatives {
            guard let said = beginnings.next() else { break }
            context.rewind(to: length)
            let other = try run(context, automaton, options, said: said, isListed: false, nil)
            if case .finished = other.stop { return other }
            beginnings.add(other.steps, from: said.count)
        }
        return first
    }

    private static let mostAlternatives = 4

    /// Says what was said already and goes on from there.
    private func run(
        _ context: Context, _ automaton: GrammarAutomaton, _ options: Options, said: [Step], isListed: Bool,
        _ each: ((Step) -> Void)?
    ) throws(ModelError) -> Completion {
        var completion = Completion(steps: said)
        var forcedText = ForcedText()
        var state = automaton.start
        var isListed = isListed  // the logits are those of the mask only
        var isFree = false  // they are not there yet: nearly everything may follow, and nobody asks how probable it is
        if !said.isEmpty {
            for step in said {
                forcedText.say(step.token, tokenizer)
                guard let next = advance(automaton, state, step.token) else {
                    preconditionFailure("beginnings are made of what the grammar allows")
                }
                state = next
            }
            if automaton.isFinished(state) { return completion }
            guard try evaluate(context, said.map(\.token), .last, only: nil) else {
                completion.stop = .contextFull
                return completion
            }
        }
        while !automaton.isFinished(state) {
            let left = options.maximumTokens - completion.steps.count
            if left <= 0 {
                completion.stop = .maximumTokens
                return completion
            }
            let mask = try mask(automaton, state)
            var view = View()
            var chosen: (token: Int32, state: GrammarState)?
            if isFree, let place = try chooseFreely(context, mask) {
                chosen = (mask.tokens[place], mask.states[place])
            } else {
                let row = context.logitRows - 1
                view = context.withLogits(row: row) { judge($0, mask, isListed: isListed, options) }
                if let outside = view.outside(mask, threshold: options.rejectionThreshold) {
                    completion.stop = outside
                    return completion
                }
                if view.best >= mask.states.count { break }  // the model ends here, and may
            }

            // The model is asked, unless there is no choice; what has no choice behind that is evaluated along with it.
            func forcedTokens() -> [Int32] {
                let left = options.maximumTokens - completion.steps.count
                return options.forcesText
                    ? forcedText.tokens(automaton, from: state, tokenizer, atMost: left) : []
            }
            var new: [Int32] = []
            var forced = forcedTokens()
            let isAsked = forced.isEmpty
            if isAsked {
                let (token, next) = chosen ?? (mask.tokens[view.best], mask.states[view.best])
                let step = Step(
                    token: token, logProbability: view.logProbability, allowedMass: view.mass,
                    isForced: mask.tokens.count == 1, runnerUp: view.runnerUp(mask))
                completion.steps.append(step)
                each?(step)
                forcedText.say(step.token, tokenizer)
                state = next
                if automaton.isFinished(state) { break }
                new.append(step.token)
                forced = forcedTokens()
            }
            var states = [state]  // before each forced token, and behind the last one
            for token in forced {
                guard let next = advance(automaton, states.last!, token) else { break }
                states.append(next)
            }
            forced.removeLast(forced.count - (states.count - 1))
            new += automaton.isFinished(states.last!) ? forced.dropLast() : forced
            let length = context.tokens.count
            if !new.isEmpty {
                let list = try list(automaton, states.last!, options)
                isListed = list != nil
                isFree = list == nil && options.rejectionThreshold == nil
                let positions: LogitPositions = isFree ? .deferred : isListed ? .last : .all
                guard try evaluate(context, new, positions, only: list) else {
                    completion.stop = .contextFull
                    return completion
                }
            }

            // Whether the model agrees with what it was not asked for.
            for (index, token) in forced.enumerated() {
                let row = isAsked ? index : index - 1  // what was said before it gave these logits
                var mass = view.mass
                if row >= 0, options.rejectionThreshold != nil {
                    let mask = try self.mask(automaton, states[index])
                    let view = context.withLogits(row: row) { judge($0, mask, isListed: false, options) }
                    if let outside = view.outside(mask, threshold: options.rejectionThreshold) {
                        context.rewind(to: length + row + 1)
                        completion.stop = outside
                        return completion
                    }
                    mass = view.mass
                }
                let step = Step(token: token, logProbability: 0, allowedMass: mass, isForced: true)
                completion.steps.append(step)
                each?(step)
                forcedText.say(token, tokenizer)
            }
            state = states.last!
        }
        return completion
    }

    // MARK: Inside

    /// The place of the best token of all, if it may follow: where the head has two planes, most often one of them decides
    /// it. Otherwise nil, and all logits are there.
    private func chooseFreely(_ context: Context, _ mask: Mask) throws(ModelError) -> Int? {
        var greedy = Sampler()
        let place = Int(mask.places[Int(try context.choose(&greedy))])
        if mask.states.indices.contains(place) { return place }
        context.computeLogits()
        return nil
    }

    /// How the model sees a mask.
    private struct View {
        /// The best allowed token, as an index of the mask.
        var best = 0
        var logProbability = 0.0
        var mass: Double?
        /// The best token that is forbidden.
        var wanted: Int32?
        /// The second best allowed token, as an index of the mask.
        var second: Int?
        var secondLogProbability = 0.0

        func runnerUp(_ mask: Mask) -> RunnerUp? {
            guard let second, let mass, second < mask.states.count else { return nil }
            return RunnerUp(
                token: mask.tokens[second], logProbability: secondLogProbability,
                probability: tk_exp(secondLogProbability) * mass)
        }

        func outside(_ mask: Mask, threshold: Double?) -> Stop? {
            guard let threshold, let mass, mass < threshold else { return nil }
            return .outside(wantedToken: wanted ?? mask.tokens.first ?? 0, allowedMass: mass)
        }
    }

    private func judge(_ logits: Span<Float>, _ mask: Mask, isListed: Bool, _ options: Options) -> View {
        var view = View()
        if mask.tokens.isEmpty { return view }  // nothing follows a finished state
        func logit(_ index: Int) -> Float { isListed ? logits[index] : logits[Int(mask.tokens[index])] }
        var best = 0
        for index in mask.tokens.indices where logit(index) > logit(best) { best = index }
        view.best = best
        // In rising order of the mask, in double precision: the same on every machine.
        // What is less than e^-50 of the best one is lost in the sum.
        var allowed = 0.0
        for index in mask.tokens.indices where logit(index) > logit(best) - 50 {
            allowed += tk_exp(Double(logit(index)) - Double(logit(best)))
        }
        view.logProbability = -tk_log(allowed)
        for index in mask.tokens.indices where index != best {
            if view.second.map({ logit(index) > logit($0) }) ?? true { view.second = index }
        }
        if let second = view.second {
            view.secondLogProbability = Double(logit(second)) - Double(logit(best)) + view.logProbability
        }
        if options.rejectionThreshold != nil && !isListed {
            let all = logits.withUnsafeBufferPointer { buffer in
                Double(tk_log_sum_exp(model.isa, buffer.baseAddress!, Int32(buffer.count)))
            }
            let mass = tk_exp(Double(logit(best)) - all) * allowed
            view.mass = min(mass, 1)
            if let threshold = options.rejectionThreshold, mass < threshold {
                let permitted = Set(mask.tokens)
                var wanted: Int?
                for index in 0..<logits.count where !permitted.contains(Int32(index)) {
                    if wanted.map({ logits[index] > logits[$0] }) ?? true { wanted = index }
                }
                view.wanted = wanted.map { Int32($0) }
            }
        }
        return view
    }

    /// The tokens that may follow, in rising order of their bytes, then controls, then the model's own end tokens.
    private func mask(_ automaton: GrammarAutomaton, _ state: GrammarState) throws(ModelError) -> Mask {
        if let known = masks[state] { return known }
        var found: [(Int32, GrammarState)] = []
        trie.allowed(automaton, from: state, into: &found)
        for name in automaton.allowedControls(state) {
            guard let token = tokenizer.control(name) else { throw ModelError.unknownControl(name) }
            if let next = automaton.advance(state, control: name) { found.append((token, next)) }
        }
        var mask = Mask(tokens: found.map(\.0), states: found.map(\.1))
        if !mask.tokens.isEmpty && automaton.isAccepting(state) {
            for token in model.metadata.endTokens.map({ Int32($0) }) where !mask.tokens.contains(token) {
                mask.tokens.append(token)
            }
        }
        if isFreeText(mask) {
            mask.places = Array(repeating: -1, count: model.shape.vocabulary)
            for (place, token) in mask.tokens.enumerated() { mask.places[Int(token)] = Int32(place) }
        }
        if maskedTokens > Self.mostMaskedTokens { forgetMasks() }
        maskedTokens += mask.tokens.count
        masks[state] = mask
        return mask
    }

    private func adopt(_ automaton: GrammarAutomaton) {
        if self.automaton === automaton { return }
        self.automaton = automaton
        forgetMasks()
    }

    private func forgetMasks() {
        masks.removeAll(keepingCapacity: true)
        maskedTokens = 0
    }

    /// The tokens whose logits are enough in a state: what it allows, if nobody asks how probable the others are and if
    /// it allows so few that picking their rows is quicker than reading all of them in one stream.
    private func list(_ automaton: GrammarAutomaton, _ state: GrammarState, _ options: Options) throws(ModelError)
        -> [Int32]?
    {
        guard options.rejectionThreshold == nil else { return nil }
        let mask = try mask(automaton, state)
        return isFreeText(mask) ? nil : mask.tokens
    }

    private func isFreeText(_ mask: Mask) -> Bool { mask.tokens.count > model.shape.vocabulary / 4 }

    private func advance(_ automaton: GrammarAutomaton, _ state: GrammarState, _ token: Int32) -> GrammarState? {
        if let name = tokenizer.controlName(token) { return automaton.advance(state, control: name) }
        return automaton.advance(state, bytes: tokenizer.bytes(of: token))
    }

    /// False if the context has no room.
    private func evaluate(_ context: Context, _ tokens: [Int32], _ logits: LogitPositions, only list: [Int32]?)
        throws(ModelError) -> Bool
    {
        if context.tokens.count + tokens.count > context.capacity { return false }
        try context.evaluate(tokens, logits: logits, only: list)
        return true
    }
}
