#if canImport(Glibc)
    import Glibc
#endif

/// How much processor time a process has used.
struct ProcessTime {
    /// The seconds that all of its threads computed so far; nil if the kernel does not tell.
    static func seconds(of process: Int32) -> Double? {
        guard let text = TextFile.read("/proc/\(process)/stat"), let end = text.lastIndex(of: ")") else { return nil }
        // Behind the name, which may hold anything: the state, and as fields 12 and 13 the ticks in user and kernel mode.
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 12, let user = Double(fields[11]), let kernel = Double(fields[12]) else { return nil }
        return (user + kernel) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
}
