/// Where the tables of the prebuilt tokenizer lie in a packed file. Everything they hold was checked at opening, so that
/// lookups need no further checks of ids and offsets.
///
/// Section: a prefix of 32 bytes, the token of each byte, the start of each token's bytes, a hash table of merges, a hash
/// table of tokens by their bytes, the controls, the bytes of all tokens, the names of the controls.
public struct TokenizerTables: Sendable, Hashable {
    /// How many tokens.
    public var tokenCount: Int
    /// How many merges.
    public var mergeCount: Int
    /// True if a piece that is a token as a whole is taken as it is.
    public var takesWholePieces: Bool
    /// Control tokens.
    public var controls: [TokenizerDefinition.Control]

    /// 256 words: the token of each byte.
    public var byteTokens: Range<Int>
    /// `tokenCount + 1` words: where each token's bytes begin in `tokenBytes`.
    public var tokenOffsets: Range<Int>
    /// Slots of four words: left, right, rank, result; `empty` in `left` where nothing is. A power of two of them.
    public var mergeSlots: Range<Int>
    /// Words: a token or `empty`. A power of two of them.
    public var tokenSlots: Range<Int>
    /// The bytes of all tokens, one after the other.
    public var tokenBytes: Range<Int>

    /// What an unused slot of a hash table holds.
    public static let empty = UInt32.max

    /// The slot (before masking) where the search for a merge begins.
    public static func hash(left: UInt32, right: UInt32) -> UInt64 {
        let key = UInt64(left) << 32 | UInt64(right)
        return (key &* 0x9E37_79B9_7F4A_7C15) >> 29
    }

    /// The slot (before masking) where the search for a token with these bytes begins.
    public static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return hash ^ (hash >> 29)
    }
}

extension TokenizerTables {
    static let prefixLength = 32

    /// The section for a tokenizer without problems.
    static func encode(_ definition: TokenizerDefinition) -> [UInt8] {
        var index = TokenIndex(tokens: definition.tokens.count, bytes: definition.tokens.reduce(0) { $0 + $1.count })
        let merges = MergeTable(merges: definition.merges.count)
        for token in definition.tokens {
            token.withUnsafeBytes { bytes in
                do { try index.append(bytes) } catch { preconditionFailure("a tokenizer with problems: \(error)") }
            }
        }
        for (rank, merge) in definition.merges.enumerated() {
            let isIn = merges.insert(merge.left, merge.right, rank: rank, result: merge.result)
            precondition(isIn, "a tokenizer with problems")
        }
        return encode(
            index, merges, mergeCount: definition.merges.count, controls: definition.controls,
            takesWholePieces: definition.takesWholePieces)
    }

    /// The section for tables that were made already.
    static func encode(
        _ index: borrowing TokenIndex, _ merges: borrowing MergeTable, mergeCount: Int,
        controls: [TokenizerDefinition.Control], takesWholePieces: Bool
    ) -> [UInt8] {
        let names = controls.flatMap { Array($0.name.utf8) }
        let counts = [
            index.count, index.allBytes.count, merges.allSlots.count / 4, index.allSlots.count, controls.count,
            names.count, mergeCount, takesWholePieces ? 1 : 0,
        ]
        var bytes: [UInt8] = []
        bytes.reserveCapacity(
            prefixLength + 1024 + 4 * (counts[0] + 1) + 16 * counts[2] + 4 * counts[3] + 12 * counts[4] + counts[1]
                + counts[5])
        for count in counts { bytes.append(littleEndian: UInt32(count)) }
        for byte in 0...255 as ClosedRange<UInt8> {
            let token = withUnsafeBytes(of: byte) { index.token($0) }
            bytes.append(littleEndian: token.map { UInt32($0) } ?? empty)
        }
        bytes.append(littleEndian: index.allOffsets)
        bytes.append(littleEndian: merges.allSlots)
        bytes.append(littleEndian: index.allSlots)
        var nameOffset = 0
        for control in controls {
            bytes.append(littleEndian: UInt32(control.token))
            bytes.append(littleEndian: UInt32(nameOffset))
            bytes.append(littleEndian: UInt32(control.name.utf8.count))
            nameOffset += control.name.utf8.count
        }
        bytes.append(contentsOf: index.allBytes)
        return bytes + names
    }

    /// How many slots a hash table of so many entries has: a power of two, a third of them free.
    static func slotCount(_ entries: Int) -> Int {
        var count = 4
        while count < entries * 3 / 2 { count *= 2 }
        return count
    }

