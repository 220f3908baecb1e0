#if canImport(Glibc)
    import Glibc
#endif

/// The two clocks of the runtime, in seconds.
public enum Clock {
    /// Seconds since the machine started. It never jumps; everything that waits or ages is measured with it.
    public static func monotonic() -> Double { read(CLOCK_MONOTONIC) }

    /// Seconds since 1970, for what is written down for people and for later runs.
    public static func wall() -> Double { read(CLOCK_REALTIME) }

    private static func read(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
