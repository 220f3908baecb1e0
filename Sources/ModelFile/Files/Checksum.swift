/// The hash XXH64 with seed 0, as published by Yann Collet, computed piece by piece.
public struct Checksum: Sendable {
    private static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
    private static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
    private static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
    private static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
    private static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5

    private var lane1 = prime1 &+ prime2
    private var lane2 = prime2
    private var lane3: UInt64 = 0
    private var lane4 = 0 &- prime1
    private var total: UInt64 = 0
    private var pending: [UInt8] = []

    /// The hash of nothing yet.
    public init() {}

    /// The hash of some bytes.
    public static func of(_ bytes: RawSpan) -> UInt64 {
        var checksum = Checksum()
        checksum.update(bytes)
        return checksum.value
    }

    /// Adds bytes.
    public mutating func update(_ bytes: RawSpan) {
        total &+= UInt64(bytes.byteCount)
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            if !pending.isEmpty {
                let taken = rest.prefix(32 - pending.count)
                pending.append(contentsOf: taken)
                rest = rest.dropFirst(taken.count)
                if pending.count < 32 { return }
                pending.withUnsafeBytes { mix($0) }
                pending.removeAll(keepingCapacity: true)
            }
            let whole = rest.count & ~31
            mix(UnsafeRawBufferPointer(rebasing: rest.prefix(whole)))
            pending.append(contentsOf: rest.dropFirst(whole))
        }
    }

    /// The hash of all bytes that were added.
    public var value: UInt64 {
        var hash: UInt64
        if total >= 32 {
            hash = rotate(lane1, 1) &+ rotate(lane2, 7) &+ rotate(lane3, 12) &+ rotate(lane4, 18)
            for lane in [lane1, lane2, lane3, lane4] {
                hash = (hash ^ Self.round(0, lane)) &* Self.prime1 &+ Self.prime4
            }
        } else {
            hash = Self.prime5
        }
        hash &+= total
        pending.withUnsafeBytes { tail in
            var at = 0
            while at + 8 <= tail.count {
                hash ^= Self.round(0, word(tail, at))
                hash = rotate(hash, 27) &* Self.prime1 &+ Self.prime4
                at += 8
            }
            if at + 4 <= tail.count {
                let half = UInt64(UInt32(littleEndian: tail.loadUnaligned(fromByteOffset: at, as: UInt32.self)))
                hash ^= half &* Self.prime1
                hash = rotate(hash, 23) &* Self.prime2 &+ Self.prime3
                at += 4
            }
            while at < tail.count {
                hash ^= UInt64(tail[at]) &* Self.prime5
                hash = rotate(hash, 11) &* Self.prime1
                at += 1
            }
        }
        hash = (hash ^ (hash >> 33)) &* Self.prime2
        hash = (hash ^ (hash >> 29)) &* Self.prime3
        return hash ^ (hash >> 32)
    }

    private mutating func mix(_ bytes: UnsafeRawBufferPointer) {  // a multiple of 32 bytes
        var (a, b, c, d) = (lane1, lane2, lane3, lane4)
        var at = 0
        while at < bytes.count {
            a = Self.round(a, word(bytes, at))
            b = Self.round(b, word(bytes, at + 8))
            c = Self.round(c, word(bytes, at + 16))
            d = Self.round(d, word(bytes, at + 24))
            at += 32
        }
        (lane1, lane2, lane3, lane4) = (a, b, c, d)
    }

    private static func round(_ lane: UInt64, _ input: UInt64) -> UInt64 {
        rotate(lane &+ input &* prime2, 31) &* prime1
    }
}

private func rotate(_ value: UInt64, _ count: UInt64) -> UInt64 { (value &<< count) | (value &>> (64 - count)) }

private func word(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> UInt64 {
    UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
}
