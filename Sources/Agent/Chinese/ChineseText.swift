/// Chinese is written without spaces and in two sets of characters. Here its runs are folded into simplified characters,
/// cut into the longest known words, and get their numbers in digits: `把客廳燈調到百分之五十` becomes
/// `把 客厅 灯 调到 50 percent`. `training/pilot_data/chinese.py` is its twin.
package enum ChineseText {
    typealias Scalars = [Unicode.Scalar]

    /// The text with its Chinese runs as words between spaces.
    static func spaced(_ original: Scalars) -> Scalars {
        guard original.contains(where: isChinese) else { return original }
        let text = original.map { folding[$0] ?? $0 }
        var out: Scalars = []
        var index = 0
        while index < text.count {
            guard isChinese(text[index]) else {
                out.append(text[index])
                index += 1
                continue
            }
            let (word, next) = nextWord(text, index)
            out += [" "] + word + [" "]
            index = next
        }
        return out
    }

    /// True for the characters of Chinese.
    static func isChinese(_ scalar: Unicode.Scalar) -> Bool {
        ("\u{3400}"..."\u{9fff}").contains(scalar) || scalar == "〇"
    }

    /// The word that begins at the place, and where the next begins.
    private static func nextWord(_ text: Scalars, _ start: Int) -> (word: Scalars, next: Int) {
        if text[start...].starts(with: percentOf) {
            let place = start + percentOf.count
            if let (value, end) = written(text, place) ?? spoken(text, place) { return (value + percent, end) }
        }
        let size = longestWord(text, start)
        guard let (value, end) = spoken(text, start), end - start >= size else {
            return (Array(text[start..<start + size]), start + size)
        }
        // "五成" is fifty percent.
        if end < text.count, text[end] == "成", !value.contains("."), let tenths = number(value),
            (1...10).contains(tenths)
        {
            return (scalars(of: tenths * 10) + percent, end + 1)
        }
        return (value, end)
    }

    private static func longestWord(_ text: Scalars, _ start: Int) -> Int {
        var size = min(longest, text.count - start)
        while size > 1, !words.contains(Array(text[start..<start + size])) { size -= 1 }
        return size
    }

    /// Words of a normalised sentence as they stand in the sentence: without spaces, in the characters of its writer.
    package static func asWritten(_ words: String, in sentence: String) -> String {
        guard words.unicodeScalars.contains(where: isChinese) else { return words }
        let wanted = words.unicodeScalars.filter { $0 != " " }
        let written = Array(sentence.unicodeScalars)
        let folded = written.map { folding[$0] ?? $0 }
        for start in folded.indices where folded[start...].starts(with: wanted) {
            return String(String.UnicodeScalarView(written[start..<start + wanted.count]))
        }
        return String(wanted)
    }

    /// The simplified character of a character.
    static func simplified(_ scalar: Unicode.Scalar) -> Unicode.Scalar { folding[scalar] ?? scalar }

    // MARK: Numbers

    /// The whole number in Chinese characters at a place, and where it ends.
    static func whole(at start: Int, in text: Scalars) -> (value: Int, next: Int)? {
        let numeral = text[start...].prefix(8).prefix { digits[$0] != nil || units[$0] != nil }
        return numeral.isEmpty ? nil : (whole(numeral), numeral.endIndex)
    }

    /// Digits at the place, and where they end.
    private static func written(_ text: Scalars, _ start: Int) -> (Scalars, Int)? {
        let digits = text[start...].prefix { ("0"..."9").contains($0) }
        return digits.isEmpty ? nil : (Array(digits), digits.endIndex)
    }

    /// The number in Chinese characters at the place, in digits, and where it ends.
    private static func spoken(_ text: Scalars, _ start: Int) -> (Scalars, Int)? {
        let limit = min(text.count, start + 8)
        var end = start
        while end < limit, digits[text[end]] != nil || units[text[end]] != nil { end += 1 }
        guard end > start else { return nil }
        var value = scalars(of: whole(text[start..<end]))
        if end + 1 < text.count, text[end] == "点", digits[text[end + 1]] != nil {
            value.append(".")
            end += 1
            while end < text.count, let digit = digits[text[end]] {
                value += scalars(of: digit)
                end += 1
            }
        }
        return (value, end)
    }

    /// `二百五十` is 250, `二五` is 25, `一百二` is 120.
    private static func whole(_ numeral: ArraySlice<Unicode.Scalar>) -> Int {
        guard numeral.contains(where: { units[$0] != nil }) else {
            return numeral.reduce(0) { $0 * 10 + digits[$1]! }
        }
        var total = 0
        var digit = 0
        var last = 1
        for scalar in numeral {
            if let unit = units[scalar] {
                total += max(digit, 1) * unit
                (digit, last) = (0, unit)
            } else {
                digit = digits[scalar]!
                if digit == 0 { last = 1 }
            }
        }
        return total + digit * (last >= 100 ? last / 10 : 1)
    }

    private static func scalars(of number: Int) -> Scalars { Array("\(number)".unicodeScalars) }

    private static func number(_ digits: Scalars) -> Int? { Int(String(String.UnicodeScalarView(digits))) }

    private static let percentOf = Scalars("百分之".unicodeScalars)
    private static let percent = Scalars(" percent".unicodeScalars)
    private static let units: [Unicode.Scalar: Int] = ["十": 10, "百": 100, "千": 1000]
    private static let digits: [Unicode.Scalar: Int] = [
        "零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
    ]

    // MARK: Tables

    private static let words = Set(ChineseTables.words.unicodeScalars.split { $0 == " " || $0 == "\n" }.map(Array.init))
    private static let longest = words.map(\.count).max() ?? 1
    private static let folding: [Unicode.Scalar: Unicode.Scalar] = {
        let pairs = ChineseTables.folding.unicodeScalars.filter { $0 != "\n" }
        let list = Array(pairs)
        return Dictionary(uniqueKeysWithValues: stride(from: 0, to: list.count, by: 2).map { (list[$0], list[$0 + 1]) })
    }()
}
