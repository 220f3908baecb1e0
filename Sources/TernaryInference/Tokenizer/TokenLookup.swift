import ModelFile

/// Searches in the prebuilt tables while their bytes are lent. All ids and offsets in them were checked at opening; a
/// file that is changed meanwhile gives wrong tokens (and an error at the next pass) but never bytes outside of its
/// tables.
struct TokenLookup {
    private let byteTokens: UnsafeRawPointer
    private let tokenOffsets: UnsafeRawPointer
    private let mergeSlots: UnsafeRawPointer
    private let mergeMask: Int
    private let tokenSlots: UnsafeRawPointer
    private let tokenMask: Int
    private let tokenBytes: UnsafeRawPointer
    private let tokenByteCount: Int
    private let tokenCount: Int
    let takesWholePieces: Bool

    init(base: UnsafeRawPointer, tables: TokenizerTables) {
        byteTokens = base + tables.byteTokens.lowerBound
        tokenOffsets = base + tables.tokenOffsets.lowerBound
        mergeSlots = base + tables.mergeSlots.lowerBound
        mergeMask = tables.mergeSlots.count / 16 - 1
        tokenSlots = base + tables.tokenSlots.lowerBound
        tokenMask = tables.tokenSlots.count / 4 - 1
        tokenBytes = base + tables.tokenBytes.lowerBound
        tokenByteCount = tables.tokenBytes.count
        tokenCount = tables.tokenCount
        takesWholePieces = tables.takesWholePieces
    }

    private func word(_ pointer: UnsafeRawPointer, _ index: Int) -> UInt32 {
        UInt32(littleEndian: pointer.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self))
    }

    /// The token of a single byte.
    func token(of byte: UInt8) -> UInt32 { word(byteTokens, Int(byte)) }

    /// The bytes of a token.
    func bytes(of token: Int) -> UnsafeRawBufferPointer {
        guard token < tokenCount else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        let (start, end) = (Int(word(tokenOffsets, token)), Int(word(tokenOffsets, token + 1)))
        guard start <= end, end <= tokenByteCount else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        return UnsafeRawBufferPointer(start: tokenBytes + start, count: end - start)
    }

    /// What two neighbours become and how early in the order of merges; nil if they do not merge.
    func merge(_ left: UInt32, _ right: UInt32) -> (rank: UInt32, result: UInt32)? {
        var slot = Int(truncatingIfNeeded: TokenizerTables.hash(left: left, right: right)) & mergeMask
        for _ in 0...mergeMask {  // a foreign table may have no free slot
            let found = word(mergeSlots, 4 * slot)
            if found == TokenizerTables.empty { return nil }
            if found == left, word(mergeSlots, 4 * slot + 1) == right {
                return (word(mergeSlots, 4 * slot + 2), word(mergeSlots, 4 * slot + 3))
            }
            slot = (slot + 1) & mergeMask
        }
        return nil
    }

    /// The token that has exactly these bytes.
    func token(of bytes: UnsafeBufferPointer<UInt8>) -> UInt32? {
        var slot = Int(truncatingIfNeeded: TokenizerTables.hash(bytes)) & tokenMask
        for _ in 0...tokenMask {
            let token = word(tokenSlots, slot)
            if token == TokenizerTables.empty { return nil }
            if self.bytes(of: Int(token)).elementsEqual(bytes) { return token }
            slot = (slot + 1) & tokenMask
        }
        return nil
    }
}
