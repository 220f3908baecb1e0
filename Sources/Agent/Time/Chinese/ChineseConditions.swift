import ApplianceVocabulary

/// Conditions in Chinese: `烤箱到180度的时候`, `当湿度低于40`, `直到60度`.
struct ChineseConditions {
    let scan: ChineseScan
    let devices: [Device]

    /// The condition behind `直到`, whose device may be the one that is acted on.
    func behindUntil(_ start: Int) -> (condition: ConditionPhrase, next: Int)? {
        for index in start..<min(scan.count, start + 16) {
            guard let (test, next) = test(index, mayBeBare: true) else { continue }
            guard let condition = subject(start..<index, test) else { return nil }
            return (condition, next)
        }
        return nil
    }

    /// A condition with words around it that make it one: `当…`, `等…`, `…的时候`, `…时`, `…后`.
    func condition(_ start: Int) -> (condition: ConditionPhrase, range: Range<Int>)? {
        let opening = scan.first(of: ["当", "等到", "等", "如果"], at: start)
        let begin = opening?.next ?? start
        for index in begin..<min(scan.count, begin + 16) where index > begin {
            guard let (test, next) = test(index, mayBeBare: false) else { continue }
            let closing = scan.first(of: ["的时候", "时候", "之后", "以后", "时", "后", "就"], at: next)
            guard opening != nil || closing != nil, let condition = subject(begin..<index, test),
                condition.device != nil
            else { return nil }
            return (condition, start..<(closing?.next ?? next))
        }
        return nil
    }

    private func test(_ index: Int, mayBeBare: Bool) -> (ConditionPhrase.Test, Int)? {
        if let (_, next) = scan.first(of: ["高于", "超过", "大于", "升到", "高过"], at: index), let (value, end) = value(next) {
            return (scan.has("升到", at: index) ? .reaches(value) : .above(value), end)
        }
        if let (_, next) = scan.first(of: ["低于", "小于", "不到", "低过"], at: index), let (value, end) = value(next) {
            return (.below(value), end)
        }
        if let (_, next) = scan.first(of: ["达到", "到达", "降到", "去到", "到"], at: index), let (value, end) = value(next) {
            return (.reaches(value), end)
        }
        if mayBeBare, let (value, end) = value(index), end > index { return (.reaches(value), end) }
        if let (word, next) = scan.first(of: Self.states.map(\.0), at: index) {
            return (.named(Self.states.first { $0.0 == word }!.1), next)
        }
        return nil
    }

    /// A number that is a value: with a unit, or at least no unit of time and no hour.
    private func value(_ index: Int) -> (Double, Int)? {
        guard let (value, next) = scan.number(index), scan.duration(index) == nil else { return nil }
        if let (_, end) = scan.first(of: ["摄氏度", "度", "%", "percent"], at: next) { return (value, end) }
        return scan.first(of: ["点", ":", "时"], at: next) == nil ? (value, next) : nil
    }

    private func subject(_ range: Range<Int>, _ test: ConditionPhrase.Test) -> ConditionPhrase? {
        let said = String(String.UnicodeScalarView(scan.text[range]))
        let words = TextNormalizer.words(of: said).filter { !["的", "它", "把", "个", "这", "那"].contains($0) }
        if words.isEmpty { return ConditionPhrase(test: test) }
        // Without spaces nothing shows where a name begins: it has to be a name and nothing else.
        let name = words.filter { Self.properties[$0] == nil }.joined()
        let isName = devices.contains { device in
            ([device.name] + device.aliases).contains { Self.key($0) == name }
                || device.area.map(Self.key) == name && words.count > 1
        }
        guard isName else { return nil }
        let translated = words.map { Self.properties[$0] ?? $0 }
        return SubjectSearch(devices: devices).find(translated, test)
    }

    private static func key(_ name: String) -> String { TextNormalizer.words(of: name).joined() }

    private static let states = [
        ("打开了", "open"), ("开了", "open"), ("关上了", "closed"), ("关了", "closed"), ("完成", "finished"), ("结束", "finished"),
    ]
    private static let properties = [
        "温度": "temperature", "湿度": "humidity", "亮度": "brightness", "电量": "battery", "音量": "volume",
    ]
}
