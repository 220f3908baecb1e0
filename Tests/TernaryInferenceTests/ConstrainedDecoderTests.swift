import DecodingGrammar
import JSONText
import ModelFile
import TernaryInference
import Testing

/// A small model with random weights: it knows nothing, so that the grammar alone makes sense of what it says.
@Suite struct ConstrainedDecoderTests {
    private let model: TernaryModel
    private let tokenizer: Tokenizer
    private let prompt: [Int32]

    init() throws {
        let scratch = Scratch()
        var checkpoint = Checkpoint(smallShape, seed: 11, trivet: .object([:]))
        checkpoint.tokenizer = Checkpoint.tokenizer(
            words: [" lamp", " light", " on", " off", " kitchen", " power"],
            controls: ["set", "get", "end", "act", "d1", "d2"])
        let path = try checkpoint.importModel(scratch)
        // The mapping stays when the file is removed.
        model = try TernaryModel(path: path)
        tokenizer = try model.requireTokenizer()
        prompt = tokenizer.encode(" kitchen light on") + [tokenizer.control("act")!]
    }

    private let grammar = Grammar.sequence([
        .control("set"), .choice([.control("d1"), .control("d2")]), .literal(" power"),
        .choice([.literal(" on"), .literal(" off"), .literal(" o"), .number(minimum: 0, maximum: 100, decimals: 1)]),
        .optional(.literal(" lamp light")), .control("end"),
    ])

    /// The same by looking at every token of the vocabulary, with a fresh context for every step.
    private func plain(_ grammar: Grammar) throws -> [(token: Int32, mass: Double, logProbability: Double)] {
        let automaton = try GrammarAutomaton(grammar)
        var state = automaton.start
        var said: [(Int32, Double, Double)] = []
        while !automaton.isFinished(state) {
            let context = try Context(model)
            let logits = try context.logits(prompt + said.map(\.0)).map { Double($0) }
            var total = 0.0
            for logit in logits { total += exponential(logit) }
            var allowed: [(Int32, GrammarState)] = []
            for token in 0..<Int32(tokenizer.count) {
                let bytes = tokenizer.bytes(of: token)
                let next =
                    if let name = tokenizer.controlName(token) { automaton.advance(state, control: name) } else {
                        bytes.isEmpty ? nil : automaton.advance(state, bytes: bytes)
                    }
                if let next { allowed.append((token, next)) }
            }
            let mass = allowed.reduce(0) { $0 + exponential(logits[Int($1.0)]) }
            let best = allowed.max { logits[Int($0.0)] < logits[Int($1.0)] }!
            said.append((best.0, mass / total, logarithm(exponential(logits[Int(best.0)]) / mass)))
            state = best.1
        }
        return said
    }

    @Test func tokenByTokenItDoesWhatTheDefinitionSays() throws {
        let expected = try plain(grammar)
        let context = try Context(model)
        try context.evaluate(prompt)
        let decoder = try ConstrainedDecoder(model)
        let options = ConstrainedDecoder.Options(rejectionThreshold: 0, forcesText: false)
        var seen: [ConstrainedDecoder.Step] = []
        let automaton = try GrammarAutomaton(grammar)
        let completion = try decoder.decode(context, automaton, options: options) { seen.append($0) }
        #expect(completion.stop == .finished)
        #expect(completion.steps == seen)
        #expect(completion.tokens == expected.map(\.token))
        for (step, expected) in zip(completion.steps, expected) {
            #expect(abs(step.allowedMass! - expected.mass) < 1e-5 * max(expected.mass, 1e-3))
            #expect(abs(step.logProbability - expected.logProbability) < 1e-5)
        }
        // The last token is said and not evaluated.
        #expect(context.tokens == prompt + completion.tokens.dropLast())

        // Without a threshold only the allowed rows are computed; again with what is known about the grammar.
        for _ in 0..<2 {
            try context.advance(to: prompt)
            let short = try decoder.decode(
                context, automaton, options: ConstrainedDecoder.Options(rejectionThreshold: nil, forcesText: false))
            #expect(short.tokens == completion.tokens)
            #expect(abs(short.logProbability - completion.logProbability) < 1e-9)
            #expect(short.steps.allSatisfy { $0.allowedMass == nil })
        }
    }

