import DecodingGrammar
import Testing

@Suite("Random grammars")
struct RandomGrammarTests {
    @Test("Random walks say only what is in the language", arguments: 0..<300)
    func walks(_ seed: Int) throws {
        var generator = Seeded(state: UInt64(seed))
        let grammar = randomGrammar(&generator, depth: 4)
        let automaton: GrammarAutomaton
        do {
            automaton = try GrammarAutomaton(grammar)
        } catch {
            #expect(error == .empty)
            return
        }
        for _ in 0..<20 {
            let said = try #require(randomWalk(automaton, &generator))
            #expect(matches(grammar, said), "\(said) in \(grammar)")
        }
    }

    @Test("What the language has not is not accepted", arguments: 0..<300)
    func strangers(_ seed: Int) throws {
        var generator = Seeded(state: UInt64(seed))
        let grammar = randomGrammar(&generator, depth: 3, hasText: true)
        guard let automaton = try? GrammarAutomaton(grammar) else { return }
        for _ in 0..<50 {
            let said = (0..<Int.random(in: 0..<7, using: &generator)).map { _ in
                Symbol.random(&generator)
            }
            let accepted = accepts(automaton, said.map { $0.piece })
            #expect(accepted == matches(grammar, said), "\(said) in \(grammar)")
        }
    }

    @Test("Allowed bytes and controls are exactly those that lead on", arguments: 0..<100)
    func allowed(_ seed: Int) throws {
        var generator = Seeded(state: UInt64(seed))
        guard let automaton = try? GrammarAutomaton(randomGrammar(&generator, depth: 4)) else { return }
        var state = automaton.start
        for _ in 0..<40 {
            let bytes = automaton.allowedBytes(state)
            for byte in 0...UInt8.max {
                #expect(bytes.contains(byte) == (automaton.advance(state, byte: byte) != nil))
            }
            let controls = automaton.allowedControls(state)
            #expect(Set(controls).count == controls.count)
            let next =
                bytes.bytes.map { automaton.advance(state, byte: $0) }
                + controls.map { automaton.advance(state, control: $0) }
            #expect(automaton.isAccepting(state) || !next.isEmpty)
            guard let chosen = next.randomElement(using: &generator) else { return }
            state = try #require(chosen)
        }
    }
}
