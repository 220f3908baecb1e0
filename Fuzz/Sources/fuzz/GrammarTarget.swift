import DecodingGrammar

/// A grammar made of the input, walked by the rest of it: whatever is allowed can be taken, and nothing else.
func grammar(_ bytes: [UInt8]) throws {
    var input = Input(bytes: bytes[...])
    let automaton = try GrammarAutomaton(
        input.grammar(depth: 5), limits: GrammarAutomaton.Limits(maximumParts: 2_000, maximumDepth: 16))
    var state = automaton.start
    for _ in 0..<64 {
        let allowed = automaton.allowedBytes(state)
        let controls = automaton.allowedControls(state)
        for byte in [0, 0x20, 0x2D, 0x30, 0x39, 0x61, 0xC3, 0xFF] as [UInt8] {
            precondition(allowed.contains(byte) == (automaton.advance(state, byte: byte) != nil))
        }
        precondition(automaton.isAccepting(state) || !allowed.isEmpty || !controls.isEmpty, "a dead end")
        guard let choice = input.next() else { return }
        if !controls.isEmpty, allowed.isEmpty || choice & 1 == 1 {
            state = automaton.advance(state, control: controls[Int(choice >> 1) % controls.count])!
        } else if !allowed.isEmpty {
            state = automaton.advance(state, byte: allowed.bytes[Int(choice >> 1) % allowed.count])!
        } else {
            return
        }
    }
}

private struct Input {
    var bytes: ArraySlice<UInt8>

    mutating func next() -> UInt8? { bytes.popFirst() }

    private mutating func text() -> String {
        let count = Int(next() ?? 0) % 12
        defer { bytes = bytes.dropFirst(count) }
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    private mutating func several(_ depth: Int) -> [Grammar] {
        (0..<Int(next() ?? 0) % 5).map { _ in grammar(depth: depth - 1) }
    }

    mutating func grammar(depth: Int) -> Grammar {
        let kind = next() ?? 0
        switch depth > 0 ? kind % 7 : kind % 2 {
        case 0: return .literal(text())
        case 1: return .control(["set", "get", "end", ""][Int(next() ?? 0) % 4])
        case 2: return .sequence(several(depth))
        case 3: return .choice(several(depth))
        case 4:
            let (minimum, more) = (Int(next() ?? 0) % 4, Int(next() ?? 0) % 6)
            return .repeated(grammar(depth: depth - 1), minimum: minimum, maximum: minimum + more - 1)
        case 5: return .number(minimum: number(), maximum: number(), decimals: Int(next() ?? 0) % 5 - 1)
        default: return .excerpt(of: text(), maximumWords: Int(next() ?? 0) % 5)
        }
    }

    private mutating func number() -> Double {
        let kind = next() ?? 0
        if kind == 255 {
            var bits: UInt64 = 0
            for _ in 0..<8 { bits = bits << 8 | UInt64(next() ?? 0) }
            return Double(bitPattern: bits)
        }
        return (Double(kind) - 100) / [1, 2, 10, 1000][Int(next() ?? 0) % 4]
    }
}
