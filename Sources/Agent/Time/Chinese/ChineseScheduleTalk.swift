extension ChineseTime {
    func scheduleRequest(_ sentence: TimeSentence) -> ScheduleRequest? {
        let scan = ChineseScan(sentence)
        let isAboutSchedule = scan.contains(anyOf: ["计划", "定时任务", "预约", "日程", "定时"])
        guard let (_, start) = scan.first(of: ["请取消", "取消", "删除", "删掉", "清除"], at: 0) else {
            let isAsking = scan.contains(anyOf: ["什么", "哪些", "列出", "查看", "有没有", "咩"])
            return isAboutSchedule && isAsking && !scan.contains(anyOf: ["定时器"]) ? .list : nil
        }
        guard !scan.contains(anyOf: ["定时器", "计时"]) else { return nil }
        if isAboutSchedule, scan.contains(anyOf: ["所有", "全部", "一切"]) { return .cancelAll }
        if isAboutSchedule,
            let (value, _) = scan.text.indices.lazy.compactMap(scan.number).first(where: { $0.next == scan.count }),
            let id = Int(exactly: value)
        {
            return .cancel(id: "\(id)")
        }
        let time = scan.text.indices.lazy.compactMap(scan.time).first
        let part = scan.text.indices.lazy.compactMap(scan.day).flatMap(\.kinds).lazy.compactMap {
            kind -> ClockPhrase.Part? in
            if case .part(let part) = kind { part } else { nil }
        }.first
        guard isAboutSchedule || time?.isCertain ?? false, start < scan.count else { return nil }
        return .cancelMatching(time: time?.time, part: part, words: sentence.text)
    }
}
