import Agent
import DecodingGrammar
import ModelFile
import TernaryInference

/// A sentence in, a call out, as the runtime does it; and the same engine without what saves work.
struct ToolCall {
    let model: TernaryModel
    private let context: Context
    private let decoder: ConstrainedDecoder
    private let tokens: SegmentTokens
    private let home: BenchHome

    init(_ file: String, threads: Int, devices: Int) throws {
        model = try TernaryModel(path: file, options: TernaryModel.Options(threads: threads))
        context = try Context(model, capacity: 4_096)
        decoder = try ConstrainedDecoder(model)
        tokens = SegmentTokens(tokenizer: try model.requireTokenizer())
        home = BenchHome(devices)
    }

    /// What one call took.
    struct Result {
        var seconds: Double
        var homeTokens: Int
        var read: Int
        var said: [Int32]
    }

    /// One sentence. `saving` is how the runtime does it: the home is known, text without a choice is not asked for, and of
    /// the head only those rows are computed that the grammar allows.
    func run(_ sentence: String, saving: Bool) throws -> Result {
        let (home, now) = try home.prompt(sentence, tokens)
        if saving { try context.advance(to: home, logits: .none) } else { context.rewind(to: 0) }
        let automaton = try GrammarAutomaton(self.home.oneCall(sentence))
        let options = ConstrainedDecoder.Options(
            rejectionThreshold: saving ? nil : 0, maximumTokens: 192, forcesText: saving)
        let kept = context.tokens.count
        var said: [Int32] = []
        let time = try seconds {
            if saving {
                let beginning = try decoder.read(home + now, into: context, automaton, options: options)
                said = try decoder.decode(context, automaton, from: beginning, options: options).tokens
            } else {
                try context.advance(to: home + now)
                said = try decoder.decode(context, automaton, options: options).tokens
            }
            // Whether another call follows, or the turn ends.
            let ends = [model.metadata.endTokens.last.map { Int32($0) } ?? 0, said[0]]
            try context.evaluate([said.last!], only: saving ? ends : nil)
        }
        return Result(seconds: time, homeTokens: home.count, read: home.count + now.count - kept, said: said)
    }

    /// Tokens a second under a grammar, each of them asked for.
    func decodingSpeed() throws -> Double {
        var speeds: [Double] = []
        let options = ConstrainedDecoder.Options(rejectionThreshold: nil, maximumTokens: 192, forcesText: false)
        for sentence in BenchHome.sentences {
            let (home, now) = try home.prompt(sentence, tokens)
            let automaton = try GrammarAutomaton(self.home.oneCall(sentence))
            let beginning = try decoder.read(home + now, into: context, automaton, options: options)
            var times: [Double] = []
            var last = Clock.now()
            // The first token comes with the prompt, and its mask is new.
            _ = try decoder.decode(context, automaton, from: beginning, options: options) { _ in
                times.append(Clock.now() - last)
                last = Clock.now()
            }
            if times.count > 2 { speeds.append(Double(times.count - 1) / times.dropFirst().reduce(0, +)) }
        }
        return median(speeds)
    }

    /// Where the time of a call goes.
    func profile(_ sentence: String) throws -> StepTimes {
        _ = try run(sentence, saving: true)
        return try context.profile { () throws in _ = try run(sentence, saving: true) }
    }
}
