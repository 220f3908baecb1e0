import ApplianceVocabulary

/// A Chinese sentence, folded into simplified characters, read from any place. Every character stands where it stood.
struct ChineseScan: Sendable {
    let text: [Unicode.Scalar]
    /// Characters that belong to the name of a device or an area.
    private var isName: [Bool]

    init(_ sentence: TimeSentence) {
        text = sentence.scalars.map(Self.folded)
        isName = Array(repeating: false, count: text.count)
        // Of a large home few names begin with a character of the sentence: only those are looked for.
        let initials = Set(text)
        var known: Set<String> = []
        for device in sentence.devices {
            for name in [device.name] + device.aliases + [device.area, device.floor].compactMap(\.self) {
                guard let first = name.unicodeScalars.first, initials.contains(Self.folded(first)),
                    known.insert(name).inserted
                else { continue }
                let name = Array(name.unicodeScalars).map(Self.folded)
                guard name.count <= text.count else { continue }
                for start in 0...text.count - name.count where text[start...].starts(with: name) {
                    for index in start..<start + name.count { isName[index] = true }
                }
            }
        }
    }

    private static func folded(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        let simplified = ChineseText.simplified(scalar)
        // Digits and signs of the width of a character.
        guard ("\u{ff01}"..."\u{ff5e}").contains(simplified) else { return simplified }
        return Unicode.Scalar(simplified.value - 0xFEE0) ?? simplified
    }

    var count: Int { text.count }

    /// True if the words stand at a place and are no name.
    func has(_ words: String, at index: Int) -> Bool {
        let words = Array(words.unicodeScalars)
        guard index >= 0, index + words.count <= text.count, !isName[index..<index + words.count].contains(true) else {
            return false
        }
        return text[index...].starts(with: words)
    }

    /// The first of the words that stands at a place, and where it ends.
    func first(of words: [String], at index: Int) -> (word: String, next: Int)? {
        words.first { has($0, at: index) }.map { ($0, index + $0.unicodeScalars.count) }
    }

    /// True if one of the words is anywhere.
    func contains(anyOf words: [String]) -> Bool {
        words.contains { word in text.indices.contains { text[$0...].starts(with: word.unicodeScalars) } }
    }

    /// A number at a place: `20`, `二十`, `1.5`; not the half behind it.
    func number(_ index: Int) -> (value: Double, next: Int)? {
        guard index < count, !isName[index], !has("百分之", at: index) else { return nil }
        var end = index
        while end < count, ("0"..."9").contains(text[end]) || text[end] == "." && end > index { end += 1 }
        if end > index { return Double(String(String.UnicodeScalarView(text[index..<end]))).map { ($0, end) } }
        return ChineseText.whole(at: index, in: text).map { (Double($0.value), $0.next) }
    }

    /// A length of time at a place, in seconds: `二十分钟`, `一个半小时`, `半小时`, `1小时30分`.
    func duration(_ start: Int) -> (seconds: Double, next: Int)? {
        // "三十分" alone is too little for a length of time; behind hours it is minutes.
        guard var (seconds, index) = single(start), !has("分", at: index - 1) else { return nil }
        while let (more, next) = single(first(of: ["零", "又"], at: index)?.next ?? index), more < seconds {
            (seconds, index) = (seconds + more, next)
        }
        return (seconds, index)
    }

    private func single(_ start: Int) -> (seconds: Double, next: Int)? {
        if let (_, next) = first(of: ["半个", "半"], at: start), let (unit, end) = unit(next) { return (unit / 2, end) }
        guard var (value, index) = number(start) else { return nil }
        if let (_, next) = first(of: ["个半", "个"], at: index) {
            if has("个半", at: index) { value += 0.5 }
            index = next
        }
        guard let (unit, end) = unit(index) else { return nil }
        // "一小时半" is said too.
        if has("半", at: end), self.unit(end + 1) == nil { return ((value + 0.5) * unit, end + 1) }
        return (value * unit, end)
    }

    private func unit(_ index: Int) -> (seconds: Double, next: Int)? {
        for (word, seconds) in Self.units where has(word, at: index) {
            return (seconds, index + word.unicodeScalars.count)
        }
        return nil
    }

    private static let units: [(String, Double)] = [
        ("秒钟", 1), ("秒", 1), ("分钟", 60), ("小时", 3_600), ("钟头", 3_600), ("刻钟", 900), ("天", 86_400),
        ("星期", 604_800), ("分", 60),
    ]
}
