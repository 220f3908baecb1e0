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
    /// How many parts the sentence has.
    let partCount: Int
    private var places: [String: Int] = [:]
    private var parts: [String: Set<Int>] = [:]

    /// - Parameters:
    ///   - sentence: What the person said.
    ///   - known: The words of every name of the home.
    init(_ sentence: String, in known: HintVocabulary) {
        let said = HintWords.said(sentence)
        partCount = (said.last?.part ?? 0) + 1
        for (index, one) in said.enumerated() { add(one.word, index, one.part) }
        for (index, one) in said.enumerated() where !known.single.contains(one.word) {
            if let (first, second) = known.pairs[one.word] {
                add(first, index, one.part)
                add(second, index, one.part)
            } else if index + 1 < said.count, known.single.contains(one.word + said[index + 1].word) {
                add(one.word + said[index + 1].word, index, one.part)
            } else if let near = known.nearest(to: one.word) {
                add(near, index, one.part)
            }
        }
    }

    private mutating func add(_ word: String, _ place: Int, _ part: Int) {
        if words.insert(word).inserted { places[word] = place }
        parts[word, default: []].insert(part)
    }

    /// True if all of these words were said.
    func hasAll(_ list: some Sequence<String>) -> Bool { list.allSatisfy(words.contains) }

    /// Where the word was said first.
    func place(of word: String) -> Int { places[word] ?? 0 }

    /// True if the word was said in that part of the sentence.
    func has(_ word: String, in part: Int) -> Bool { parts[word]?.contains(part) ?? false }
}
