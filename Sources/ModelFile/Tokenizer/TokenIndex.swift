/// The bytes of all tokens one after the other, and a hash table to find a token by its bytes. Made once, flat, because a
/// vocabulary of 128,256 tokens and 280,147 merges has to be ready before the first word.
struct TokenIndex: ~Copyable {
    /// How many tokens were added.
    private(set) var count = 0
    private let capacity: Int
    private let bytes: UnsafeMutableRawBufferPointer
    private let offsets: UnsafeMutablePointer<UInt32>
    private let slots: UnsafeMutableBufferPointer<UInt32>

    /// A table that searches longer than this was made to be slow.
    static let probeLimit = 4_096

    /// Room for so many tokens of so many bytes in all.
    init(tokens: Int, bytes byteCount: Int) {
        capacity = tokens
        bytes = .allocate(byteCount: max(1, byteCount), alignment: 8)
        offsets = .allocate(capacity: tokens + 1)
        offsets[0] = 0
        slots = .allocate(capacity: TokenizerTables.slotCount(tokens))
        slots.initialize(repeating: TokenizerTables.empty)
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
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: TokenizerTables.hash(token)) & mask
        for _ in 0..<Self.probeLimit {
            let found = slots[slot]
            if found == TokenizerTables.empty {
                slots[slot] = UInt32(count - 1)
                return
            }
            if self[Int(found)].elementsEqual(token) { throw .isThereAlready(Int(found)) }
            slot = (slot + 1) & mask
        }
        throw .collides
    }

    /// The bytes of a token.
    subscript(token: Int) -> UnsafeRawBufferPointer {
        let (start, end) = (Int(offsets[token]), Int(offsets[token + 1]))
        return UnsafeRawBufferPointer(rebasing: bytes[start..<end])
    }

    /// The token that has exactly these bytes.
    func token(_ wanted: UnsafeRawBufferPointer) -> Int? {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: TokenizerTables.hash(wanted)) & mask
        for _ in 0..<Self.probeLimit {
            let found = slots[slot]
            if found == TokenizerTables.empty { return nil }
            let (start, end) = (Int(offsets[Int(found)]), Int(offsets[Int(found) + 1]))
            if end - start == wanted.count, memoryEqual(bytes.baseAddress! + start, wanted) { return Int(found) }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// The bytes of all tokens.
    var allBytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: bytes[..<Int(offsets[count])]) }
    /// Where each token begins, and the end of the last.
    var allOffsets: UnsafeBufferPointer<UInt32> { UnsafeBufferPointer(start: offsets, count: count + 1) }
    /// The hash table.
    var allSlots: UnsafeBufferPointer<UInt32> { UnsafeBufferPointer(slots) }
}

private func memoryEqual(_ left: UnsafeMutableRawPointer, _ right: UnsafeRawBufferPointer) -> Bool {
    for index in 0..<right.count where left.load(fromByteOffset: index, as: UInt8.self) != right[index] {
        return false
    }
    return true
}
