/// A set of bytes in 256 bits.
public struct ByteSet: Sendable, Hashable {
    private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

    /// The empty set.
    public init() {}

    /// True if the byte is in the set.
    @inlinable
    public func contains(_ byte: UInt8) -> Bool { word(byte >> 6) >> UInt64(byte & 63) & 1 == 1 }

    /// Adds the byte.
    public mutating func insert(_ byte: UInt8) {
        let bit: UInt64 = 1 << UInt64(byte & 63)
        switch byte >> 6 {
        case 0: words.0 |= bit
        case 1: words.1 |= bit
        case 2: words.2 |= bit
        default: words.3 |= bit
        }
    }

    /// Adds the bytes of another set.
    mutating func formUnion(_ other: ByteSet) {
        words.0 |= other.words.0
        words.1 |= other.words.1
        words.2 |= other.words.2
        words.3 |= other.words.3
    }

    /// True if no byte is in the set.
    public var isEmpty: Bool { words.0 | words.1 | words.2 | words.3 == 0 }

    /// How many bytes are in the set.
    public var count: Int {
        words.0.nonzeroBitCount + words.1.nonzeroBitCount + words.2.nonzeroBitCount + words.3.nonzeroBitCount
    }

    /// The byte, if there is exactly one.
    public var only: UInt8? { count == 1 ? bytes.first : nil }

    /// The bytes in rising order.
    public var bytes: [UInt8] { (0...255).filter { contains($0) } }

    /// How many bytes of the set are smaller than this one.
    func rank(of byte: UInt8) -> Int {
        let below = word(byte >> 6) & (1 << UInt64(byte & 63) - 1)
        var rank = below.nonzeroBitCount
        if byte >= 64 { rank += words.0.nonzeroBitCount }
        if byte >= 128 { rank += words.1.nonzeroBitCount }
        if byte >= 192 { rank += words.2.nonzeroBitCount }
        return rank
    }

    @usableFromInline
    func word(_ index: UInt8) -> UInt64 {
        switch index {
        case 0: words.0
        case 1: words.1
        case 2: words.2
        default: words.3
        }
    }

    /// True if both sets hold the same bytes.
    public static func == (left: ByteSet, right: ByteSet) -> Bool { left.words == right.words }

    /// Feeds the bytes to a hasher.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
        hasher.combine(words.2)
        hasher.combine(words.3)
    }
}
