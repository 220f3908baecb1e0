/// The hash table of merges as it lies in the tokenizer section: slots of left, right, rank, result.
struct MergeTable: ~Copyable {
    private let slots: UnsafeMutableBufferPointer<UInt32>
    private let mask: Int

    /// Room for so many merges.
    init(merges: Int) {
        let count = TokenizerTables.slotCount(merges)
        slots = .allocate(capacity: 4 * count)
        slots.initialize(repeating: TokenizerTables.empty)
        mask = count - 1
    }

    deinit { slots.deallocate() }

    /// Adds a merge. Of the same merge twice the first one counts. False if too many share a place.
    func insert(_ left: Int, _ right: Int, rank: Int, result: Int) -> Bool {
        let (left, right) = (UInt32(left), UInt32(right))
        var slot = Int(truncatingIfNeeded: TokenizerTables.hash(left: left, right: right)) & mask
        for _ in 0..<TokenIndex.probeLimit {
            let place = 4 * slot
            if slots[place] == TokenizerTables.empty {
                slots[place] = left
                slots[place + 1] = right
                slots[place + 2] = UInt32(rank)
                slots[place + 3] = UInt32(result)
                return true
            }
            if slots[place] == left, slots[place + 1] == right { return true }
            slot = (slot + 1) & mask
        }
        return false
    }

    /// The whole table.
    var allSlots: UnsafeBufferPointer<UInt32> { UnsafeBufferPointer(slots) }
}
