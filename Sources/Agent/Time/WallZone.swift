/// How the clocks on the wall are set: how far they are ahead of universal time at any moment.
public struct WallZone: Sendable {
    /// Seconds ahead of universal time at a moment, in seconds since 1970.
    private let offset: @Sendable (_ moment: Double) -> Int

    /// A zone by its rule.
    public init(offset: @escaping @Sendable (_ moment: Double) -> Int) {
        self.offset = offset
    }

    /// Calendars are not asked beyond so many seconds from 1970.
    private static let farthest = 1e11
    /// Universal time.
    public static let universal = WallZone { _ in 0 }

    /// What calendar and clock show at a moment; of one that is thousands of years away, what they show at the end of those.
    public func reading(at moment: Double) -> (day: CalendarDay, time: TimeOfDay) {
        let moment = moment.isNaN ? 0 : min(max(moment, -Self.farthest), Self.farthest)
        let seconds = Int(moment.rounded(.down)) + offset(moment)
        let day = Int((Double(seconds) / 86_400).rounded(.down))
        return (CalendarDay(number: day), TimeOfDay(second: seconds - day * 86_400))
    }

    /// The moment at which the clock shows a time on a day.
    ///
    /// A time that is skipped when clocks go forward comes as much later by the clock; one that comes twice when they go
    /// back is the first of the two.
    public func moment(of day: CalendarDay, _ time: TimeOfDay) -> Double {
        let shown = Double(day.number * 86_400 + time.second)
        let candidates = [shown - Double(offset(shown - 86_400)), shown - Double(offset(shown + 86_400))]
        let fitting = candidates.filter { moment in
            let (otherDay, otherTime) = reading(at: moment)
            return otherDay == day && otherTime == time
        }
        return fitting.min() ?? candidates[0]
    }

    /// The next moment after another at which the clock shows a time, on one of the weekdays.
    public func next(_ time: TimeOfDay, on days: Set<Weekday> = Weekday.all, after moment: Double) -> Double {
        let today = reading(at: moment).day
        for ahead in -1...8 {
            let day = today.adding(days: ahead)
            guard days.contains(day.weekday) else { continue }
            let candidate = self.moment(of: day, time)
            if candidate > moment { return candidate }
        }
        return moment + 86_400 * 7
    }
}
