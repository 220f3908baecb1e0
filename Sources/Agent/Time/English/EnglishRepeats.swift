/// What comes again, in English words.
extension EnglishWords {
    /// What stands at a place: `every weekday`, `every morning`, `on mondays and fridays`, `every 2 hours`.
    func repeats(_ index: Int) -> (kinds: [TimePart.Kind], next: Int)? {
        if self[index] == "daily" { return ([.days(Weekday.all)], index + 1) }
        if let (_, next) = first(of: ["every", "each"], at: index) { return every(next) }
        guard self[index] == "on", let (days, next) = days(index + 1, needsPlural: true) else { return nil }
        return withPart(days, next)
    }

    private func every(_ index: Int) -> (kinds: [TimePart.Kind], next: Int)? {
        if self[index] == "day" { return withPart(Weekday.all, index + 1) }
        if let part = Self.parts[self[index]] { return ([.days(Weekday.all), .part(part)], index + 1) }
        if let (days, next) = days(index, needsPlural: false) { return withPart(days, next) }
        if let unit = Self.unit(self[index]), unit < 86_400 { return ([.interval(unit)], index + 1) }
        if let (seconds, next) = duration(index) { return ([.interval(seconds)], next) }
        return nil
    }

    private func withPart(_ days: Set<Weekday>, _ index: Int) -> (kinds: [TimePart.Kind], next: Int) {
        if let part = Self.parts[self[index]] { return ([.days(days), .part(part)], index + 1) }
        return ([.days(days)], index)
    }

    /// Days of the week, joined by "and".
    private func days(_ start: Int, needsPlural: Bool) -> (Set<Weekday>, Int)? {
        var days: Set<Weekday> = []
        var index = start
        while true {
            let word = self[index]
            if ["weekdays", "workdays"].contains(word) || !needsPlural && ["weekday", "workday"].contains(word) {
                days.formUnion(Weekday.workdays)
            } else if word == "weekends" || !needsPlural && word == "weekend" {
                days.formUnion(Weekday.weekend)
            } else if word.hasSuffix("s"), let day = Self.weekdays[String(word.dropLast())] {
                days.insert(day)
            } else if !needsPlural || !days.isEmpty, let day = Self.weekdays[word] {
                days.insert(day)
            } else {
                return nil
            }
            index += 1
            let isNext = ["and", "every"].contains(self[index]) || Self.isDay(self[index])
            guard isNext, let more = nextDay(behind: index) else { return (days, index) }
            index = more
        }
    }

    /// Where the next day of a list stands.
    private func nextDay(behind index: Int) -> Int? {
        var next = index
        while ["and", "every", "on"].contains(self[next]) { next += 1 }
        return Self.isDay(self[next]) ? next : nil
    }

    private static func isDay(_ word: String) -> Bool {
        weekdays[word] != nil || weekdays[String(word.dropLast())] != nil
            || ["weekdays", "weekends", "weekday", "weekend"].contains(word)
    }
}