    @Test(arguments: [0, nil] as [Double?]) func forcedTextIsWhatTheTokenizerWrites(threshold: Double?) throws {
        let grammar = Grammar.sequence([
            .control("set"), .control("d1"), .literal(" power on"), .control("get"), .literal(" kitchen"),
            .choice([.literal(" lamp"), .literal(" light")]), .control("end"),
        ])
        let context = try Context(model)
        try context.evaluate(prompt)
        let completion = try ConstrainedDecoder(model).decode(
            context, GrammarAutomaton(grammar), options: ConstrainedDecoder.Options(rejectionThreshold: threshold))
        let begin =
            [tokenizer.control("set")!, tokenizer.control("d1")!] + tokenizer.encode(" power on")
            + [tokenizer.control("get")!] + tokenizer.encode(" kitchen")
        #expect(Array(completion.tokens.prefix(begin.count)) == begin)
        #expect(completion.steps.prefix(begin.count).allSatisfy { $0.isForced && $0.logProbability == 0 })
        #expect(completion.tokens.last == tokenizer.control("end"))
        #expect(completion.stop == .finished)
        let text = tokenizer.text(of: completion.tokens)
        #expect(text == " power on kitchen lamp" || text == " power on kitchen light")
        #expect(completion.steps.contains { !$0.isForced })
        #expect(context.tokens == prompt + completion.tokens.dropLast())
        if threshold != nil { #expect(completion.steps.allSatisfy { $0.allowedMass != nil }) }

        // What lies in the context is what evaluating it anew gives.
        let fresh = try Context(model)
        try fresh.evaluate(context.tokens)
        try context.evaluate([1])
        try fresh.evaluate([1])
        #expect(bits(context.allLogits) == bits(fresh.allLogits))
    }

    /// What has no choice behind a token that was asked for goes through the weights together with it.
    @Test func aChoiceAndWhatFollowsItAreOnePass() throws {
        let grammar = Grammar.sequence([
            .choice([.control("d1"), .control("d2")]), .literal(" kitchen lamp power"), .control("set"),
            .choice([.control("get"), .control("act")]), .literal(" on"), .control("end"),
        ])
        let context = try Context(model)
        try context.evaluate(prompt)
        var counts: [Int] = []  // how many tokens were in the context when each was said
        let completion = try ConstrainedDecoder(model).decode(
            context, GrammarAutomaton(grammar), options: ConstrainedDecoder.Options(rejectionThreshold: nil)
        ) { _ in counts.append(context.tokens.count) }
        #expect(completion.steps.map(\.isForced) == [false, true, true, true, true, false, true, true])
        let kept = prompt.count
        #expect(counts == [kept, kept + 5, kept + 5, kept + 5, kept + 5, kept + 5, kept + 7, kept + 7])
    }

    /// A prompt that is read for an answer gives the same answer as one of which all logits were computed.
    @Test func ofTheHeadOnlyWhatTheFirstTokenNeedsIsComputed() throws {
        let options = ConstrainedDecoder.Options(rejectionThreshold: nil)
        let whole = try Context(model)
        try whole.evaluate(prompt)
        let expected = try ConstrainedDecoder(model).decode(whole, GrammarAutomaton(grammar), options: options)

        let context = try Context(model)
        try context.evaluate(Array(prompt.prefix(2)))
        let decoder = try ConstrainedDecoder(model)
        let automaton = try GrammarAutomaton(grammar)
        let beginning = try decoder.read(prompt, into: context, automaton, options: options)
        #expect(beginning.keptTokens == 2)
        #expect(context.logitColumns == 1)  // the control "set"
        let found = try decoder.decode(context, automaton, from: beginning, options: options)
        #expect(found == expected)
        #expect(context.tokens == whole.tokens)
    }

    /// Where nearly everything may follow, the best token of all is taken without asking how probable the others are: the same
    /// text, also where what the model would rather say is forbidden.
    @Test(arguments: ["x", "aeiou ", "lamp light"]) func freeTextIsTheSame(without forbidden: String) throws {
        let grammar = Grammar.sequence([
            .control("set"), .text(without: forbidden), .choice([.control("d1"), .control("end")]),
        ])
        func say(_ threshold: Double?) throws -> ConstrainedDecoder.Completion {
            let context = try Context(model)
            try context.evaluate(prompt)
            return try ConstrainedDecoder(model).decode(
                context, GrammarAutomaton(grammar),
                options: ConstrainedDecoder.Options(rejectionThreshold: threshold, maximumTokens: 60))
        }
        let (asked, free) = (try say(0), try say(nil))
        #expect(free.tokens == asked.tokens && free.stop == asked.stop)
        #expect(free.tokens.count > 2)
        #expect(free.steps.dropFirst(2).contains { $0.logProbability == 0 && !$0.isForced })
    }

    @Test func aWordThatIsStillOpenIsNotForced() throws {
        // Both begin with " o", which is a token: it must not be forced, since " on" and " off" are tokens as well.
        let grammar = Grammar.sequence([.choice([.literal(" on"), .literal(" off")]), .control("end")])
        let context = try Context(model)
        try context.evaluate(prompt)
        let completion = try ConstrainedDecoder(model).decode(
            context, GrammarAutomaton(grammar), options: ConstrainedDecoder.Options(rejectionThreshold: 0))
        #expect(!completion.steps[0].isForced)
        // If the model itself begins with a part of the word, the rest follows.
        #expect([" on", " off"].contains(tokenizer.text(of: completion.tokens)))
    }

    @Test func itStopsWhereTheModelWantsSomethingElse() throws {
        let automaton = try GrammarAutomaton(grammar)
        for forces in [false, true] {
            let context = try Context(model)
            let decoder = try ConstrainedDecoder(model)
            func decode(_ threshold: Double) throws -> ConstrainedDecoder.Completion {
                try context.advance(to: prompt)
                return try decoder.decode(
                    context, automaton,
                    options: ConstrainedDecoder.Options(rejectionThreshold: threshold, forcesText: forces))
            }
            let all = try decode(0)
            let masses = all.steps.map { $0.allowedMass! }
            for threshold in masses.map({ $0 * 1.0001 }) + [1] {
                let index = try #require(masses.firstIndex { $0 < threshold })
                let completion = try decode(threshold)
                #expect(completion.tokens == Array(all.tokens[..<index]))
                #expect(context.tokens == prompt + all.tokens[..<index])
                guard case .outside(let wanted, let mass) = completion.stop else {
                    Issue.record("it did not stop at \(threshold)")
                    continue
                }
                #expect(abs(mass - masses[index]) < 1e-6)
                // The wanted token is the best of all that the grammar forbids there.
                let fresh = try Context(model)
                let logits = try fresh.logits(context.tokens)
                var state = automaton.start
                for token in completion.tokens {
                    state =
                        tokenizer.controlName(token).map { automaton.advance(state, control: $0)! }
                        ?? automaton.advance(state, bytes: tokenizer.bytes(of: token))!
                }
                let forbidden = logits.indices.filter { token in
                    if let name = tokenizer.controlName(Int32(token)) {
                        return automaton.advance(state, control: name) == nil
                    }
                    let bytes = tokenizer.bytes(of: Int32(token))
                    return bytes.isEmpty || automaton.advance(state, bytes: bytes) == nil
                }
                #expect(Int(wanted) == forbidden.max { logits[$0] < logits[$1] })
            }
        }
    }

    /// Where nothing more has to follow, the model decides with its end token (token 1 of this one).
    @Test func theModelEndsWhatMayEnd() throws {
        let grammar = Grammar.sequence([.literal(" on"), .repeated(.literal(" lamp"), minimum: 0, maximum: 40)])
        let decoder = try ConstrainedDecoder(model)
        for threshold in [0, nil] as [Double?] {
            let context = try Context(model)
            try context.evaluate(prompt)
            let completion = try decoder.decode(
                context, GrammarAutomaton(grammar), options: ConstrainedDecoder.Options(rejectionThreshold: threshold))
            #expect(completion.stop == .finished)
            // The end token was better than anything the grammar allows, or 40 lamps were named.
            let lamps = try GrammarAutomaton(grammar)
            let state = try #require(
                lamps.advance(lamps.start, bytes: Array(tokenizer.text(of: completion.tokens).utf8)))
            #expect(lamps.isAccepting(state))
            if !lamps.isFinished(state) {
                let logits = try Context(model).logits(prompt + completion.tokens)
                for token in 0..<Int32(tokenizer.count) {
                    let bytes = tokenizer.bytes(of: token)
                    if !bytes.isEmpty, lamps.advance(state, bytes: bytes) != nil {
                        #expect(logits[Int(token)] <= logits[1])
                    }
                }
            }
        }
    }

