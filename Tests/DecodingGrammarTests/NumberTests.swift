import DecodingGrammar
import Testing

@Suite("Numbers in a grammar")
struct NumberTests {
    @Test(
        "Examples",
        arguments: [
            ("0", 0.0, 100.0, 0, true), ("100", 0, 100, 0, true), ("101", 0, 100, 0, false), ("007", 0, 100, 0, false),
            ("7.5", 0, 100, 0, false),
            ("20.5", 5, 30, 1, true), ("20.55", 5, 30, 1, false), ("20.", 5, 30, 1, false), (".5", 0, 30, 1, false),
            ("4.9", 5, 30, 1, false),
            ("30.0", 5, 30, 1, true), ("30.1", 5, 30, 1, false), ("-5", -10, 10, 0, true), ("-11", -10, 10, 0, false),
            ("-0", -10, 10, 0, false),
            ("-0.5", -0.5, 0.5, 1, true), ("-0.6", -0.5, 0.5, 1, false), ("-5", 0, 10, 0, false),
            ("153", 153, 500, 0, true), ("15", 153, 500, 0, false),
            ("2700", 2000, 6500, 0, true), ("1e3", 0, 2000, 0, false), ("+5", 0, 10, 0, false),
            ("0.1", 0.1, 0.3, 1, true), ("0.3", 0.1, 0.3, 1, true),
            ("1000000000000", 0, 1e12, 6, true), ("", 0, 10, 0, false), ("-", -5, 5, 0, false),
        ])
    func examples(_ text: String, _ low: Double, _ high: Double, _ decimals: Int, _ isRight: Bool) throws {
        let automaton = try GrammarAutomaton(.number(minimum: low, maximum: high, decimals: decimals))
        #expect(accepts(automaton, [.text(text)]) == isRight)
    }

    @Test("Exactly the numbers within the bounds", arguments: 0..<60)
    func exhaustive(_ seed: Int) throws {
        var generator = Seeded(state: UInt64(seed))
        let decimals = Int.random(in: 0...2, using: &generator)
        let scale = [1, 10, 100][decimals]
        let bounds = [Int.random(in: -1500...1500, using: &generator), Int.random(in: -1500...1500, using: &generator)]
            .sorted()
        let automaton = try GrammarAutomaton(
            .number(
                minimum: Double(bounds[0]) / Double(scale), maximum: Double(bounds[1]) / Double(scale),
                decimals: decimals))
        for scaled in -2000...2000 {
            let digits = String(abs(scaled) + 1000).dropFirst()
            let padded = abs(scaled) >= 1000 ? String(abs(scaled)) : String(digits)
            let whole = Int(padded.dropLast(decimals)) ?? 0
            let text = (scaled < 0 ? "-" : "") + "\(whole)" + (decimals > 0 ? "." + padded.suffix(decimals) : "")
            #expect(
                accepts(automaton, [.text(text)]) == (scaled >= bounds[0] && scaled <= bounds[1]),
                "\(text) in \(bounds)")
        }
    }

    @Test("A walk never gets stuck and ends within the bounds", arguments: 0..<200)
    func walks(_ seed: Int) throws {
        var generator = Seeded(state: UInt64(seed) &* 77)
        let decimals = Int.random(in: 0...3, using: &generator)
        let size = [1.0, 100, 10_000, 1e9].randomElement(using: &generator)!
        let bounds = [
            Double.random(in: -size...size, using: &generator), Double.random(in: -size...size, using: &generator),
        ].sorted()
        guard let automaton = try? GrammarAutomaton(.number(minimum: bounds[0], maximum: bounds[1], decimals: decimals))
        else {
            // No such number lies between them: then the bounds are nearer to one another than the step.
            #expect(decimals == 0 || bounds[1] - bounds[0] < 1)
            return
        }
        for _ in 0..<50 {
            let text = try #require(randomWalk(automaton, &generator)).map(\.description).joined()
            let value = try #require(Double(text))
            #expect(value >= bounds[0] && value <= bounds[1], "\(text) in \(bounds)")
        }
    }
}
