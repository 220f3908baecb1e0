/// How much memory a process has, as the kernel counts it.
public struct MemoryUse: Sendable, Hashable {
    /// What is resident, shared pages of files included, in MiB.
    public var residentMiB: Double
    /// The most that was ever resident, in MiB.
    public var peakMiB: Double

    /// The memory of a process; of this one without an id. Nil if the kernel does not tell.
    public static func read(process: Int32? = nil) -> MemoryUse? {
        guard let text = TextFile.read("/proc/\(process.map { "\($0)" } ?? "self")/status") else { return nil }
        func kilobytes(_ key: String) -> Double? {
            let line = text.split(separator: "\n").first { $0.hasPrefix(key + ":") }
            return line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Double($0) }
        }
        guard let resident = kilobytes("VmRSS"), let peak = kilobytes("VmHWM") else { return nil }
        return MemoryUse(residentMiB: resident / 1024, peakMiB: peak / 1024)
    }
}
