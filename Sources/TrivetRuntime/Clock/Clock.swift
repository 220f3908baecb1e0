public import Appliances

#if canImport(Glibc)
    import Glibc
#endif

/// The two clocks of the runtime, in seconds.
public enum Clock {
    /// Seconds since the machine started. It never jumps; everything that waits or ages is measured with it.
    public static func monotonic() -> Double { read(CLOCK_MONOTONIC) }

    /// Seconds since 1970, for what is written down for people and for later runs.
    public static func wall() -> Double { read(CLOCK_REALTIME) }

    /// The time of day where the board stands; nil as long as its calendar is not set.
    public static func local(at wall: Double = wall()) -> LocalTime? {
        // A board without a clock of its own begins in 1970, until the network tells it the time: 2024 has not come yet.
        guard wall >= 1_704_067_200 else { return nil }
        var seconds = time_t(wall)
        var parts = tm()
        guard localtime_r(&seconds, &parts) != nil else { return nil }
        return LocalTime(
            weekday: parts.tm_wday == 0 ? 7 : Int(parts.tm_wday), minute: Int(parts.tm_hour) * 60 + Int(parts.tm_min))
    }

    private static func read(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}

/// The calendar of a home: what time it is for people.
public struct HomeCalendar: Sendable {
    /// Seconds since 1970.
    public var wall: @Sendable () -> Double
    /// The time of day; nil if it is not known.
    public var local: @Sendable () -> LocalTime?

    /// A calendar; by default that of the board.
    public init(
        wall: @escaping @Sendable () -> Double = { Clock.wall() },
        local: @escaping @Sendable () -> LocalTime? = { Clock.local() }
    ) {
        self.wall = wall
        self.local = local
    }
}
