/// A day of the week, numbered as ISO 8601 does.
public enum Weekday: Int, Sendable, Hashable, CaseIterable, Comparable {
    case monday = 1
    case tuesday, wednesday, thursday, friday, saturday, sunday

    /// By number.
    public static func < (one: Weekday, other: Weekday) -> Bool { one.rawValue < other.rawValue }

    /// Monday to Friday.
    public static let workdays: Set<Weekday> = [.monday, .tuesday, .wednesday, .thursday, .friday]
    /// Saturday and Sunday.
    public static let weekend: Set<Weekday> = [.saturday, .sunday]
    /// All seven.
    public static let all = Set(allCases)
}

/// A day of the calendar, as the number of days since 1 January 1970.
public struct CalendarDay: Sendable, Hashable, Comparable {
    /// Days since 1 January 1970.
    public var number: Int

    /// A day by its number.
    public init(number: Int) {
        self.number = number
    }

    /// Earlier in the calendar.
    public static func < (one: CalendarDay, other: CalendarDay) -> Bool { one.number < other.number }

    /// The day so many days later.
    public func adding(days: Int) -> CalendarDay { CalendarDay(number: number + days) }

    /// The day of the week; 1 January 1970 was a Thursday.
    public var weekday: Weekday { Weekday(rawValue: ((number + 3) % 7 + 7) % 7 + 1) ?? .monday }

    /// Year, month and day of the month, by counting in years that begin in March, so that the leap day comes last.
    public var date: (year: Int, month: Int, day: Int) {
        let shifted = number + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * month + 2) / 5 + 1
        return (yearOfEra + era * 400 + (month >= 10 ? 1 : 0), month < 10 ? month + 3 : month - 9, day)
    }
}

/// A time on the clock on the wall.
public struct TimeOfDay: Sendable, Hashable, Comparable {
    /// Seconds since midnight, 0 to 86,399.
    public var second: Int

    /// A time by hour and minute.
    public init(hour: Int, minute: Int = 0) {
        second = hour * 3_600 + minute * 60
    }

    /// A time by seconds since midnight.
    public init(second: Int) {
        self.second = second
    }

    /// The hour, 0 to 23.
    public var hour: Int { second / 3_600 }
    /// The minute, 0 to 59.
    public var minute: Int { second / 60 % 60 }

    /// Earlier in the day.
    public static func < (one: TimeOfDay, other: TimeOfDay) -> Bool { one.second < other.second }
}

extension TimeOfDay: CustomStringConvertible {
    /// `07:30`.
    public var description: String { "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)" }
}
