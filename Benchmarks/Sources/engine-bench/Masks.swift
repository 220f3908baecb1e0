import DecodingGrammar
import ModelFile
import TernaryInference

extension Bench {
    /// Masks over as many tokens as Llama 3 has: the tokens of the given file, a grammar of a home with a hundred
    /// devices.
    static func masks(_ file: String?) throws {
        guard let file else { return print("engine-bench mask TOKENIZER, the tokenizer.model of Llama 3") }
        let tokenizer = try Tokenizer(TiktokenFile.definition(path: file), preTokenizer: .llama3)
        var trie: TokenTrie?
        let building = (0..<5).map { _ in seconds { trie = TokenTrie(tokenizer) } }
        print("\(tokenizer.count) tokens, tree built in \(fixed(median(building) * 1e3)) ms")

        let rooms = [
            "kitchen", "living room", "bath", "bedroom", "hall", "cellar", "attic", "garage", "study", "porch",
        ]
        let things = ["lamp", "heating", "blind", "fan", "radio", "lock", "socket", "camera", "sprinkler", "oven"]
        let names = rooms.flatMap { room in things.map { Grammar.literal("\(room) \($0)") } }
        let call = Grammar.sequence([
            .choice([.literal("set(\""), .literal("get(\"")]), .choice(names), .literal("\", \""),
            .choice(["power", "brightness", "temperature", "position", "volume"].map(Grammar.literal)),
            .literal("\", "),
            .choice([.literal("on"), .literal("off"), .number(minimum: 0, maximum: 100, decimals: 1)]),
            .literal(")\n"),
        ])
        // Every state that token by token can be reached in a few walks, first met and met again.
        var (first, sizes) = ([Double](), [Int]())
        for walk in 0..<50 {
            let automaton = try GrammarAutomaton(call)
            var state = automaton.start
            var step = walk
            while !automaton.isFinished(state) {
                var found: [(Int32, GrammarState)] = []
                first.append(seconds { trie!.allowed(automaton, from: state, into: &found) })
                sizes.append(found.count)
                step = (step * 31 + 7) % 1_009
                state = found[step % found.count].1
            }
        }
        let sorted = first.sorted()
        print(
            "\(first.count) masks of states met for the first time: median \(fixed(median(first) * 1e6)) µs, 99 % within "
                + "\(fixed(sorted[sorted.count * 99 / 100] * 1e6)) µs, largest \(fixed(sorted.last! * 1e6)) µs, "
                + "up to \(sizes.max()!) tokens")
    }
}
