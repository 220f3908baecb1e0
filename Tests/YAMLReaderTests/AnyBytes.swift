import Testing
import YAMLReader

/// A generator with a seed, so that a failure can be repeated.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

@Suite("Any bytes")
struct AnyBytes {
    private static let sample = Array(
        """
        # a sample
        type: light
        list: [a, "b", 'c', {d: e}]
        text: |
          two
          lines
        nested:
          - key: value   # with a comment
            other: &anchor {x: 1, y: 2.5}
          - *anchor
        ? complex
        : !tag yes
        """.utf8)

    @Test("random bytes end in a tree or in mistakes, never in a crash")
    func noise() {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<3000 {
            let count = Int.random(in: 0...300, using: &generator)
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            check(bytes)
        }
    }

    @Test("random characters of YAML's own alphabet")
    func alphabet() {
        let letters = Array("ab01 \n\t:-?[]{},&*!|>'\"%@`#~<=.\\ä".utf8)
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<6000 {
            let count = Int.random(in: 0...120, using: &generator)
            check((0..<count).map { _ in letters.randomElement(using: &generator) ?? 0x20 })
        }
    }

    @Test("a good file with changed, lost and doubled bytes")
    func mutations() {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<6000 {
            var bytes = Self.sample
            for _ in 0..<Int.random(in: 1...8, using: &generator) {
                let index = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0...3, using: &generator) {
                case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: index)
                case 2: bytes.insert(bytes[index], at: index)
                default: bytes.swapAt(index, Int.random(in: 0..<bytes.count, using: &generator))
                }
            }
            check(bytes)
        }
    }

    private func check(_ bytes: [UInt8]) {
        let document = YAMLDocument(parsing: bytes, file: "f")
        let lines = bytes.count { $0 == 0x0A } + 2
        for diagnostic in document.diagnostics {
            #expect(diagnostic.line >= 1 && diagnostic.line <= lines && diagnostic.column >= 1)
            #expect(!diagnostic.message.isEmpty)
        }
    }
}
