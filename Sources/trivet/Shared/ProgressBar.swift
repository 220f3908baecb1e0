import TrivetRuntime

#if canImport(Glibc)
    import Glibc
#endif

/// A bar on standard error that shows how far a long work has come; nothing if that is no terminal.
final class ProgressBar {
    private let total: Int
    private let isShown = isatty(STDERR_FILENO) == 1
    private let started = Clock.monotonic()
    private var done = 0
    private var lastShown = 0.0

    init(total: Int) {
        self.total = max(total, 1)
    }

    /// One more is done.
    func advance(_ note: String = "") { show(done + 1, note) }

    /// So many are done.
    func show(_ done: Int, _ note: String = "") {
        self.done = done
        let now = Clock.monotonic()
        guard isShown, now - lastShown > 0.1 || done >= total else { return }
        lastShown = now
        let width = 30
        let filled = min(width, width * done / total)
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
        let rest = done == 0 ? 0 : (now - started) / Double(done) * Double(total - done)
        complain("\r\(bar) \(done * 100 / total) %, \(Int(rest)) s left  \(note)\u{1B}[K", terminator: "")
    }

    /// Removes the bar, so that a line can be printed.
    func clear() {
        if isShown { complain("\r\u{1B}[K", terminator: "") }
    }
}
