/// The bytes of all tokens one after the other, and a hash table to find a token by its bytes. Made once, flat, because a
/// vocabulary of 128,256 tokens and 280,147 merges has to be ready before the first word.
struct TokenIndex: ~Copyable {
    /// How many tokens were added.
    private(set) var count = 0
    private let capacity: Int
    private let bytes: UnsafeMutableRawBufferPointer
    private let offsets: UnsafeMutablePointer<UInt32>
    // The upper half of a token's hash above the token: most searches end without a look at other bytes.
    private let slots: UnsafeMutableBufferPointer<UInt64>

    /// A table that searches longer than this was made to be slow.
    static let probeLimit = 4_096
    private static let free = UInt64.max

    /// Room for so many tokens of so many bytes in all.
    init(tokens: Int, bytes byteCount: Int) {
        capacity = tokens
        bytes = .allocate(byteCount: max(1, byteCount), alignment: 8)
        offsets = .allocate(capacity: tokens + 1)
        offsets[0] = 0
        slots = .allocate(capacity: TokenizerTables.slotCount(tokens))
        slots.initialize(repeating: Self.free)
    }

    deinit {
        bytes.deallocate()
        offsets.deallocate()
        slots.deallocate()
    }

    /// What can keep a token out.
    enum Refusal: Error {
        /// Another token has the same bytes.
        case isThereAlready(Int)
        /// Too many tokens share a place in the table.
        case collides
    }

    /// Adds the next token; one without bytes is never found.
    mutating func append(_ token: UnsafeRawBufferPointer) throws(Refusal) {
        precondition(count < capacity && Int(offsets[count]) + token.count <= bytes.count)
        let start = Int(offsets[count])
        if token.count > 0 {
            UnsafeMutableRawBufferPointer(rebasing: bytes[start..<start + token.count]).copyMemory(from: token)
        }
        offsets[count + 1] = UInt32(start + token.count)
        count += 1
        if token.isEmpty { return }
        let hash = TokenizerTables.hash(token)
        guard let slot = search(token, hash) else { throw .collides }
        if slots[slot] != Self.free { throw .isThereAlready(Int(UInt32(truncatingIfNeeded: slots[slot]))) }
        slots[slot] = hash & ~0xFFFF_FFFF | UInt64(count - 1)
    }

    /// The slot where these bytes are or would be; nil after too long a search.
    private func search(_ wanted: UnsafeRawBufferPointer, _ hash: UInt64) -> Int? {
        let mask = slots.count - 1
        let slots = slots.baseAddress!
        let bytes = bytes.baseAddress!
        var slot = Int(truncatingIfNeeded: hash) & mask
        for _ in 0..<Self.probeLimit {
            let found = slots[slot]
            if found == Self.free { return slot }
            if found >> 32 == hash >> 32 {
                let token = Int(UInt32(truncatingIfNeeded: found))
                let (start, end) = (Int(offsets[token]), Int(offsets[token + 1]))
                if end - start == wanted.count, memoryEqual(bytes + start, wanted) { return slot }
            }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// The bytes of a token.
    subscript(token: Int) -> UnsafeRawBufferPointer {
        let (start, end) = (Int(offsets[token]), Int(offsets[token + 1]))
        return UnsafeRawBufferPointer(rebasing: bytes[start..<end])
    }

    /// The token that has exactly these bytes.
    func token(_ wanted: UnsafeRawBufferPointer) -> Int? {
        guard let slot = search(wanted, TokenizerTables.hash(wanted)), slots[slot] != Self.free else { return nil }
        return Int(UInt32(truncatingIfNeeded: slots[slot]))
    }

    /// The bytes of all tokens.
    var allBytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: bytes[..<Int(offsets[count])]) }
    /// Where each token begins, and the end of the last.
    var allOffsets: UnsafeBufferPointer<UInt32> { UnsafeBufferPointer(start: offsets, count: count + 1) }
    /// The hash table as it lies in a file: tokens, or `TokenizerTables.empty`.
    var allSlots: [UInt32] { slots.map { UInt32(truncatingIfNeeded: $0) } }
}

private func memoryEqual(_ left: UnsafeRawPointer, _ right: UnsafeRawBufferPointer) -> Bool {
    let (other, count) = (right.baseAddress!, right.count)
    for index in 0..<count
    where left.load(fromByteOffset: index, as: UInt8.self) != other.load(fromByteOffset: index, as: UInt8.self) {
        return false
    }
    return true
}
