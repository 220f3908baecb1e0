import ApplianceVocabulary

extension ChineseReplies {
    var nothingScheduled: String { "没有任何计划。" }
    var noSuchSchedule: String { "没有执行：没有这样的计划。" }
    var hasNoEnd: String { "这件事不能由我来结束" }
    var cannotUndo: String { "这件事不能恢复" }
    var nothingToUndo: String { "没有可以恢复的操作。" }

    func scheduled(_ item: ScheduleDescription) -> String {
        "\(when(item.when))：\(wishes(item.wishes))\(end(item.end))。"
    }

    func listed(_ id: String, _ item: ScheduleDescription) -> String {
        "（\(id)）\(when(item.when))：\(wishes(item.wishes))\(end(item.end))。"
    }

    func cancelled(_ items: [ScheduleDescription]) -> String {
        "已取消：" + items.map { "\(when($0.when))：\(wishes($0.wishes))" }.joined(separator: "；") + "。"
    }

    func notScheduled(_ problem: ScheduleProblem) -> String {
        switch problem {
        case .full(let limit): "没有执行：已经有 \(limit) 个计划了，请先取消一些。"
        case .notSaved(let reason): "没有执行：无法保存（\(reason)）。"
        }
    }

    func timeMistake(_ mistake: TimeMistake) -> String {
        switch mistake {
        case .past: "没有执行：这个时间已经过了。"
        case .several: "没有执行：一句话请只说一个时间。"
        case .unknown: "没有执行：没有听懂是什么时候。请说时间，或者说设备上报的数值。"
        case .tooOften: "没有执行：最多每分钟一次。"
        case .tooFar: "没有执行：最多可以安排到十年之后。"
        }
    }

    private func when(_ when: ScheduleDescription.When) -> String {
        switch when {
        case .moment(_, let time, daysAhead: 0): return "今天 \(time)"
        case .moment(_, let time, daysAhead: 1): return "明天 \(time)"
        case .moment(let day, let time, _):
            let date = day.date
            return "\(date.year)年\(date.month)月\(date.day)日 \(time)"
        case .days(let days, let time): return "\(names(of: days)) \(time)"
        case .interval(let seconds): return "每隔\(length(seconds))"
        case .report(let subject, let test): return "\(condition(subject, test))时"
        }
    }

    private func end(_ end: ScheduleDescription.End?) -> String {
        switch end {
        case nil: ""
        case .duration(let seconds)?: "，持续\(length(seconds))"
        case .time(let time)?: "，直到 \(time)"
        case .report(let subject, let test)?: "，直到\(condition(subject, test))"
        }
    }

    private func condition(_ subject: (device: Device?, property: String), _ test: ReportCondition.Test) -> String {
        let name = (subject.device.map { String($0.name.prefix(60)) } ?? "设备") + spoken(subject.property)
        func number(_ value: Double) -> String { bare(subject.property, .number(value), subject.device) }
        return switch test {
        case .atLeast(let limit): "\(name)达到 \(number(limit))"
        case .atMost(let limit): "\(name)降到 \(number(limit))"
        case .above(let limit): "\(name)高于 \(number(limit))"
        case .below(let limit): "\(name)低于 \(number(limit))"
        case .equals(let value): "\(name)是\(bare(subject.property, value, subject.device))"
        }
    }

    private func names(of days: Set<Weekday>) -> String {
        if days == Weekday.all { return "每天" }
        if days == Weekday.workdays { return "每个工作日" }
        if days == Weekday.weekend { return "每个周末" }
        return "每周" + days.sorted().map { Self.weekdays[$0.rawValue - 1] }.joined(separator: "、")
    }

    private func length(_ seconds: Double) -> String {
        var rest = Int(seconds.rounded())
        var parts: [String] = []
        for (size, unit) in [(86_400, "天"), (3_600, "小时"), (60, "分钟"), (1, "秒")] where rest >= size {
            parts.append("\(rest / size) \(unit)")
            rest %= size
        }
        return parts.isEmpty ? "片刻" : parts.joined(separator: " ")
    }

    private static let weekdays = ["一", "二", "三", "四", "五", "六", "日"]
}
