/// Times of the clock and days in English words.
extension EnglishWords {
    /// What stands at a place of a sentence.
    struct Spoken {
        var time: ClockPhrase.Time
        var next: Int
        /// False for a bare number, which may be anything.
        var isCertain: Bool
    }

    /// The time at a place: `7`, `7:30 pm`, `half past seven`, `seven thirty`, `noon`.
    func time(_ index: Int) -> Spoken? {
        if self[index] == "noon" { return certain(12, 0, .certain, index + 1) }
        if self[index] == "midnight" { return certain(0, 0, .certain, index + 1) }
        if let found = pastOrTo(index) { return found }
        if let written = written(index) { return written }
        guard let (hour, next) = whole(index), (0...24).contains(hour) else { return nil }
        if let (minute, behind) = whole(next), (10...59).contains(minute) || self[next] == "0" + "\(minute)",
            hour < 24, !isUnit(behind)
        {
            return half(hour, minute, behind, isCertain: true)
        }
        guard !isUnit(next) else { return nil }
        return half(hour, 0, next, isCertain: false)
    }

    /// `half past seven`, `a quarter to eight`, `ten past six`.
    private func pastOrTo(_ index: Int) -> Spoken? {
        var minutes: Int
        var next: Int
        if let (phrase, behind) = first(of: ["half", "a quarter", "quarter"], at: index) {
            (minutes, next) = (phrase == "half" ? 30 : 15, behind)
        } else if let (count, behind) = whole(index), (1...59).contains(count) {
            (minutes, next) = (count, behind)
            if ["minutes", "minute"].contains(self[next]) { next += 1 }
        } else {
            return nil
        }
        let isPast = ["past", "after"].contains(self[next])
        guard isPast || ["to", "before", "of"].contains(self[next]), let (hour, behind) = whole(next + 1),
            (1...12).contains(hour), !isUnit(behind)
        else { return nil }
        if !isPast { minutes = 60 - minutes }
        return half(isPast ? hour : hour == 1 ? 12 : hour - 1, minutes, behind, isCertain: true)
    }

    /// `7:30`, `07.30`, `19:00`.
    private func written(_ index: Int) -> Spoken? {
        let parts = self[index].split(whereSeparator: { $0 == ":" || $0 == "." })
        guard parts.count == 2, parts[1].count == 2, let hour = Int(parts[0]), let minute = Int(parts[1]),
            (0...24).contains(hour), (0...59).contains(minute), hour < 24 || minute == 0, !isUnit(index + 1)
        else { return nil }
        // "21.50" may be a number; with am or pm behind it, it is a time.
        guard self[index].contains(":") || ["am", "pm"].contains(self[index + 1]) else { return nil }
        if parts[0].hasPrefix("0") || hour == 0 { return half(hour, minute, index + 1, isCertain: true, .certain) }
        return half(hour, minute, index + 1, isCertain: true)
    }

    private func half(
        _ hour: Int, _ minute: Int, _ index: Int, isCertain: Bool, _ known: ClockPhrase.Time.Half = .unknown
    ) -> Spoken? {
        var next = index
        var isCertain = isCertain
        if let (_, behind) = first(of: ["oclock", "o clock"], at: next) { (next, isCertain) = (behind, true) }
        let half: ClockPhrase.Time.Half? = self[next] == "am" ? .before : self[next] == "pm" ? .after : nil
        if let half {
            guard (1...12).contains(hour) || half == .after && hour < 24 else { return nil }
            return certain(hour > 12 ? hour - 12 : hour, minute, half, next + 1)
        }
        return Spoken(
            time: ClockPhrase.Time(hour: hour, minute: minute, half: known), next: next, isCertain: isCertain)
    }

    private func certain(_ hour: Int, _ minute: Int, _ half: ClockPhrase.Time.Half, _ next: Int) -> Spoken {
        Spoken(time: ClockPhrase.Time(hour: hour, minute: minute, half: half), next: next, isCertain: true)
    }

    /// True if what stands here makes a number before it something else than an hour.
    private func isUnit(_ index: Int) -> Bool {
        Self.unit(self[index]) != nil || Self.measures.contains(self[index])
            || self[index] == "point" || Double(self[index]) != nil
    }

    /// The day at a place: `tomorrow`, `on monday`; with the part of the day that belongs to it.
    func day(_ index: Int) -> (day: ClockPhrase.Day?, part: ClockPhrase.Part?, next: Int)? {
        if let (_, next) = first(of: ["the day after tomorrow", "day after tomorrow"], at: index) {
            return withPart(.daysAhead(2), next)
        }
        if self[index] == "tomorrow" { return withPart(.daysAhead(1), index + 1) }
        if self[index] == "today" { return withPart(.today, index + 1) }
        if self[index] == "tonight" { return (nil, .night, index + 1) }
        if let (_, next) = first(of: ["this", "in the", "at"], at: index), let part = Self.parts[self[next]] {
            // "In the evening" says a part, "this evening" says the day too. "At" goes with night alone.
            guard self[index] != "at" || part == .night else { return nil }
            return (self[index] == "this" ? .today : nil, part, next + 1)
        }
        var next = index
        if let (_, behind) = first(of: ["on next", "on", "next", "this"], at: index) { next = behind }
        guard next > index, let weekday = Self.weekdays[self[next]] else { return nil }
        return withPart(.weekday(weekday), next + 1)
    }

    private func withPart(_ day: ClockPhrase.Day, _ index: Int) -> (ClockPhrase.Day?, ClockPhrase.Part?, Int) {
        let next = self[index] == "in" && self[index + 1] == "the" ? index + 2 : index
        if let part = Self.parts[self[next]] { return (day, part, next + 1) }
        return (day, nil, index)
    }

    static let parts: [String: ClockPhrase.Part] = [
        "morning": .morning, "afternoon": .afternoon, "evening": .evening, "night": .night,
    ]
    static let weekdays: [String: Weekday] = [
        "monday": .monday, "tuesday": .tuesday, "wednesday": .wednesday, "thursday": .thursday, "friday": .friday,
        "saturday": .saturday, "sunday": .sunday,
    ]
    /// Words behind a number that is a value.
    private static let measures: Set<String> = [
        "%", "°", "℃", "℉", "percent", "pct", "degree", "degrees", "celsius", "fahrenheit", "c", "f", "k", "kelvin",
        "volume", "brightness", "speed", "watts", "lumens", "hundred",
    ]
}
