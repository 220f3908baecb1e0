/// Merges the bytes of a piece: always the pair that is first in the order of merges, the leftmost of equals, until no
/// pair merges. Short pieces by looking at all pairs, long ones with a heap, so that no input takes quadratic time.
struct BytePairMerger {
    private static let longPiece = 48

    // The state of the long form, kept from piece to piece.
    private var tokens: [UInt32] = []
    private var previous: [Int32] = []
    private var next: [Int32] = []
    private var heap: [Candidate] = []

    private struct Candidate {
        var rank: UInt32
        var place: Int32
        var left: UInt32
        var right: UInt32
        var result: UInt32

        func comesBefore(_ other: Candidate) -> Bool {
            rank != other.rank ? rank < other.rank : place < other.place
        }
    }

    mutating func encode(_ piece: UnsafeBufferPointer<UInt8>, _ lookup: TokenLookup, into output: inout [Int32]) {
        if piece.count == 1 { return output.append(Int32(bitPattern: lookup.token(of: piece[0]))) }
        if lookup.takesWholePieces, let token = lookup.token(of: piece) {
            return output.append(Int32(bitPattern: token))
        }
        tokens.removeAll(keepingCapacity: true)
        for byte in piece { tokens.append(lookup.token(of: byte)) }
        if piece.count > Self.longPiece { mergeLong(lookup) } else { mergeShort(lookup) }
        for token in tokens { output.append(Int32(bitPattern: token)) }
    }

    private mutating func mergeShort(_ lookup: TokenLookup) {
        while tokens.count > 1 {
            var best: (rank: UInt32, result: UInt32)?
            var place = 0
            for index in 0..<tokens.count - 1 {
                if let merge = lookup.merge(tokens[index], tokens[index + 1]), merge.rank < best?.rank ?? .max {
                    best = merge
                    place = index
                }
            }
            guard let best else { return }
            tokens[place] = best.result
            tokens.remove(at: place + 1)
        }
    }

    private static let gone = UInt32.max

    private mutating func mergeLong(_ lookup: TokenLookup) {
        let count = tokens.count
        previous = (0..<count).map { Int32($0) - 1 }
        next = (0..<count).map { $0 + 1 < count ? Int32($0) + 1 : -1 }
        heap.removeAll(keepingCapacity: true)
        for index in 0..<count - 1 { offer(Int32(index), lookup) }
        while let candidate = popFirst() {
            let place = Int(candidate.place)
            let right = Int(next[place])
            // Outdated if one of the two was merged meanwhile.
            guard right >= 0, tokens[place] == candidate.left, tokens[right] == candidate.right else { continue }
            tokens[place] = candidate.result
            tokens[right] = Self.gone
            next[place] = next[right]
            if next[right] >= 0 { previous[Int(next[right])] = Int32(place) }
            next[right] = -1
            offer(Int32(place), lookup)
            if previous[place] >= 0 { offer(previous[place], lookup) }
        }
        tokens.removeAll { $0 == Self.gone }
    }

    /// Puts the pair that begins at a place on the heap, if it merges.
    private mutating func offer(_ place: Int32, _ lookup: TokenLookup) {
        let right = next[Int(place)]
        guard right >= 0 else { return }
        let pair = (tokens[Int(place)], tokens[Int(right)])
        guard let merge = lookup.merge(pair.0, pair.1) else { return }
        heap.append(
            Candidate(rank: merge.rank, place: place, left: pair.0, right: pair.1, result: merge.result))
        var child = heap.count - 1
        while child > 0, heap[child].comesBefore(heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    private mutating func popFirst() -> Candidate? {
        guard let first = heap.first else { return nil }
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            var child = 2 * parent + 1
            if child >= heap.count { return first }
            if child + 1 < heap.count, heap[child + 1].comesBefore(heap[child]) { child += 1 }
            if !heap[child].comesBefore(heap[parent]) { return first }
            heap.swapAt(child, parent)
            parent = child
        }
    }
}
