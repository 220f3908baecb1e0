/// The time of day where the home stands.
public struct LocalTime: Sendable, Hashable {
    /// 1 for Monday to 7 for Sunday.
    public var weekday: Int
    /// Minutes since midnight, 0 to 1439.
    public var minute: Int

    /// A time of day.
    public init(weekday: Int, minute: Int) {
        self.weekday = weekday
        self.minute = minute
    }
}

/// A part of the day in which something is not done, or only after a question.
public struct QuietHours: Sendable, Hashable {
    /// What happens in them.
    public enum Manner: String, Sendable, Hashable, CaseIterable {
        /// It is refused.
        case refuse
        /// A person has to say yes first.
        case ask
    }

    /// The first minute of the day that belongs to them.
    public var from: Int
    /// The first minute that does not belong to them any more; before `from` if they last past midnight.
    public var to: Int
    /// The days on which they begin, 1 for Monday to 7 for Sunday.
    public var days: Set<Int> = Set(1...7)
    /// What happens in them.
    public var manner = Manner.refuse

    /// True if the time is within them. A time that is not known is: the board may have no clock yet.
    func contains(_ time: LocalTime?) -> Bool {
        guard let time else { return true }
        if from < to { return days.contains(time.weekday) && (from..<to).contains(time.minute) }
        if time.minute >= from { return days.contains(time.weekday) }
        // What comes after midnight belongs to the day before.
        return time.minute < to && days.contains(time.weekday == 1 ? 7 : time.weekday - 1)
    }

    /// `22:00 to 7:00`.
    var words: String { "\(Self.words(from)) to \(Self.words(to))" }

    private static func words(_ minute: Int) -> String {
        "\(minute / 60):\(minute % 60 < 10 ? "0" : "")\(minute % 60)"
    }

    static let dayNames = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
}
