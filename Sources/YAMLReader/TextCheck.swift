/// Looks for bytes that cannot be in a text file, before libyaml sees them: so every such mistake has its place.
enum TextCheck {
    /// The first byte that is no text, if there is one.
    static func firstMistake(in bytes: [UInt8]) -> (position: Position, message: String)? {
        var position = Position.start
        var index = 0
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
        while index < bytes.count {
            let byte = bytes[index]
            if byte == 0x0A {
                position = Position(line: position.line + 1, column: 1)
                index += 1
                continue
            }
            guard let length = sequenceLength(in: bytes, at: index) else {
                return (position, "this is not UTF-8 text (byte 0x\(hexadecimal(byte))); save the file as UTF-8")
            }
            if length == 1, byte < 0x20, byte != 0x09, byte != 0x0D {
                return (position, "control character 0x\(hexadecimal(byte)) is not allowed; remove it")
            }
            if byte == 0x7F { return (position, "control character 0x7f is not allowed; remove it") }
            index += length
            position.column += 1
        }
        return nil
    }

    /// The length of the UTF-8 sequence at an index, nil if there is none that is well formed.
    private static func sequenceLength(in bytes: [UInt8], at index: Int) -> Int? {
        let first = bytes[index]
        let length: Int
        var lowest: UInt8 = 0x80
        var highest: UInt8 = 0xBF
        switch first {
        case 0x00...0x7F: return 1
        case 0xC2...0xDF: length = 2
        case 0xE0...0xEF:
            length = 3
            if first == 0xE0 { lowest = 0xA0 }
            if first == 0xED { highest = 0x9F }
        case 0xF0...0xF4:
            length = 4
            if first == 0xF0 { lowest = 0x90 }
            if first == 0xF4 { highest = 0x8F }
        default: return nil
        }
        guard index + length <= bytes.count else { return nil }
        guard (lowest...highest).contains(bytes[index + 1]) else { return nil }
        for next in (index + 2)..<max(index + 2, index + length) where !(0x80...0xBF).contains(bytes[next]) {
            return nil
        }
        return length
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16)
        return digits.count < 2 ? "0" + digits : digits
    }
}
