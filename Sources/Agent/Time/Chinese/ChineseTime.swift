/// Times in Chinese, in simplified and traditional characters.
struct ChineseTime: TimeLanguage {
    func isLeftAlone(_ sentence: TimeSentence) -> Bool {
        let scan = ChineseScan(sentence)
        return scan.contains(anyOf: Self.timerWords) || isQuestion(scan)
    }

    private func isQuestion(_ scan: ChineseScan) -> Bool {
        guard !scan.contains(anyOf: ["可以", "能不能", "可不可以", "能", "好吗", "可唔可以"]) else { return false }
        return scan.contains(anyOf: Self.questions)
    }

    func parts(of sentence: TimeSentence) -> [TimePart] {
        let scan = ChineseScan(sentence)
        let conditions = ChineseConditions(scan: scan, devices: sentence.devices)
        var parts: [TimePart] = []
        var index = 0
        while index < scan.count {
            guard let (kinds, range) = part(scan, conditions, index, isTimed: !parts.isEmpty) else {
                index += 1
                continue
            }
            // "在七点": the preposition goes with the time.
            let start =
                scan.first(of: ["在", "于", "到了", "喺"], at: range.lowerBound - 1) != nil
                ? range.lowerBound - 1 : range.lowerBound
            parts += kinds.map { TimePart(kind: $0, range: start..<range.upperBound) }
            index = range.upperBound
        }
        return parts
    }

    private func part(
        _ scan: ChineseScan, _ conditions: ChineseConditions, _ index: Int, isTimed: Bool
    ) -> (kinds: [TimePart.Kind], range: Range<Int>)? {
        if let (_, next) = scan.first(of: ["直到", "一直到", "一直开到", "一路到"], at: index) {
            return until(scan, conditions, index, next)
        }
        if let (condition, range) = conditions.condition(index) { return ([.condition(condition)], range) }
        if let (_, next) = scan.first(of: ["再过", "过"], at: index), let (seconds, end) = scan.duration(next) {
            return ([.delay(seconds)], index..<(scan.first(of: Self.later, at: end)?.next ?? end))
        }
        if let (kinds, next) = scan.day(index) { return (kinds, index..<next) }
        if let (seconds, next) = scan.duration(index) {
            if let (_, end) = scan.first(of: Self.later, at: next) { return ([.delay(seconds)], index..<end) }
            return ([.duration(seconds)], index..<next)
        }
        if let (_, next) = scan.first(of: ["到"], at: index), let (time, end, isCertain) = scan.time(next), isCertain,
            let (_, last) = scan.first(of: ["为止", "止"], at: end)
        {
            return ([.until(ClockPhrase(time: time))], index..<last)
        }
        if let (time, next, isCertain) = scan.time(index) {
            let isSaid = isCertain || isTimed || scan.has("在", at: index - 1)
            return isSaid ? ([.time(time)], index..<next) : nil
        }
        return nil
    }

    private func until(
        _ scan: ChineseScan, _ conditions: ChineseConditions, _ start: Int, _ behind: Int
    ) -> (kinds: [TimePart.Kind], range: Range<Int>) {
        var clock = ClockPhrase()
        var next = behind
        while next < scan.count {
            if clock.time == nil, let (time, end, _) = scan.time(next) {
                (clock.time, next) = (time, end)
            } else if clock.time == nil, let (kinds, end) = scan.day(next) {
                for kind in kinds {
                    if case .day(let day) = kind { clock.day = day }
                    if case .part(let part) = kind { clock.part = part }
                }
                next = end
            } else {
                break
            }
        }
        if clock != ClockPhrase() { return ([.until(clock)], start..<next) }
        if let (condition, end) = conditions.behindUntil(behind) {
            return ([.untilCondition(condition)], start..<(scan.first(of: ["为止", "时"], at: end)?.next ?? end))
        }
        return ([.unknown], start..<behind)
    }

    func rest(_ sentence: TimeSentence, without ranges: [Range<Int>]) -> String {
        var kept = String.UnicodeScalarView()
        for (index, scalar) in sentence.scalars.enumerated() where !ranges.contains(where: { $0.contains(index) }) {
            kept.append(scalar)
        }
        var rest = Substring(String(kept))
        let marks: Set<Character> = ["，", "。", "、", ",", ".", " ", "！", "!"]
        while let first = rest.first, marks.contains(first) || ["就", "再", "请"].contains(first) {
            rest = rest.dropFirst()
        }
        while let last = rest.last, marks.contains(last) { rest = rest.dropLast() }
        return String(rest)
    }

    private static let later = ["之后", "以后", "过后", "後", "后"]
    private static let timerWords = ["计时", "定时器", "倒计时", "倒数", "闹钟", "提醒", "闹铃"]
    private static let questions = [
        "吗", "什么", "多少", "几点", "几度", "几个", "几盏", "是不是", "是否", "有没有", "怎么", "如何", "哪", "多久", "咩", "乜", "边个", "边度",
    ]
}
