import TrivetRuntime

/// A bar that tells how many bytes are done and how fast it goes.
final class ByteProgress {
    private let bar: ProgressBar
    private let total: Int
    private let started = Clock.monotonic()

    init(total: Int) {
        bar = ProgressBar(total: total)
        self.total = total
    }

    /// So many bytes are done.
    func show(_ bytes: Int) {
        let seconds = max(Clock.monotonic() - started, 0.001)
        bar.show(
            bytes, "\(megabytes(bytes)) of \(megabytes(total)) MB, \(megabytes(Int(Double(bytes) / seconds))) MB/s")
    }

    /// Removes the bar, so that a line can be printed.
    func clear() { bar.clear() }

    private func megabytes(_ bytes: Int) -> Int { (bytes + 500_000) / 1_000_000 }
}
