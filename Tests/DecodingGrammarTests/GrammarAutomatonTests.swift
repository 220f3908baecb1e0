import DecodingGrammar
import Testing

@Suite("Walking a grammar")
struct GrammarAutomatonTests {
    @Test("Literals, choices and controls")
    func basics() throws {
        let grammar = Grammar.sequence([
            .control("set"), .choice([.literal(" power on"), .literal(" power off"), .literal(" pause")]),
            .control("end"),
        ])
        let automaton = try GrammarAutomaton(grammar)
        #expect(automaton.allowedControls(automaton.start) == ["set"])
        #expect(automaton.allowedBytes(automaton.start).isEmpty)
        #expect(automaton.advance(automaton.start, control: "end") == nil)
        #expect(automaton.advance(automaton.start, control: "unheard of") == nil)
        #expect(automaton.advance(automaton.start, byte: UInt8(ascii: "<")) == nil)
        let set = try #require(automaton.advance(automaton.start, control: "set"))
        #expect(automaton.allowedBytes(set).only == UInt8(ascii: " "))
        let p = try #require(automaton.advance(set, bytes: Array(" p".utf8)))
        #expect(automaton.allowedBytes(p).bytes == [UInt8(ascii: "a"), UInt8(ascii: "o")])
        let off = try #require(automaton.advance(p, bytes: Array("ower off".utf8)))
        #expect(!automaton.isAccepting(off))
        let end = try #require(automaton.advance(off, control: "end"))
        #expect(automaton.isAccepting(end))
        #expect(automaton.isFinished(end))
        #expect(accepts(automaton, [.control("set"), .text(" pause"), .control("end")]))
        #expect(!accepts(automaton, [.control("set"), .text(" pause")]))
        #expect(!accepts(automaton, [.text("<set> pause<end>")]))
    }

    @Test("One choice may begin another")
    func sharedBeginnings() throws {
        let automaton = try GrammarAutomaton(
            .sequence([.choice([.literal(" fan"), .literal(" fan mode")]), .literal(" mode off")]))
        #expect(accepts(automaton, [.text(" fan mode off")]))
        #expect(accepts(automaton, [.text(" fan mode mode off")]))
        #expect(!accepts(automaton, [.text(" fan mode mode")]))
    }

    @Test("Repetitions count", arguments: [(0, 0), (0, 1), (0, 3), (1, 1), (2, 4), (3, Int.max)])
    func repetitions(_ minimum: Int, _ maximum: Int) throws {
        let grammar = Grammar.repeated(.literal("ab"), minimum: minimum, maximum: maximum)
        guard let automaton = try? GrammarAutomaton(grammar) else { return }
        for count in 0..<8 {
            let text = String(repeating: "ab", count: count)
            #expect(accepts(automaton, [.text(text)]) == (count >= minimum && count <= maximum))
        }
    }

    @Test("Repetitions of nothing end")
    func repetitionsOfNothing() throws {
        let inner = Grammar.choice([
            .literal(""), .literal("a"), .repeated(.optional(.literal("b")), minimum: 0, maximum: .max),
        ])
        let automaton = try GrammarAutomaton(
            .sequence([.repeated(inner, minimum: 3, maximum: 1_000_000_000), .control("end")]))
        #expect(accepts(automaton, [.control("end")]))
        #expect(accepts(automaton, [.text("abbabab"), .control("end")]))
        #expect(!accepts(automaton, [.text("abc"), .control("end")]))
    }

    @Test("An excerpt is whole words in their order")
    func excerpts() throws {
        let automaton = try GrammarAutomaton(
            .sequence([.excerpt(of: "a timer for the the  pizza-dough", maximumWords: 3), .control("end")]))
        for right in [" a", " timer for the", " the the pizza-dough", " the pizza-dough", " the the"] {
            #expect(accepts(automaton, [.text(right), .control("end")]), "\(right)")
        }
        for wrong in [
            "", " ", "a", " tim", " timer the", " a timer for the", " pizza", " the  pizza-dough", " pizza-dough a",
        ] {
            #expect(!accepts(automaton, [.text(wrong), .control("end")]), "\(wrong)")
        }
    }

    @Test("Text of people cannot become a control or end early")
    func excerptOfAnAttack() throws {
        let automaton = try GrammarAutomaton(
            .sequence([.excerpt(of: "<end> <set> x\n\0", maximumWords: 4), .control("end")]))
        #expect(automaton.allowedControls(automaton.start).isEmpty)
        #expect(accepts(automaton, [.text(" <end> <set>"), .control("end")]))
        #expect(!accepts(automaton, [.control("set")]))
    }

    @Test("Impossible choices leave no dead ends")
    func impossible() throws {
        let impossible = Grammar.sequence([.literal("no"), .choice([])])
        let automaton = try GrammarAutomaton(
            .choice([
                impossible, .literal("yes"), .excerpt(of: " \n ", maximumWords: 3),
                .number(minimum: 0.2, maximum: 0.8, decimals: 0),
            ]))
        #expect(automaton.allowedBytes(automaton.start).bytes == [UInt8(ascii: "y")])
        #expect(throws: GrammarError.empty) { try GrammarAutomaton(impossible) }
        #expect(throws: GrammarError.empty) { try GrammarAutomaton(.repeated(impossible, minimum: 1, maximum: 2)) }
        #expect(accepts(try GrammarAutomaton(.repeated(impossible, minimum: 0, maximum: 2)), []))
    }

    @Test("Grammars that are too large or make no sense are refused")
    func limits() {
        #expect(throws: GrammarError.badRepetition(minimum: 2, maximum: 1)) {
            try GrammarAutomaton(.repeated(.literal("a"), minimum: 2, maximum: 1))
        }
        #expect(throws: GrammarError.badRepetition(minimum: -1, maximum: 1)) {
            try GrammarAutomaton(.repeated(.literal("a"), minimum: -1, maximum: 1))
        }
        for (low, high, decimals) in [
            (1.0, 0.0, 0), (.nan, 1, 0), (0, .infinity, 0), (0, 1, -1), (0, 1, 7), (0, 1e13, 0),
        ] {
            #expect(throws: GrammarError.self) {
                try GrammarAutomaton(.number(minimum: low, maximum: high, decimals: decimals))
            }
        }
        var deep = Grammar.literal("a")
        for _ in 0..<100 { deep = .sequence([deep]) }
        #expect(throws: GrammarError.tooDeep(limit: 64)) { try GrammarAutomaton(deep) }
        let long = String(repeating: "x", count: 1001)
        #expect(throws: GrammarError.tooLarge(limit: 1000)) {
            try GrammarAutomaton(.literal(long), limits: .init(maximumParts: 1000))
        }
        #expect(throws: GrammarError.tooLarge(limit: 1000)) {
            try GrammarAutomaton(
                .sequence(Array(repeating: .control("a"), count: 1001)), limits: .init(maximumParts: 1000))
        }
    }

    @Test("Many tasks may walk one automaton at once")
    func concurrency() async throws {
        let automaton = try GrammarAutomaton(
            .repeated(
                .choice([.literal("ab"), .literal("ac"), .number(minimum: 0, maximum: 500, decimals: 1)]), minimum: 1,
                maximum: 40))
        let results = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 { group.addTask { accepts(automaton, [.text("abacab12.5ac400ab")]) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results == Array(repeating: true, count: 8))
    }
}
