import DecodingGrammar
import Testing

@Suite("Free text in a grammar")
struct TextTests {
    let automaton: GrammarAutomaton

    init() throws {
        automaton = try GrammarAutomaton(
            .sequence([.literal("say(\""), .text(without: "\"\\"), .literal("\")")]))
    }

    @Test(
        "Whole characters of any script",
        arguments: ["", "Hello!", "Küche", "你好，请打开灯", "😀👍🏽", "\u{7FF}\u{800}\u{10FFFF}"])
    func allowed(_ text: String) {
        #expect(accepts(automaton, [.text("say(\"\(text)\")")]))
    }

    @Test("No quotes, no line ends", arguments: ["a\nb", "a\"b", "a\\b", "\u{0}", "\u{7F}", "\t"])
    func forbidden(_ text: String) {
        #expect(!accepts(automaton, [.text("say(\"\(text)\")")]))
    }

    /// Bytes that the standard forbids: overlong forms, halves of surrogates, numbers beyond the last, stray bytes.
    @Test(
        "Nothing that is not UTF-8",
        arguments: [
            [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF0, 0x80, 0x80, 0x80],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF],
        ])
    func invalid(_ bytes: [UInt8]) {
        let start = automaton.advance(automaton.start, bytes: Array("say(\"".utf8))!
        #expect(automaton.advance(start, bytes: bytes) == nil)
    }

    @Test("A character that was begun has to be finished before the text can end")
    func openCharacter() throws {
        let start = try #require(automaton.advance(automaton.start, bytes: Array("say(\"".utf8)))
        let open = try #require(automaton.advance(start, bytes: [0xF0, 0x9F, 0x98]))
        #expect(automaton.allowedBytes(open).bytes == Array(0x80...0xBF))
        let closed = try #require(automaton.advance(open, byte: 0x80))
        #expect(closed == start)
    }

    @Test("A long text comes back to the same state")
    func fewStates() throws {
        var state = try #require(automaton.advance(automaton.start, bytes: Array("say(\"".utf8)))
        let first = state
        for _ in 0..<10_000 { state = try #require(automaton.advance(state, byte: UInt8(ascii: "x"))) }
        #expect(state == first)
    }

    @Test("Characters beyond ASCII cannot be left out")
    func onlyASCII() throws {
        let all = try GrammarAutomaton(.text(without: "é"))
        #expect(accepts(all, [.text("é")]))
    }
}