    /// Reads and checks the section. `vocabulary` is how many tokens the model has.
    static func decode(_ file: RawSpan, section: Range<Int>, vocabulary: Int, path: String)
        throws(ModelFileError) -> TokenizerTables
    {
        func fail(_ offset: Int, _ field: String, _ what: String) -> ModelFileError {
            ModelFileError(path: path, problem: .malformed(offset: UInt64(offset), field: field, what: what))
        }
        let start = section.lowerBound
        guard section.count >= prefixLength else { throw fail(start, "the tokenizer", "is too short") }
        var counts: [Int] = []
        for index in 0..<8 { counts.append(Int(file.number(UInt32.self, at: start + 4 * index)!)) }
        let tokenCount = counts[0]
        guard tokenCount == vocabulary else {
            throw fail(start, "the number of tokens", "is \(tokenCount) and the model has \(vocabulary)")
        }
        for (index, name) in [(2, "merges"), (3, "tokens")]
        where counts[index] < 1 || counts[index].nonzeroBitCount != 1 {
            throw fail(start + 4 * index, "the size of the table of \(name)", "is \(counts[index]), no power of two")
        }

        // 32-bit counts times at most 16 bytes: no overflow in 64 bits.
        var end = start + prefixLength
        func take(_ length: Int) -> Range<Int> {
            defer { end += length }
            return end..<end + length
        }
        let byteTokens = take(4 * 256)
        let tokenOffsets = take(4 * (tokenCount + 1))
        let mergeSlots = take(16 * counts[2])
        let tokenSlots = take(4 * counts[3])
        let controlRecords = take(12 * counts[4])
        let tokenBytes = take(counts[1])
        let controlNames = take(counts[5])
        guard end == section.upperBound else {
            throw fail(start, "the tokenizer", "has \(section.count) bytes and its tables need \(end - start)")
        }
        var tables = TokenizerTables(
            tokenCount: tokenCount, mergeCount: counts[6], takesWholePieces: counts[7] & 1 == 1, controls: [],
            byteTokens: byteTokens, tokenOffsets: tokenOffsets, mergeSlots: mergeSlots, tokenSlots: tokenSlots,
            tokenBytes: tokenBytes)
        if let (offset, what) = tables.firstMistake(file) { throw fail(offset, "a tokenizer table", what) }

        for index in 0..<counts[4] {
            let at = controlRecords.lowerBound + 12 * index
            let token = Int(file.number(UInt32.self, at: at)!)
            let name = Int(file.number(UInt32.self, at: at + 4)!)
            let length = Int(file.number(UInt32.self, at: at + 8)!)
            guard token < tokenCount, name + length <= controlNames.count, length > 0,
                let text = file.text(controlNames.lowerBound + name..<controlNames.lowerBound + name + length)
            else { throw fail(at, "control \(index)", "names a token that is not there or has no name") }
            tables.controls.append(TokenizerDefinition.Control(name: text, token: token))
        }
        return tables
    }

    /// The first entry that points outside of its table.
    private func firstMistake(_ file: RawSpan) -> (Int, String)? {
        func word(_ offset: Int) -> UInt32 { file.number(UInt32.self, at: offset)! }
        let tokens = UInt32(tokenCount)
        for at in stride(from: byteTokens.lowerBound, to: byteTokens.upperBound, by: 4) where word(at) >= tokens {
            return (at, "has no token for a byte")
        }
        var previous: UInt32 = 0
        for at in stride(from: tokenOffsets.lowerBound, to: tokenOffsets.upperBound, by: 4) {
            let offset = word(at)
            if offset < previous || offset > UInt32(tokenBytes.count) { return (at, "has token bytes out of order") }
            previous = offset
        }
        if word(tokenOffsets.lowerBound) != 0 || Int(previous) != tokenBytes.count {
            return (tokenOffsets.lowerBound, "does not cover the bytes of the tokens")
        }
        for at in stride(from: mergeSlots.lowerBound, to: mergeSlots.upperBound, by: 16) where word(at) != Self.empty {
            if word(at) >= tokens || word(at + 4) >= tokens || word(at + 12) >= tokens {
                return (at, "merges a token that is not there")
            }
        }
        for at in stride(from: tokenSlots.lowerBound, to: tokenSlots.upperBound, by: 4) {
            if word(at) != Self.empty && word(at) >= tokens { return (at, "names a token that is not there") }
        }
        return nil
    }
}

extension TokenizerTables {
    /// The section for a tokenizer and where its tables lie in it, without a file.
    public static func prebuilt(_ definition: TokenizerDefinition) throws(ModelFileError) -> ([UInt8], TokenizerTables)
    {
        let path = "tokenizer"
        let problems = definition.problems
        if !problems.isEmpty { throw ModelFileError(path: path, problem: .unsuitable(Array(problems.prefix(20)))) }
        let bytes = encode(definition)
        let tables = try decode(
            bytes.span.bytes, section: 0..<bytes.count, vocabulary: definition.tokens.count, path: path)
        return (bytes, tables)
    }
}
