public import Agent

#if canImport(Glibc)
    import Glibc
#endif

extension WallZone {
    /// The zone that the system is set to.
    public static var system: WallZone {
        tzset()
        return WallZone { moment in
            var time = time_t(moment.rounded(.down))
            var parts = tm()
            guard localtime_r(&time, &parts) != nil else { return 0 }
            return Int(parts.tm_gmtoff)
        }
    }
}
