/// A time as people say it: "tomorrow morning at 8", "tonight", "at seven".
struct ClockPhrase: Sendable, Hashable {
    /// Which day.
    enum Day: Sendable, Hashable {
        case today
        case daysAhead(Int)
        /// The next one of that name.
        case weekday(Weekday)
    }

    /// A part of the day.
    enum Part: Sendable, Hashable {
        case morning, noon, afternoon, evening, night
        /// The small hours.
        case beforeDawn

        /// The time that is meant where no hour is said.
        var usual: TimeOfDay {
            switch self {
            case .beforeDawn: TimeOfDay(hour: 4)
            case .morning: TimeOfDay(hour: 8)
            case .noon: TimeOfDay(hour: 12)
            case .afternoon: TimeOfDay(hour: 14)
            case .evening: TimeOfDay(hour: 19)
            case .night: TimeOfDay(hour: 21)
            }
        }
    }

    /// An hour as it is said.
    struct Time: Sendable, Hashable {
        /// Which of the two sevens a day it is.
        enum Half: Sendable, Hashable {
            case before, after
            /// Said so that there is only one: 19:00, 07:30.
            case certain
            case unknown
        }

        var hour: Int
        var minute = 0
        var half = Half.unknown

        /// The time of day if the phrase says which half is meant; nil if both may be.
        func certain(_ part: Part?) -> (time: TimeOfDay, isNextDay: Bool)? {
            func at(_ hour: Int, next: Bool = false) -> (time: TimeOfDay, isNextDay: Bool) {
                (TimeOfDay(hour: hour, minute: minute), next)
            }
            if half == .certain || hour > 12 || hour == 0 { return hour == 24 ? at(0, next: true) : at(hour) }
            if half == .before { return at(hour % 12) }
            if half == .after { return at(hour % 12 + 12) }
            switch part {
            case .beforeDawn?, .morning?: return at(hour % 12)
            case .noon?: return at(hour >= 11 ? hour : hour + 12)
            case .afternoon?, .evening?: return at(hour % 12 + 12)
            // "Twelve tonight" is when tomorrow begins, "two at night" is later still.
            case .night?: return hour == 12 ? at(0, next: true) : hour < 5 ? at(hour, next: true) : at(hour + 12)
            case nil: return nil
            }
        }

        /// The time as it is written, for what is said of every day or of another day.
        func asWritten(_ part: Part?) -> TimeOfDay {
            certain(part)?.time ?? TimeOfDay(hour: hour % 24, minute: minute)
        }
    }

    var day: Day?
    var part: Part?
    var time: Time?

    /// The time of day for what comes every day.
    var daily: TimeOfDay? { time.map { $0.asWritten(part) } ?? part?.usual }

    /// The moment that is meant; nil if it has passed. Of the two sevens a day the next one counts.
    func moment(after now: Double, zone: WallZone) -> Double? {
        let today = zone.reading(at: now).day
        guard let day else {
            guard let time else { return part.map { zone.next($0.usual, after: now) } }
            if let certain = time.certain(part) { return zone.next(certain.time, after: now) }
            let early = zone.next(TimeOfDay(hour: time.hour % 12, minute: time.minute), after: now)
            return min(early, zone.next(TimeOfDay(hour: time.hour % 12 + 12, minute: time.minute), after: now))
        }
        switch day {
        case .today: return moment(on: today, after: now, zone, isToday: true)
        case .daysAhead(let days): return moment(on: today.adding(days: days), after: now, zone, isToday: false)
        case .weekday(let weekday):
            let ahead = (weekday.rawValue - today.weekday.rawValue + 7) % 7
            let next = moment(on: today.adding(days: ahead), after: now, zone, isToday: false)
            return next ?? moment(on: today.adding(days: ahead + 7), after: now, zone, isToday: false)
        }
    }

    private func moment(on day: CalendarDay, after now: Double, _ zone: WallZone, isToday: Bool) -> Double? {
        var moments: [Double]
        if let time {
            if let certain = time.certain(part) {
                moments = [zone.moment(of: certain.isNextDay ? day.adding(days: 1) : day, certain.time)]
            } else {
                moments = [zone.moment(of: day, time.asWritten(part))]
                // "Today at seven" is the seven that is still to come.
                if isToday {
                    moments.append(zone.moment(of: day, TimeOfDay(hour: time.hour % 12 + 12, minute: time.minute)))
                }
            }
        } else {
            moments = [zone.moment(of: day, part?.usual ?? Part.morning.usual)]
        }
        return moments.filter { $0 > now }.min()
    }
}
