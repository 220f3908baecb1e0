import ApplianceVocabulary

extension EnglishReplies {
    var nothingScheduled: String { "Nothing is scheduled." }
    var noSuchSchedule: String { "I did nothing: nothing like that is scheduled." }
    var hasNoEnd: String { "I know no way to end that by itself" }
    var cannotUndo: String { "that cannot be taken back" }
    var nothingToUndo: String { "There is nothing that I could put back." }

    func scheduled(_ item: ScheduleDescription) -> String {
        let text = sentence("\(when(item.when)): \(wishes(item.wishes))\(end(item.end))")
        return text.prefix(1).uppercased() + text.dropFirst()
    }

    func listed(_ id: String, _ item: ScheduleDescription) -> String {
        sentence("(\(id)) \(when(item.when)): \(wishes(item.wishes))\(end(item.end))")
    }

    func cancelled(_ items: [ScheduleDescription]) -> String {
        "Cancelled: " + items.map { "\(when($0.when)): \(wishes($0.wishes))" }.joined(separator: "; ") + "."
    }

    func notScheduled(_ problem: ScheduleProblem) -> String {
        switch problem {
        case .full(let limit): "I did nothing: \(limit) things are scheduled already. Cancel some of them first."
        case .notSaved(let reason): "I did nothing: it could not be written down. \(sentence(reason))"
        }
    }

    func timeMistake(_ mistake: TimeMistake) -> String {
        switch mistake {
        case .past: "I did nothing: that time has passed."
        case .several: "I did nothing: please tell me one time in one sentence."
        case .unknown: "I did nothing: I did not understand when. Say a time, or what a device here reports."
        case .tooOften: "I did nothing: once a minute is the most often that I can do things."
        case .tooFar: "I did nothing: ten years from now is the latest that I can do things."
        }
    }

    private func when(_ when: ScheduleDescription.When) -> String {
        switch when {
        case .moment(_, let time, daysAhead: 0): return "at \(time)"
        case .moment(_, let time, daysAhead: 1): return "tomorrow at \(time)"
        case .moment(let day, let time, let ahead):
            let name = Self.weekdays[day.weekday.rawValue - 1]
            if (2...6).contains(ahead) { return "on \(name) at \(time)" }
            let date = day.date
            return "on \(name), \(date.day) \(Self.months[date.month - 1]) \(date.year), at \(time)"
        case .days(let days, let time): return "\(names(of: days)) at \(time)"
        case .interval(let seconds): return "every \(length(seconds))"
        case .report(let subject, let test): return "when \(condition(subject, test))"
        }
    }

    private func end(_ end: ScheduleDescription.End?) -> String {
        switch end {
        case nil: ""
        case .duration(let seconds)?: ", for \(length(seconds))"
        case .time(let time)?: ", until \(time)"
        case .report(let subject, let test)?: ", until \(condition(subject, test))"
        }
    }

    private func condition(_ subject: (device: Device?, property: String), _ test: ReportCondition.Test) -> String {
        let name = "\(subject.device.map { String($0.name.prefix(60)) } ?? "a device"): \(spoken(subject.property))"
        func number(_ value: Double) -> String { bare(subject.property, .number(value), subject.device) }
        return switch test {
        case .atLeast(let limit): "\(name) is at least \(number(limit))"
        case .atMost(let limit): "\(name) is at most \(number(limit))"
        case .above(let limit): "\(name) is above \(number(limit))"
        case .below(let limit): "\(name) is below \(number(limit))"
        case .equals(let value): "\(name) is \(bare(subject.property, value, subject.device))"
        }
    }

    private func names(of days: Set<Weekday>) -> String {
        if days == Weekday.all { return "every day" }
        if days == Weekday.workdays { return "Monday to Friday" }
        if days == Weekday.weekend { return "on Saturdays and Sundays" }
        let names = days.sorted().map { Self.weekdays[$0.rawValue - 1] + "s" }
        guard let last = names.last, names.count > 1 else { return "on \(names.joined())" }
        return "on \(names.dropLast().joined(separator: ", ")) and \(last)"
    }

    private func length(_ seconds: Double) -> String {
        var rest = Int(seconds.rounded())
        var parts: [String] = []
        for (size, unit) in [(86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")] where rest >= size {
            parts.append("\(rest / size) \(unit)\(rest / size == 1 ? "" : "s")")
            rest %= size
        }
        return parts.isEmpty ? "a moment" : parts.joined(separator: " ")
    }

    private static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
}
