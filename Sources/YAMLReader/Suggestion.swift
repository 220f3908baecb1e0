/// The word that was most likely meant, if one is near enough.
public func suggestion(for word: String, among words: [String]) -> String? {
    let word = word.lowercased()
    guard word.utf8.count <= 64 else { return nil }
    var best: (word: String, distance: Int)?
    for candidate in words {
        let distance = editDistance(Array(word), Array(candidate.lowercased()))
        if distance <= max(1, min(word.count, candidate.count) / 3), distance < best?.distance ?? .max {
            best = (candidate, distance)
        }
    }
    return best?.word
}

/// How many characters have to be typed, deleted, changed or swapped with their neighbour.
private func editDistance(_ one: [Character], _ other: [Character]) -> Int {
    guard !one.isEmpty, !other.isEmpty else { return max(one.count, other.count) }
    var beforeLast = [Int](repeating: 0, count: other.count + 1)
    var last = Array(0...other.count)
    for row in 1...one.count {
        var current = [row] + [Int](repeating: 0, count: other.count)
        for column in 1...other.count {
            let change = one[row - 1] == other[column - 1] ? 0 : 1
            current[column] = min(last[column] + 1, current[column - 1] + 1, last[column - 1] + change)
            if row > 1, column > 1, one[row - 1] == other[column - 2], one[row - 2] == other[column - 1] {
                current[column] = min(current[column], beforeLast[column - 2] + 1)
            }
        }
        (beforeLast, last) = (last, current)
    }
    return last[other.count]
}

/// Words as a sentence lists them: `a, b or c`.
public func alternatives(_ words: [String]) -> String {
    guard words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " or " + words[words.count - 1]
}
