import DecodingGrammar

/// Some text or one control.
enum Piece {
    case text(String)
    case control(String)
}

/// One byte or one control.
enum Symbol: Hashable, CustomStringConvertible {
    case byte(UInt8)
    case control(String)

    var description: String {
        switch self {
        case .byte(let byte): String(decoding: [byte], as: UTF8.self)
        case .control(let name): "<\(name)>"
        }
    }

    var piece: Piece {
        switch self {
        case .byte(let byte): .text(String(decoding: [byte], as: UTF8.self))
        case .control(let name): .control(name)
        }
    }

    static func random(_ generator: inout Seeded) -> Symbol {
        [.byte(97), .byte(98), .byte(32), .byte(49), .byte(48), .byte(46), .control("x"), .control("y")].randomElement(
            using: &generator)!
    }
}

func accepts(_ automaton: GrammarAutomaton, _ pieces: [Piece]) -> Bool {
    var state = automaton.start
    for piece in pieces {
        let next: GrammarState? =
            switch piece {
            case .text(let text): automaton.advance(state, bytes: Array(text.utf8))
            case .control(let name): automaton.advance(state, control: name)
            }
        guard let next else { return false }
        state = next
    }
    return automaton.isAccepting(state)
}

/// Says something at random until it is complete; nil if that got stuck.
func randomWalk(_ automaton: GrammarAutomaton, _ generator: inout Seeded) -> [Symbol]? {
    var state = automaton.start
    var said: [Symbol] = []
    while true {
        if automaton.isAccepting(state),
            automaton.isFinished(state) || said.count > 30 || Int.random(in: 0..<4, using: &generator) == 0
        {
            return said
        }
        let symbols =
            automaton.allowedBytes(state).bytes.map(Symbol.byte) + automaton.allowedControls(state).map(Symbol.control)
        guard let symbol = symbols.randomElement(using: &generator), said.count < 2000 else { return nil }
        let next: GrammarState? =
            switch symbol {
            case .byte(let byte): automaton.advance(state, byte: byte)
            case .control(let name): automaton.advance(state, control: name)
            }
        guard let next else { return nil }
        said.append(symbol)
        state = next
    }
}

/// A grammar at random, with free text or, for walks that have to end, without.
func randomGrammar(_ generator: inout Seeded, depth: Int, hasText: Bool = false) -> Grammar {
    func member() -> Grammar { randomGrammar(&generator, depth: depth - 1, hasText: hasText) }
    switch Int.random(in: 0..<(depth > 0 ? 10 : 6), using: &generator) {
    case 0, 1: return .literal(["a", "b", "ab", "aab", " a", "", "1"].randomElement(using: &generator)!)
    case 2: return .control(["x", "y"].randomElement(using: &generator)!)
    case 3:
        let low = Int.random(in: 0...12, using: &generator)
        return .number(
            minimum: Double(low), maximum: Double(low + Int.random(in: 0...100, using: &generator)),
            decimals: Int.random(in: 0...1, using: &generator))
    case 4:
        return .excerpt(
            of: ["a b ab", "b", "", "a a 1"].randomElement(using: &generator)!,
            maximumWords: Int.random(in: 1...3, using: &generator))
    case 5: return hasText ? .text(without: "b") : .literal("b")
    case 6, 7:
        return .sequence(
            (0..<Int.random(in: 0...3, using: &generator)).map { _ in member() })
    case 8:
        return .choice(
            (0..<Int.random(in: 0...3, using: &generator)).map { _ in member() })
    default:
        let minimum = Int.random(in: 0...2, using: &generator)
        return .repeated(
            member(), minimum: minimum,
            maximum: minimum + Int.random(in: 0...2, using: &generator))
    }
}

/// The plain meaning of a grammar, as slow as it is obvious: the places where a match that begins at `start` can end.
func ends(_ grammar: Grammar, _ said: [Symbol], _ start: Int) -> Set<Int> {
    switch grammar {
    case .literal(let text):
        let bytes = text.utf8.map(Symbol.byte)
        return said[start...].starts(with: bytes) ? [start + bytes.count] : []
    case .control(let name): return start < said.count && said[start] == .control(name) ? [start + 1] : []
    case .sequence(let members):
        return members.reduce([start]) { places, member in Set(places.flatMap { ends(member, said, $0) }) }
    case .choice(let members): return Set(members.flatMap { ends($0, said, start) })
    case .repeated(let member, let minimum, let maximum):
        var places: Set<Int> = [start]
        var result: Set<Int> = minimum == 0 ? [start] : []
        for round in 0..<min(maximum, said.count + minimum + 1) {
            places = Set(places.flatMap { ends(member, said, $0) })
            if round + 1 >= minimum { result.formUnion(places) }
        }
        return result
    case .number(let minimum, let maximum, let decimals):
        return Set(
            (start...said.count).filter { end in
                let text = said[start..<end].map(\.description).joined()
                guard let value = Double(text), value >= minimum, value <= maximum else { return false }
                let parts = text.split(separator: ".", omittingEmptySubsequences: false)
                let isPlain = text.allSatisfy { "0123456789.".contains($0) } && parts.allSatisfy { !$0.isEmpty }
                return isPlain && (parts[0] == "0" || !parts[0].hasPrefix("0"))
                    && (parts.count == 1 || parts[1].count <= decimals)
            })
    case .excerpt(let source, let maximum):
        let words = source.split(separator: " ")
        var result: Set<Int> = []
        for first in words.indices {
            var text = ""
            for word in words[first...].prefix(maximum) {
                text += " " + word
                result.formUnion(ends(.literal(text), said, start))
            }
        }
        return result
    case .text(let characters):
        return Set(
            (start...said.count).filter { end in
                let bytes = said[start..<end].compactMap { if case .byte(let byte) = $0 { byte } else { nil } }
                guard bytes.count == end - start, let text = String(validating: bytes, as: UTF8.self) else {
                    return false
                }
                return text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
                    && !text.contains { characters.contains($0) }
            })
    }
}

func matches(_ grammar: Grammar, _ said: [Symbol]) -> Bool { ends(grammar, said, 0).contains(said.count) }
