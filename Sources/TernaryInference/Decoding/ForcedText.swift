import DecodingGrammar
import ModelFile

/// What a grammar leaves no choice about, as the tokens that the tokenizer itself would write.
struct ForcedText {
    /// What was said since the last control token: a word that has begun is finished in the same tokens in which the
    /// whole word is written.
    private var tail: [Int32] = []

    mutating func say(_ token: Int32, _ tokenizer: Tokenizer) {
        if tokenizer.controlName(token) != nil { tail.removeAll(keepingCapacity: true) } else { tail.append(token) }
    }

    /// The tokens that have to follow a state; none where there is a choice, or where the last word is still open.
    func tokens(_ automaton: GrammarAutomaton, from start: GrammarState, _ tokenizer: Tokenizer, atMost limit: Int)
        -> [Int32]
    {
        var state = start
        var said = tail
        var text: [UInt8] = []
        var forced: [Int32] = []
        while forced.count < limit, text.count < 256, !automaton.isAccepting(state) {
            let bytes = automaton.allowedBytes(state)
            if let byte = bytes.only, automaton.allowedControls(state).isEmpty {
                text.append(byte)
                state = automaton.advance(state, byte: byte)!
            } else if bytes.isEmpty, case let controls = automaton.allowedControls(state), controls.count == 1,
                let token = tokenizer.control(controls[0])
            {
                // A control token ends the text, so that no word is open.
                forced += Self.continuation(of: said, with: text, isClosed: true, tokenizer)
                forced.append(token)
                (said, text) = ([], [])
                state = automaton.advance(state, control: controls[0])!
            } else {
                break
            }
        }
        if !text.isEmpty {
            let isClosed = automaton.isFinished(state) || Self.wordEnds(text, before: automaton, state, tokenizer)
            forced += Self.continuation(of: said, with: text, isClosed: isClosed, tokenizer)
        }
        return Array(forced.prefix(limit))
    }

    /// True if nothing that may follow can belong to the last piece of the text.
    private static func wordEnds(
        _ text: [UInt8], before automaton: GrammarAutomaton, _ state: GrammarState, _ tokenizer: Tokenizer
    ) -> Bool {
        let last = tokenizer.pieceEnds(text).dropLast().last ?? 0
        return tokenizer.isPiece(text[last...], before: automaton.allowedBytes(state).bytes)
    }

    /// The tokens of `text` behind `said`. If it is not closed, the last piece is left out.
    private static func continuation(of said: [Int32], with text: [UInt8], isClosed: Bool, _ tokenizer: Tokenizer)
        -> [Int32]
    {
        if text.isEmpty { return [] }
        let before = said.flatMap { tokenizer.bytes(of: $0) }
        func canonical(_ bytes: [UInt8]) -> [Int32] {
            let ends = tokenizer.pieceEnds(bytes)
            let end = isClosed ? bytes.count : ends.dropLast().last ?? 0
            return tokenizer.encode(bytes: Array(bytes[..<end]))
        }
        let whole = canonical(before + text)
        if whole.starts(with: said) { return Array(whole.dropFirst(said.count)) }
        if !isClosed && !before.isEmpty && tokenizer.pieceEnds(before + text).count == 1 { return [] }
        return canonical(text)
    }
}
