#if canImport(Glibc)
    import Glibc
#endif

/// The clocks of the runtime, in seconds.
public enum Clock {
    /// Seconds since the machine started. It never jumps; everything that waits or ages is measured with it.
    public static func monotonic() -> Double { read(CLOCK_MONOTONIC) }

    /// Seconds since 1970, for what is written down for people and for later runs.
    public static func wall() -> Double { read(CLOCK_REALTIME) }

    /// Seconds that a processor worked for the thread that asks.
    static func ofThread() -> Double { read(CLOCK_THREAD_CPUTIME_ID) }

    private static func read(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
