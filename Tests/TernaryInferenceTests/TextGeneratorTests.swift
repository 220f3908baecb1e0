import JSONText
import ModelFile
import TernaryInference
import Testing

/// Free text of a small model with random weights: what it says is nonsense, how it is said is not.
@Suite struct TextGeneratorTests {
    private let model: TernaryModel
    private let prompt: [Int32]

    init() throws {
        let scratch = Scratch()
        var checkpoint = Checkpoint(smallShape, seed: 21, trivet: ["pre_tokenizer": "trivet-words"])
        checkpoint.tokenizer = Checkpoint.tokenizer(words: [" lamp", " ü€", "😀"], controls: ["end"])
        model = try TernaryModel(path: try checkpoint.importModel(scratch))
        prompt = try model.requireTokenizer().encode("the lamp in the kitchen")
    }

    private func generator(_ options: TextGenerator.Options, capacity: Int = 200) throws -> TextGenerator {
        var generator = TextGenerator(try Context(model, capacity: capacity), options: options)
        _ = try generator.read(prompt)
        return generator
    }

    /// Random weights hardly ever make UTF-8: most of it becomes replacement characters, and no piece ends inside of a
    /// character.
    @Test func piecesAreWholeCharacters() throws {
        let tokenizer = try model.requireTokenizer()
        for seed in 0..<10 as Range<UInt64> {
            var generator = try generator(
                TextGenerator.Options(temperature: 2, seed: seed, maximumTokens: 100, endTokens: []))
            var pieces: [String] = []
            let answer = try generator.generate {
                pieces.append($0)
                return true
            }
            #expect(answer.stop == .maximumTokens)
            #expect(answer.tokens.count == 100)
            #expect(pieces.joined() == answer.text)
            #expect(answer.text == tokenizer.text(of: answer.tokens))
            #expect(!pieces.contains(""))
            // The last token is said and not evaluated.
            #expect(generator.context.tokens == prompt + answer.tokens.dropLast())
        }
    }

    @Test func aSeedRepeatsAndStepsAreTheSame() throws {
        let options = TextGenerator.Options(temperature: 1, topK: 50, topP: 0.9, seed: 5, maximumTokens: 30)
        var (first, second, steps) = (try generator(options), try generator(options), try generator(options))
        let answer = try first.generate()
        let again = try second.generate()
        #expect(again == answer)
        var tokens: [Int32] = []
        while tokens.count < answer.tokens.count {
            tokens.append(try steps.choose())
            try steps.append(tokens.last!)
        }
        #expect(tokens == answer.tokens)
    }

    @Test func itStops() throws {
        var plain = try generator(TextGenerator.Options(maximumTokens: 20, endTokens: []))
        let said = try plain.generate().tokens
        let last = said.first { $0 != said[0] } ?? said[0]
        let place = said.firstIndex(of: last)!
        var ending = try generator(TextGenerator.Options(endTokens: [last]))
        let answer = try ending.generate()
        #expect(answer.stop == .ended(last))
        #expect(answer.tokens == Array(said[..<place]))
        #expect(ending.context.tokens == prompt + said[..<place])

        var interrupted = try generator(TextGenerator.Options(endTokens: []))
        let refused = try interrupted.generate { _ in false }
        #expect(refused.stop == .interrupted)

        var short = try generator(TextGenerator.Options(endTokens: []), capacity: prompt.count + 5)
        let cut = try short.generate()
        #expect(cut.stop == .contextFull)
        #expect(cut.tokens == Array(said[..<6]))
    }

    @Test func roomCanBeMade() throws {
        let capacity = prompt.count + 10
        var generator = try generator(TextGenerator.Options(maximumTokens: 40, endTokens: []), capacity: capacity)
        var asked = 0
        generator.makeRoom = { tokens in
            asked += 1
            #expect(tokens.count == capacity)
            return 2..<12
        }
        let answer = try generator.generate()
        #expect(answer.tokens.count == 40)
        #expect(answer.stop == .maximumTokens)
        #expect(asked == 3)
        #expect(generator.context.tokens.starts(with: prompt[..<2]))
        // What was forgotten is forgotten: the rest was read anew.
        let content = generator.context.tokens
        let fresh = try Context(model, capacity: capacity)
        try fresh.evaluate(content)
        generator.context.rewind(to: content.count - 1)
        fresh.rewind(to: content.count - 1)
        #expect(bits(try generator.context.logits([7])) == bits(try fresh.logits([7])))
    }
}
