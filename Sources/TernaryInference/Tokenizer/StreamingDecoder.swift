/// Turns the bytes of tokens into text as they come. A token may end inside a character: only whole characters come
/// out.
public struct StreamingDecoder: Sendable {
    private var pending: [UInt8] = []

    /// A decoder that has seen nothing.
    public init() {}

    /// The text that is complete with these bytes. Bytes that are not UTF-8 become U+FFFD.
    public mutating func append(_ bytes: some Sequence<UInt8>) -> String {
        pending.append(contentsOf: bytes)
        let open = Self.openBytes(pending)
        let text = String(decoding: pending.dropLast(open), as: UTF8.self)
        pending.removeFirst(pending.count - open)
        return text
    }

    /// What is left at the end: U+FFFD if a character was cut off.
    public mutating func finish() -> String {
        defer { pending.removeAll() }
        return String(decoding: pending, as: UTF8.self)
    }

    /// How many bytes at the end begin a character that more bytes could complete.
    private static func openBytes(_ bytes: [UInt8]) -> Int {
        for count in 1...3 where count <= bytes.count {
            let byte = bytes[bytes.count - count]
            if byte & 0xC0 == 0x80 { continue }  // inside a character: its first byte is further left
            let length =
                (0xC2...0xDF).contains(byte)
                ? 2 : (0xE0...0xEF).contains(byte) ? 3 : (0xF0...0xF4).contains(byte) ? 4 : 1
            guard length > count else { return 0 }
            if count > 1 {
                // The second byte decides whether the character exists.
                let second = bytes[bytes.count - count + 1]
                let allowed: ClosedRange<UInt8> =
                    switch byte {
                    case 0xE0: 0xA0...0xBF
                    case 0xED: 0x80...0x9F
                    case 0xF0: 0x90...0xBF
                    case 0xF4: 0x80...0x8F
                    default: 0x80...0xBF
                    }
                if !allowed.contains(second) { return 0 }
            }
            return count
        }
        return 0
    }
}
