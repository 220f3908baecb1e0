/// Counts the rows of a two-plane embedding that are read here and there, and tells when their pages are better given back.
///
/// A row takes a kilobyte or so of a plane, but the kernel maps 16 pages around it: without this some thousand rows make
/// all of the embedding resident, although a token needs a few of them. Pages that are given back stay in the file cache of
/// the system, so that reading them again costs a microsecond, not a disk. A plane that is read from end to end anyway stays.
package struct ScatteredRows {
    /// A plane is given back after so many rows: at 64 KiB each they keep 8 MiB resident.
    package static let most = 128
    /// Smaller planes stay.
    package static let leastBytes = 32 << 20

    /// Where the planes lie in the file; nil if there are none that are worth it.
    private let planes: (high: Range<Int>, low: Range<Int>)?
    private var high = 0
    private var low = 0

    /// Nothing was read yet.
    package init(high: Range<Int>, low: Range<Int>) {
        planes = high.count >= Self.leastBytes ? (high, low) : nil
    }

    init(_ place: EmbeddingPlace) {
        let planes = place.planes
        self.init(high: planes.high, low: planes.low)
    }

    /// Rows of both planes.
    package mutating func read(rows: Int) {
        high += rows
        low += rows
    }

    /// All of the upper plane, and rows of the lower one.
    package mutating func readUpperPlane(andLower rows: Int) {
        high = 0
        low += rows
    }

    /// All of both.
    package mutating func readAll() { (high, low) = (0, 0) }

    /// The bytes to give back now.
    package mutating func takeReleases() -> [Range<Int>] {
        guard let planes else { return [] }
        var ranges: [Range<Int>] = []
        if high >= Self.most {
            ranges.append(planes.high)
            high = 0
        }
        if low >= Self.most {
            ranges.append(planes.low)
            low = 0
        }
        return ranges
    }
}
