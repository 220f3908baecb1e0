import ApplianceVocabulary

/// Looks for a time in a sentence. Pure: what counts is the sentence and what this home offers.
enum TimeReader {
    /// The time in a sentence, if it is for us and not for an appliance.
    ///
    /// - Parameters:
    ///   - text: What the person said.
    ///   - devices: All devices of the home.
    ///   - mentioned: Those that the sentence names; empty if it names none. Looked up only where the sentence has a duration.
    static func read(_ text: String, devices: [Device], mentioned: () -> [Device]) -> TimeReading {
        let sentence = TimeSentence(text, devices: devices)
        let language = language(of: text)
        guard !language.isLeftAlone(sentence) else { return .none }
        var parts = language.parts(of: sentence)
        // "Brew for four minutes" tells the machine how long; "light for four minutes" can only be told to us.
        let isDuration = { (part: TimePart) in if case .duration = part.kind { true } else { false } }
        if parts.contains(where: isDuration) {
            let mentioned = mentioned()
            let candidates = mentioned.isEmpty ? devices : mentioned
            if candidates.contains(where: \.takesDurations) { parts.removeAll(where: isDuration) }
        }
        if parts.allSatisfy({ $0.kind == .now }) { return .none }
        return compose(parts, sentence, language)
    }

    /// What a sentence asks about the schedule itself.
    static func request(_ text: String, devices: [Device]) -> ScheduleRequest? {
        language(of: text).scheduleRequest(TimeSentence(text, devices: devices))
    }

    static func language(of text: String) -> any TimeLanguage {
        text.unicodeScalars.contains(where: ChineseText.isChinese) ? ChineseTime() : EnglishTime()
    }

    private static func compose(
        _ parts: [TimePart], _ sentence: TimeSentence, _ language: any TimeLanguage
    ) -> TimeReading {
        var draft = Draft()
        for part in parts where !draft.take(part.kind) { return .unclear(draft.isUnknown ? .unknown : .several) }
        guard let (start, end) = draft.finished else { return .unclear(.several) }
        if start == nil, end == nil { return .none }
        let rest = language.rest(sentence, without: parts.map(\.range))
        return .found(TimePhrase(start: start, end: end, rest: rest))
    }

    /// The pieces put together, each at most once.
    private struct Draft {
        var isUnknown = false
        private var isNow = false
        private var clock = ClockPhrase()
        private var days: Set<Weekday>?
        private var start: TimePhrase.Start?
        private var end: TimePhrase.End?

        /// False if the piece does not go with the others.
        mutating func take(_ kind: TimePart.Kind) -> Bool {
            switch kind {
            case .now: return setNow()
            case .delay(let seconds): return Self.put(.after(seconds), &start, isFree: start == nil)
            case .interval(let seconds): return Self.put(.interval(seconds), &start, isFree: start == nil)
            case .condition(let condition): return Self.put(.condition(condition), &start, isFree: start == nil)
            case .duration(let seconds): return Self.put(.after(seconds), &end, isFree: end == nil)
            case .until(let clock): return Self.put(.clock(clock), &end, isFree: end == nil)
            case .untilCondition(let condition): return Self.put(.condition(condition), &end, isFree: end == nil)
            case .day(let day): return Self.put(day, &clock.day, isFree: clock.day == nil)
            case .part(let part): return Self.put(part, &clock.part, isFree: clock.part == nil || clock.part == part)
            case .time(let time): return Self.put(time, &clock.time, isFree: clock.time == nil)
            case .days(let days): return Self.put(days, &self.days, isFree: self.days == nil)
            case .unknown:
                isUnknown = true
                return false
            }
        }

        private static func put<Piece>(_ piece: Piece, _ place: inout Piece?, isFree: Bool) -> Bool {
            if isFree { place = piece }
            return isFree
        }

        private mutating func setNow() -> Bool {
            defer { isNow = true }
            return !isNow
        }

        /// Start and end; nil if the pieces speak of several starts.
        var finished: (start: TimePhrase.Start?, end: TimePhrase.End?)? {
            let hasClock = clock != ClockPhrase()
            if start != nil, hasClock || days != nil || isNow { return nil }
            if isNow, hasClock || days != nil { return nil }
            if let days {
                guard clock.day == nil, let time = clock.daily else { return nil }
                return (.days(days, time), end)
            }
            return (hasClock ? .clock(clock) : start, end)
        }
    }
}

extension Device {
    /// True if it can be told how long itself.
    var takesDurations: Bool {
        let units: Set<String> = [
            "minutes", "hours", "seconds", "min", "h", "s", "minute", "hour", "second", "duration",
        ]
        return verbs.contains { $0.arguments.contains { units.contains($0.name) } }
            || capabilities.contains { capability in
                guard capability.isWritable, case .range(_, _, _, let unit?) = capability.kind else { return false }
                return units.contains(unit)
            }
    }
}
