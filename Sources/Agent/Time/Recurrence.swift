/// What comes again and again.
public enum Recurrence: Sendable, Hashable {
    /// At a time of the clock on some days of the week.
    case days(Set<Weekday>, TimeOfDay)
    /// Each time so many seconds have gone.
    case interval(Double)

    /// The next moment after another; intervals are counted from `anchor`, so that delays do not add up.
    public func next(after moment: Double, anchor: Double, zone: WallZone) -> Double {
        switch self {
        case .days(let days, let time): return zone.next(time, on: days, after: moment)
        case .interval(let seconds):
            guard moment >= anchor else { return anchor }
            return anchor + ((moment - anchor) / seconds).rounded(.down) * seconds + seconds
        }
    }
}
