/// Why a text is not JSON, and where.
public struct JSONError: Error, Sendable, Hashable {
    /// What is wrong.
    public enum Problem: Sendable, Hashable {
        /// The text ends where more is needed; what is needed.
        case unexpectedEnd(expected: String)
        /// Something else stands where one thing is needed.
        case unexpected(found: UInt8, expected: String)
        /// There is more text behind the value.
        case trailingText
        /// A number that is not written as JSON writes numbers: a leading zero or `+`, a point without digits.
        case malformedNumber
        /// A number beyond what a 64-bit floating-point number holds.
        case numberTooLarge
        /// A backslash and something that may not follow it.
        case malformedEscape
        /// Half of a surrogate pair.
        case loneSurrogate
        /// A control character that has to be written as an escape.
        case controlCharacter(UInt8)
        /// Bytes that are not UTF-8.
        case invalidUTF8
        /// An object that holds the key twice.
        case duplicateKey(String)
        /// Arrays and objects deeper than the limit.
        case tooDeep(limit: Int)
        /// More bytes than the limit.
        case tooLong(limit: Int)
    }

    /// What is wrong.
    public var what: Problem
    /// How many bytes stand before the place.
    public var offset: Int
    /// The line of the place, from 1.
    public var line: Int
    /// The column of the place in characters (Unicode scalars), from 1.
    public var column: Int

    init(_ what: Problem, at offset: Int, in bytes: UnsafeBufferPointer<UInt8>) {
        self.what = what
        self.offset = offset
        var line = 1
        var column = 1
        for byte in bytes[..<min(offset, bytes.count)] {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        self.line = line
        self.column = column
    }
}

extension JSONError: CustomStringConvertible {
    /// The place and what to do about it.
    public var description: String { "line \(line), column \(column): \(what)" }
}

extension JSONError.Problem: CustomStringConvertible {
    /// What is wrong and what would be right.
    public var description: String {
        switch self {
        case .unexpectedEnd(let expected): "the text ends here, but \(expected) has to follow"
        case .unexpected(let found, let expected): "expected \(expected), found \(Self.name(of: found))"
        case .trailingText: "one value is complete; remove the text behind it"
        case .malformedNumber: "not a JSON number; write it like 12, -0.5 or 1e6"
        case .numberTooLarge: "the number is too large for a 64-bit floating-point number"
        case .malformedEscape:
            "unknown escape; allowed are \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four hex digits"
        case .loneSurrogate: "half of a surrogate pair; write both halves as \\uD8xx\\uDCxx"
        case .controlCharacter(let byte): "\(Self.name(of: byte)) inside a string; write it as an escape"
        case .invalidUTF8: "the bytes are not UTF-8; save the text as UTF-8"
        case .duplicateKey(let key): "the key \"\(key.prefix(80))\" occurs twice; keep one"
        case .tooDeep(let limit): "more than \(limit) arrays and objects inside one another"
        case .tooLong(let limit): "the text is longer than \(limit) bytes"
        }
    }

    static func name(of byte: UInt8) -> String {
        switch byte {
        case 0x21...0x7E: "'\(Character(Unicode.Scalar(byte)))'"
        case 0x20: "a space"
        case UInt8(ascii: "\n"): "a line break"
        case UInt8(ascii: "\t"): "a tab"
        default: "byte 0x" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }
    }
}
