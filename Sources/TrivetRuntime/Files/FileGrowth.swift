/// When a file of lines that only grows is to be written anew, with nothing in it but what counts.
struct FileGrowth: Sendable {
    /// Larger files are not read.
    static let mostBytes = 1 << 30
    /// Smaller ones are left alone.
    private static let smallest = 1 << 20

    private var size: Int
    private var limit: Int

    /// A file that was just written, with so many bytes in it.
    init(live: Int = 0) {
        size = live
        limit = max(Self.smallest, 3 * live)
    }

    /// True if most of it is of no use any more.
    var isLarge: Bool { size > limit }

    /// Notes that bytes were appended.
    mutating func note(_ bytes: Int) { size += bytes }

    /// Tries again when it has grown as much once more.
    mutating func putOff() { limit = 2 * size }
}