    @Test func aControlThatTheModelLacksIsTold() throws {
        let context = try Context(model)
        try context.evaluate(prompt)
        #expect(throws: ModelError.unknownControl("dance")) {
            try ConstrainedDecoder(model).decode(
                context, GrammarAutomaton(.choice([.control("set"), .control("dance")])))
        }
    }

    @Test func itStopsAtItsLimits() throws {
        let automaton = try GrammarAutomaton(
            .sequence([.repeated(.control("d1"), minimum: 50, maximum: 50), .control("end")]))
        let decoder = try ConstrainedDecoder(model)
        for forces in [false, true] {
            let context = try Context(model)
            try context.evaluate(prompt)
            let completion = try decoder.decode(
                context, automaton,
                options: ConstrainedDecoder.Options(rejectionThreshold: 0, maximumTokens: 7, forcesText: forces))
            #expect(completion.stop == .maximumTokens)
            #expect(completion.tokens.count == 7)
            let small = try Context(model, capacity: prompt.count + 20)
            try small.evaluate(prompt)
            let full = try decoder.decode(
                small, automaton, options: ConstrainedDecoder.Options(rejectionThreshold: 0, forcesText: forces))
            #expect(full.stop == .contextFull)
        }
    }
}

/// Own functions, so that the tests need no mathematics library.
func exponential(_ x: Double) -> Double {
    var (term, sum) = (1.0, 1.0)
    for index in 1..<40 {
        term *= x / 16 / Double(index)
        sum += term
    }
    for _ in 0..<4 { sum *= sum }
    return sum
}

func logarithm(_ y: Double) -> Double {
    var x = 0.0
    for _ in 0..<200 { x += 2 * (y - exponential(x)) / (y + exponential(x)) }
    return x
}
