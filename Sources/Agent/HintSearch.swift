/// The words of the names of a home, for finding what was mistyped, joined or parted.
struct HintVocabulary: Sendable {
    fileprivate var pairs: [String: (String, String)] = [:]
    fileprivate var single: Set<String> = []
    /// The letters of the words in which a mistake is looked for.
    fileprivate var plain: [(word: String, letters: [UInt8])] = []

    /// The vocabulary of these names, each as its telling words.
    init(_ known: some Sequence<[String]>) {
        for name in known {
            single.formUnion(name)
            for (first, second) in zip(name, name.dropFirst()) { pairs[first + second] = (first, second) }
        }
        plain = single.compactMap { word in Self.letters(of: word).map { (word, $0) } }
    }

    /// A known word that differs in one letter, but not in the first.
    fileprivate func nearest(to word: String) -> String? {
        guard let letters = Self.letters(of: word) else { return nil }
        return plain.filter { $0.letters[0] == letters[0] && EditDistance.isWithin(1, letters, $0.letters) }
            .map(\.word).min()
    }

    /// The bytes of a word of five plain letters or more.
    private static func letters(of word: String) -> [UInt8]? {
        let bytes = Array(word.utf8)
        let isPlain = bytes.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
        return bytes.count > 4 && isPlain ? bytes : nil
    }
}

/// The words of a sentence, with words of the home that were mistyped, joined or parted in it.
struct HintSearch {
    private(set) var words: Set<String> = []
    private var places: [String: Int] = [:]

    /// - Parameters:
    ///   - said: The telling words of the sentence.
    ///   - known: The words of every name of the home.
    init(_ said: [String], in known: HintVocabulary) {
        for (index, word) in said.enumerated() { add(word, index) }
        for (index, word) in said.enumerated() where !known.single.contains(word) {
            if let (first, second) = known.pairs[word] {
                add(first, index)
                add(second, index)
            } else if index + 1 < said.count, known.single.contains(word + said[index + 1]) {
                add(word + said[index + 1], index)
            } else if let near = known.nearest(to: word) {
                add(near, index)
            }
        }
    }

    private mutating func add(_ word: String, _ place: Int) {
        if words.insert(word).inserted { places[word] = place }
    }

    /// True if all of these words were said.
    func hasAll(_ list: some Sequence<String>) -> Bool { list.allSatisfy(words.contains) }

    /// Where the word was said first.
    func place(of word: String) -> Int { places[word] ?? 0 }
}
