/// Times in English.
struct EnglishTime: TimeLanguage {
    func isLeftAlone(_ sentence: TimeSentence) -> Bool {
        let words = EnglishWords(sentence)
        if words.contains(anyOf: Self.timerWords) || words.any(0) == "wake" { return true }
        return Self.questions.contains(words.any(0)) || words.any(0) == "tell" && words.any(1) == "me"
            || ["when", "at", "in"].contains(words.any(0)) && Self.auxiliaries.contains(words.any(1))
    }

    func parts(of sentence: TimeSentence) -> [TimePart] {
        let words = EnglishWords(sentence)
        let conditions = EnglishConditions(words: words, devices: sentence.devices)
        var found: [(kind: TimePart.Kind, words: Range<Int>)] = []
        var bare: [Int] = []
        var index = 0
        while index < words.count {
            guard let (kinds, next, isBare) = part(words, conditions, index) else {
                index += 1
                continue
            }
            if isBare { bare.append(found.count) }
            for kind in kinds { found.append((kind, index..<next)) }
            index = next
        }
        // "At seven" may be a value: it is a time if nothing else can be meant.
        let isTimed = found.contains { item in
            switch item.kind {
            case .day, .part, .days: true
            default: false
            }
        }
        if !isTimed, !bare.isEmpty {
            let mayBeHour = mayHaveHour(words, found.map(\.words))
            for index in bare.reversed() where !mayBeHour || !found[index].kind.isHourOfTwelve {
                found.remove(at: index)
            }
        }
        return found.map { TimePart(kind: $0.kind, range: words.range($0.words)) }
    }

    /// What begins at a place. `isBare` says that it is a number without anything that makes it an hour.
    private func part(
        _ words: EnglishWords, _ conditions: EnglishConditions, _ index: Int
    ) -> (kinds: [TimePart.Kind], next: Int, isBare: Bool)? {
        let word = words[index]
        if let (kinds, next) = words.repeats(index) { return (kinds, next, false) }
        switch word {
        case "now":
            return words[index - 1] == "until" || words[index - 1] == "just" ? nil : ([.now], index + 1, false)
        case "in", "after":
            if let (seconds, next) = words.duration(index + 1), words[next] != "of" {
                return ([.delay(seconds)], next, false)
            }
        case "for":
            if let (seconds, next) = words.duration(index + 1) { return ([.duration(seconds)], next, false) }
        case "until", "till", "til": return until(words, conditions, index)
        case "when", "once", "if", "as":
            let start = word == "as" ? words.has("as soon as", at: index) ? index + 3 : nil : index + 1
            guard let start else { return nil }
            if let (condition, next) = conditions.condition(start, maySkipSubject: false) {
                return ([.condition(condition)], next, false)
            }
            return word == "when" || word == "as" ? ([.unknown], index + 1, false) : nil
        case "at", "by", "from", "around":
            let start = words[index + 1] == "around" || words[index + 1] == "exactly" ? index + 2 : index + 1
            if let time = words.time(start), word == "at" || time.isCertain {
                return ([.time(time.time)], time.next, !time.isCertain)
            }
        default: break
        }
        if let (day, part, next) = words.day(index) {
            return ([day.map { .day($0) }, part.map { .part($0) }].compactMap(\.self), next, false)
        }
        // "Twenty minutes from now", "twenty minutes later".
        if let (seconds, next) = words.duration(index),
            let (_, end) = words.first(of: ["from now", "later", "from this moment"], at: next)
        {
            return ([.delay(seconds)], end, false)
        }
        // "7 pm" and "7:30" are times wherever they stand.
        if let time = words.time(index), time.isCertain, time.time.half != .unknown || words[index].contains(":") {
            return ([.time(time.time)], time.next, false)
        }
        return nil
    }

    private func until(
        _ words: EnglishWords, _ conditions: EnglishConditions, _ index: Int
    ) -> (kinds: [TimePart.Kind], next: Int, isBare: Bool) {
        if let (condition, next) = conditions.condition(index + 1, maySkipSubject: false) {
            return ([.untilCondition(condition)], next, false)
        }
        var clock = ClockPhrase()
        var next = index + 1
        while next < words.count {
            let start = words[next] == "at" ? next + 1 : next
            if clock.time == nil, let time = words.time(start) {
                (clock.time, next) = (time.time, time.next)
            } else if clock.day == nil, clock.part == nil, let (day, part, behind) = words.day(next) {
                (clock.day, clock.part, next) = (day, part, behind)
            } else if clock.day == nil, clock.part == nil, let weekday = EnglishWords.weekdays[words[next]] {
                (clock.day, next) = (.weekday(weekday), next + 1)
            } else {
                break
            }
        }
        return clock == ClockPhrase() ? ([.unknown], index + 1, false) : ([.until(clock)], next, false)
    }

    /// True if the sentence without its times has no place for a value: it switches something, or says its value already.
    private func mayHaveHour(_ words: EnglishWords, _ taken: [Range<Int>]) -> Bool {
        let rest = words.words.indices.filter { index in !taken.contains { $0.contains(index) } }.map(words.any)
        return rest.contains { Self.switching.contains($0) } || rest.dropFirst().contains("to")
    }

    func rest(_ sentence: TimeSentence, without ranges: [Range<Int>]) -> String {
        var rest = Substring(sentence.text(without: ranges))
        while let first = rest.first, !first.isLetter, !first.isNumber { rest = rest.dropFirst() }
        for word in ["and ", "then ", "please "] where rest.lowercased().hasPrefix(word) {
            rest = rest.dropFirst(word.count)
        }
        return String(rest)
    }

    private static let timerWords: Set<String> = [
        "timer", "timers", "countdown", "remind", "reminder", "reminders", "alarm", "stopwatch",
    ]
    private static let questions: Set<String> = [
        "what", "whats", "is", "are", "was", "were", "how", "hows", "which", "who", "whos", "where", "wheres", "why",
        "does",
        "did", "has", "will", "whens",
    ]
    private static let auxiliaries: Set<String> = ["is", "are", "was", "will", "does", "do", "did", "what", "which"]
    private static let switching: Set<String> = [
        "on", "off", "open", "close", "shut", "lock", "unlock", "start", "stop", "run", "play", "pause", "activate",
        "clean", "vacuum", "brew", "dock", "cook", "wash", "mute", "unmute", "begin", "resume", "up", "down", "switch",
    ]
}

extension TimePart.Kind {
    /// True for an hour from one to twelve.
    fileprivate var isHourOfTwelve: Bool {
        if case .time(let time) = self { (1...12).contains(time.hour) } else { false }
    }
}
