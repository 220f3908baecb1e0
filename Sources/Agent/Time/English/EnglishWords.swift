import ApplianceVocabulary

/// An English sentence as words that know where they stand. `7:30pm` is `7:30` and `pm`; `%` and `°` are words.
struct EnglishWords: Sendable {
    struct Word: Sendable, Hashable {
        /// In lower case, without apostrophes and full stops.
        var text: String
        /// The scalars of the sentence that it covers.
        var range: Range<Int>
    }

    let words: [Word]
    /// Words that belong to the name of a device or an area: no time is looked for in them.
    private var isName: [Bool]

    init(_ sentence: TimeSentence) {
        words = Self.cut(sentence.scalars)
        isName = Array(repeating: false, count: words.count)
        // Of a large home few names begin like a word of the sentence: only those are cut.
        let initials = Set(words.compactMap(\.text.unicodeScalars.first))
        var known: Set<String> = []
        for device in sentence.devices {
            for name in [device.name] + device.aliases + [device.area, device.floor].compactMap(\.self) {
                guard let first = Self.initial(of: name), initials.contains(first), known.insert(name).inserted else {
                    continue
                }
                let parts = Self.cut(Array(name.unicodeScalars)).map(\.text)
                for start in Self.places(of: parts, in: words) {
                    for index in start..<start + parts.count { isName[index] = true }
                }
            }
        }
    }

    /// The scalar with which the first word of a name begins.
    private static func initial(of name: String) -> Unicode.Scalar? {
        for scalar in name.unicodeScalars {
            switch scalar {
            case "a"..."z", "0"..."9", "%", "°", "℃", "℉": return scalar
            case "A"..."Z": return Unicode.Scalar(scalar.value + 0x20)
            default:
                if scalar.properties.isAlphabetic { return scalar.properties.lowercaseMapping.unicodeScalars.first }
            }
        }
        return nil
    }

    var count: Int { words.count }

    /// The word at a place; empty behind the end and where a name stands.
    subscript(_ index: Int) -> String { words.indices.contains(index) && !isName[index] ? words[index].text : "" }

    /// The word at a place, also if it belongs to a name.
    func any(_ index: Int) -> String { words.indices.contains(index) ? words[index].text : "" }

    /// The scalars from one word up to another.
    func range(_ words: Range<Int>) -> Range<Int> {
        self.words[words.lowerBound].range.lowerBound..<self.words[words.upperBound - 1].range.upperBound
    }

    /// True if the words stand at a place.
    func has(_ phrase: String, at index: Int) -> Bool {
        phrase.split(separator: " ").enumerated().allSatisfy { self[index + $0] == $1 }
    }

    /// The first of the phrases that stands at a place, and where it ends.
    func first(of phrases: [String], at index: Int) -> (phrase: String, next: Int)? {
        phrases.first { has($0, at: index) }.map { ($0, index + $0.split(separator: " ").count) }
    }

    /// True if one of the words is anywhere.
    func contains(anyOf known: Set<String>) -> Bool { words.contains { known.contains($0.text) } }

    static func places(of parts: [String], in words: [Word]) -> [Int] {
        guard !parts.isEmpty, words.count >= parts.count else { return [] }
        return (0...words.count - parts.count).filter { start in
            parts.indices.allSatisfy { words[start + $0].text == parts[$0] }
        }
    }

    private enum Kind { case letter, digit, sign, other }

    private static func cut(_ scalars: [Unicode.Scalar]) -> [Word] {
        var words: [Word] = []
        var text = ""
        var start = 0
        var last = Kind.other
        func kind(_ index: Int) -> Kind {
            let scalar = scalars[index]
            let isInside = last == .digit && index + 1 < scalars.count && ("0"..."9").contains(scalars[index + 1])
            switch scalar {
            case "0"..."9": return .digit
            case ":" where isInside, "." where isInside: return .digit
            case "'", "’": return last == .letter ? .letter : .other
            // "a.m." is one word.
            case "." where last == .letter && (text == "a" || text == "p"): return .letter
            case "." where text == "am" || text == "pm": return .letter
            case "%", "°", "℃", "℉": return .sign
            default: return scalar.properties.isAlphabetic ? .letter : .other
            }
        }
        for index in scalars.indices {
            let now = kind(index)
            if now != last || now == .sign {
                if !text.isEmpty { words.append(Word(text: text, range: start..<index)) }
                (text, start) = ("", index)
            }
            if now != .other, !["'", "’"].contains(scalars[index]), now == .digit || scalars[index] != "." {
                text += scalars[index].properties.lowercaseMapping
            }
            last = now
        }
        if !text.isEmpty { words.append(Word(text: text, range: start..<scalars.count)) }
        return words
    }
}
