/// The alphabet in which byte-level vocabularies are written: each byte is one printable character.
enum ByteAlphabet {
    private static let absent: UInt16 = 256

    // All characters lie below U+0144: those that print stand for themselves, the others come in order from U+0100.
    private static let byteOfScalar: [UInt16] = {
        var table = [UInt16](repeating: absent, count: 0x144)
        for (byte, scalar) in scalarOfByte.enumerated() { table[Int(scalar)] = UInt16(byte) }
        return table
    }()

    private static let scalarOfByte: [UInt16] = {
        var next: UInt16 = 256
        return (0...255 as ClosedRange<UInt16>).map { byte in
            if (33...126).contains(byte) || (161...172).contains(byte) || (174...255).contains(byte) { return byte }
            defer { next += 1 }
            return next
        }
    }()

    /// The bytes that a text of the alphabet stands for; nil if a character is not in it.
    static func bytes(_ text: String) -> [UInt8]? {
        var text = text
        return text.withUTF8 { utf8 in
            var bytes = [UInt8](repeating: 0, count: utf8.count)
            let count = bytes.withUnsafeMutableBytes { decode(UnsafeRawBufferPointer(utf8), into: $0) }
            return count.map { Array(bytes[..<$0]) }
        }
    }

    /// Writes the bytes that a text (in UTF-8) stands for and tells how many; nil if a character is not in the alphabet.
    /// There is room for as many bytes as the text has.
    static func decode(_ text: UnsafeRawBufferPointer, into bytes: UnsafeMutableRawBufferPointer) -> Int? {
        byteOfScalar.withUnsafeBufferPointer { table in
            var (at, count) = (0, 0)
            while at < text.count {
                var scalar = Int(text[at])
                at += 1
                if scalar >= 0x80 {
                    // Two bytes reach U+07FF; what is longer is not in the alphabet.
                    guard scalar & 0xE0 == 0xC0, at < text.count, text[at] & 0xC0 == 0x80 else { return nil }
                    scalar = (scalar & 0x1F) << 6 | Int(text[at] & 0x3F)
                    at += 1
                    guard scalar >= 0x80, scalar < table.count else { return nil }
                }
                guard table[scalar] < absent else { return nil }
                bytes[count] = UInt8(truncatingIfNeeded: table[scalar])
                count += 1
            }
            return count
        }
    }

    /// Appends the text that stands for some bytes, in UTF-8.
    static func encode(_ bytes: some Sequence<UInt8>, into text: inout [UInt8]) {
        for byte in bytes {
            let scalar = scalarOfByte[Int(byte)]
            if scalar < 0x80 {
                text.append(UInt8(scalar))
            } else {
                text.append(UInt8(0xC0 | scalar >> 6))
                text.append(UInt8(0x80 | scalar & 0x3F))
            }
        }
    }
}
