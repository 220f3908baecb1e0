/// How far two words are from each other as people mistype them.
enum EditDistance {
    /// How many letters may be wrong in a word of that length.
    static func tolerance(length: Int) -> Int { length < 4 ? 0 : length < 8 ? 1 : 2 }

    /// True if at most `limit` letters have to be added, left out, changed or swapped with their neighbour.
    static func isWithin(_ limit: Int, _ left: [UInt8], _ right: [UInt8]) -> Bool {
        if left == right { return true }
        guard limit > 0, abs(left.count - right.count) <= limit else { return false }
        // What is equal at both ends does not matter, and most words end here.
        var start = 0
        while start < left.count, start < right.count, left[start] == right[start] { start += 1 }
        var end = 0
        while end < left.count - start, end < right.count - start,
            left[left.count - 1 - end] == right[right.count - 1 - end]
        {
            end += 1
        }
        let a = left[start..<left.count - end]
        let b = right[start..<right.count - end]
        if max(a.count, b.count) > 2 * limit + 2 { return false }
        return distance(Array(a), Array(b)) <= limit
    }

    /// The distance of optimal string alignment.
    private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
        var beforeLast = [Int](repeating: 0, count: b.count + 1)
        var last = Array(0...b.count)
        var row = last
        for i in 1...a.count {
            row[0] = i
            for j in 1...b.count {
                var best = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { best = min(best, beforeLast[j - 2] + 1) }
                row[j] = best
            }
            (beforeLast, last, row) = (last, row, beforeLast)
        }
        return last[b.count]
    }
}
