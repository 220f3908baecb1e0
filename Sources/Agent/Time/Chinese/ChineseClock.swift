/// Times of the clock and days in Chinese.
extension ChineseScan {
    /// The time at a place: `七点`, `七点半`, `7:30`, `十九点三十分`. `isCertain` is false for `一点`, which is also "a bit".
    func time(_ start: Int) -> (time: ClockPhrase.Time, next: Int, isCertain: Bool)? {
        if let (_, next) = first(of: ["正午"], at: start) { return (certain(12), next, true) }
        if let (_, next) = first(of: ["午夜", "半夜"], at: start) { return (certain(0), next, true) }
        guard let (value, index) = number(start), let hour = Int(exactly: value), (0...24).contains(hour) else {
            return nil
        }
        if has(":", at: index), let (minutes, next) = number(index + 1), let minute = Int(exactly: minutes),
            next == index + 3, minute < 60
        {
            let isCertain = has("0", at: start) || hour == 0
            return (
                ClockPhrase.Time(hour: hour, minute: minute, half: isCertain ? .certain : .unknown), next, true
            )
        }
        guard let (_, behind) = first(of: ["点钟", "点整", "点", "时"], at: index) else { return nil }
        guard !has("时", at: index) || index > start && hour > 0 else { return nil }
        if let (_, next) = first(of: ["半"], at: behind) { return (at(hour, 30), next, true) }
        if let (word, next) = first(of: ["一刻", "三刻"], at: behind) {
            return (at(hour, word == "一刻" ? 15 : 45), next, true)
        }
        if let (minutes, end) = number(behind), let minute = Int(exactly: minutes), minute < 60 {
            let isMinute = has("分", at: end) && !has("分钟", at: end)
            // "二十一点五度" is a temperature, "七点三十" is a time.
            guard isMinute || minute >= 10 && first(of: Self.measures, at: end) == nil else { return nil }
            return (at(hour, minute), isMinute ? end + 1 : end, true)
        }
        let isLong = behind > index + 1
        guard isLong || !has("时", at: index) else { return nil }
        return (at(hour, 0), behind, isLong || hour != 1)
    }

    private func at(_ hour: Int, _ minute: Int) -> ClockPhrase.Time { ClockPhrase.Time(hour: hour, minute: minute) }

    private func certain(_ hour: Int) -> ClockPhrase.Time { ClockPhrase.Time(hour: hour, half: .certain) }

    /// The day, the part of the day or the repetition at a place.
    func day(_ index: Int) -> (kinds: [TimePart.Kind], next: Int)? {
        for (word, kinds) in Self.days where has(word, at: index) {
            return (kinds, index + word.unicodeScalars.count)
        }
        if let (_, next) = first(of: ["每个星期", "每星期", "每周", "每个礼拜", "每礼拜", "逢周", "逢星期"], at: index),
            let (days, end) = weekdays(next)
        {
            return ([.days(days)], end)
        }
        if let (_, next) = first(of: ["下星期", "下周", "下礼拜", "这周", "星期", "周", "礼拜"], at: index),
            let (days, end) = weekdays(next), days.count == 1, let day = days.first
        {
            return ([.day(.weekday(day))], end)
        }
        if let (_, next) = first(of: ["每隔", "每"], at: index), let (seconds, end) = duration(next) {
            return ([.interval(seconds)], end)
        }
        return nil
    }

    /// Names of days one behind the other: `一三五`, `六和周日`.
    private func weekdays(_ start: Int) -> (Set<Weekday>, Int)? {
        if has("末", at: start) { return (Weekday.weekend, start + 1) }
        if let (_, next) = first(of: ["一到五", "一至五"], at: start) { return (Weekday.workdays, next) }
        var days: Set<Weekday> = []
        var index = start
        while let (word, next) = first(of: Self.weekdayNames.map(\.0), at: index) {
            // "周五点" would be half past nothing: the digit belongs to the hour.
            if !days.isEmpty, has("点", at: next) { break }
            days.insert(Self.weekdayNames.first { $0.0 == word }!.1)
            index = next
            if let (_, behind) = first(of: ["和周", "和星期", "、周", "和", "、"], at: index),
                first(of: Self.weekdayNames.map(\.0), at: behind) != nil
            {
                index = behind
            }
        }
        return days.isEmpty ? nil : (days, index)
    }

    static let measures = ["度", "%", "％", "摄氏", "percent", "瓦", "个百分点"]
    private static let weekdayNames: [(String, Weekday)] = [
        ("一", .monday), ("二", .tuesday), ("三", .wednesday), ("四", .thursday), ("五", .friday), ("六", .saturday),
        ("日", .sunday), ("天", .sunday),
    ]
    private static let days: [(String, [TimePart.Kind])] = [
        ("每个工作日", [.days(Weekday.workdays)]), ("每工作日", [.days(Weekday.workdays)]),
        ("工作日", [.days(Weekday.workdays)]), ("每个周末", [.days(Weekday.weekend)]),
        ("每周末", [.days(Weekday.weekend)]), ("每天早上", [.days(Weekday.all), .part(.morning)]),
        ("每天早晨", [.days(Weekday.all), .part(.morning)]), ("每天晚上", [.days(Weekday.all), .part(.evening)]),
        ("每晚", [.days(Weekday.all), .part(.evening)]), ("每早", [.days(Weekday.all), .part(.morning)]),
        ("每天", [.days(Weekday.all)]), ("每日", [.days(Weekday.all)]),
        ("明天早上", [.day(.daysAhead(1)), .part(.morning)]), ("明早", [.day(.daysAhead(1)), .part(.morning)]),
        ("听朝", [.day(.daysAhead(1)), .part(.morning)]), ("明晚", [.day(.daysAhead(1)), .part(.evening)]),
        ("听晚", [.day(.daysAhead(1)), .part(.evening)]), ("今早", [.day(.today), .part(.morning)]),
        ("今晚", [.part(.night)]), ("大后天", [.day(.daysAhead(3))]), ("后天", [.day(.daysAhead(2))]),
        ("后日", [.day(.daysAhead(2))]), ("明天", [.day(.daysAhead(1))]), ("明日", [.day(.daysAhead(1))]),
        ("听日", [.day(.daysAhead(1))]), ("今天", [.day(.today)]), ("今日", [.day(.today)]),
        ("凌晨", [.part(.beforeDawn)]), ("清晨", [.part(.morning)]), ("早晨", [.part(.morning)]),
        ("早上", [.part(.morning)]), ("朝早", [.part(.morning)]), ("上午", [.part(.morning)]),
        ("中午", [.part(.noon)]), ("下午", [.part(.afternoon)]), ("下昼", [.part(.afternoon)]),
        ("傍晚", [.part(.evening)]), ("晚上", [.part(.evening)]), ("夜晚", [.part(.evening)]),
        ("夜里", [.part(.night)]),
    ]
}
