/// A strict recursive-descent parser over bytes that somebody else owns.
struct JSONParser {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let limits: JSON.Limits
    private var position = 0
    private var depth = 0

    init(bytes: UnsafeBufferPointer<UInt8>, limits: JSON.Limits) {
        self.bytes = bytes
        self.limits = limits
    }

    /// One value with white space around it and nothing else.
    mutating func document() throws(JSONError) -> JSON {
        guard bytes.count <= limits.maximumBytes else {
            throw error(.tooLong(limit: limits.maximumBytes), at: limits.maximumBytes)
        }
        skipSpace()
        let value = try value()
        skipSpace()
        guard position == bytes.count else { throw error(.trailingText) }
        return value
    }

    private mutating func value() throws(JSONError) -> JSON {
        guard let byte = peek() else { throw error(.unexpectedEnd(expected: "a value")) }
        switch byte {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
        default: throw error(.unexpected(found: byte, expected: "a value"))
        }
    }

    private mutating func array() throws(JSONError) -> JSON {
        try enter()
        var elements: [JSON] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return .array(leave(elements)) }
        while true {
            skipSpace()
            elements.append(try value())
            skipSpace()
            if take(UInt8(ascii: ",")) { continue }
            try need(UInt8(ascii: "]"), "',' or ']'")
            return .array(leave(elements))
        }
    }

    private mutating func object() throws(JSONError) -> JSON {
        try enter()
        var members: [JSON.Member] = []
        var seen: Set<String> = []
        skipSpace()
        if take(UInt8(ascii: "}")) { return .object(leave(members)) }
        while true {
            skipSpace()
            let start = position
            guard peek() == UInt8(ascii: "\"") else { throw wrong("a key in double quotes") }
            let key = try string()
            // Short objects are searched, long ones get a set: the check stays cheap whatever is sent.
            if members.count == 8 { seen = Set(members.map(\.key)) }
            let isKnown = members.count < 8 ? members.contains { $0.key == key } : !seen.insert(key).inserted
            if isKnown { throw error(.duplicateKey(key), at: start) }
            skipSpace()
            try need(UInt8(ascii: ":"), "':'")
            skipSpace()
            members.append(JSON.Member(key: key, value: try value()))
            skipSpace()
            if take(UInt8(ascii: ",")) { continue }
            try need(UInt8(ascii: "}"), "',' or '}'")
            return .object(leave(members))
        }
    }

    private mutating func enter() throws(JSONError) {
        guard depth < limits.maximumDepth else { throw error(.tooDeep(limit: limits.maximumDepth)) }
        depth += 1
        position += 1
    }

    private mutating func leave<Elements>(_ elements: Elements) -> Elements {
        depth -= 1
        return elements
    }

    private mutating func word(_ word: StaticString, _ value: JSON) throws(JSONError) -> JSON {
        for index in 0..<word.utf8CodeUnitCount {
            guard let byte = peek() else { throw error(.unexpectedEnd(expected: "'\(word)'")) }
            guard byte == word.utf8Start[index] else { throw error(.unexpected(found: byte, expected: "'\(word)'")) }
            position += 1
        }
        return value
    }
}

// MARK: - Strings

extension JSONParser {
    private mutating func string() throws(JSONError) -> String {
        position += 1
        let start = position
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: "\""):
                let text = String(decoding: bytes[start..<position], as: UTF8.self)
                position += 1
                return text
            case UInt8(ascii: "\\"): return try escapedString(from: start)
            case 0..<0x20: throw error(.controlCharacter(byte))
            case 0x80...: try skipScalar()
            default: position += 1
            }
        }
        throw error(.unexpectedEnd(expected: "the closing double quote"))
    }

    /// The rest of a string in which an escape was met.
    private mutating func escapedString(from start: Int) throws(JSONError) -> String {
        var text = [UInt8](bytes[start..<position])
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                let scalar = try escape()
                text.append(contentsOf: UTF8.encode(scalar)!)
            case 0..<0x20: throw error(.controlCharacter(byte))
            case 0x80...:
                let first = position
                try skipScalar()
                text.append(contentsOf: bytes[first..<position])
            default:
                text.append(byte)
                position += 1
            }
        }
        throw error(.unexpectedEnd(expected: "the closing double quote"))
    }

    private mutating func escape() throws(JSONError) -> Unicode.Scalar {
        let start = position
        position += 1
        guard let byte = peek() else { throw error(.unexpectedEnd(expected: "the rest of the escape")) }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): break
        default: throw error(.malformedEscape, at: start)
        }
        let unit = try hexUnit(of: start)
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard unit < 0xDC00, take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
            throw error(.loneSurrogate, at: start)
        }
        let low = try hexUnit(of: start)
        guard (0xDC00...0xDFFF).contains(low) else { throw error(.loneSurrogate, at: start) }
        return Unicode.Scalar(0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(low) - 0xDC00))!
    }

    private mutating func hexUnit(of start: Int) throws(JSONError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = peek() else { throw error(.unexpectedEnd(expected: "four hex digits")) }
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
                throw error(.malformedEscape, at: start)
            }
            unit = unit << 4 | UInt16(digit)
            position += 1
        }
        return unit
    }

    /// Steps over one scalar of two to four bytes; the ranges are those of the Unicode standard, table 3-7.
    private mutating func skipScalar() throws(JSONError) {
        let first = bytes[position]
        let second: ClosedRange<UInt8>
        let length: Int
        switch first {
        case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: throw error(.invalidUTF8)
        }
        guard position + length <= bytes.count, second.contains(bytes[position + 1]) else { throw error(.invalidUTF8) }
        for index in position + 2..<max(position + 2, position + length) where bytes[index] & 0xC0 != 0x80 {
            throw error(.invalidUTF8)
        }
        position += length
    }
}

// MARK: - Numbers

extension JSONParser {
    private mutating func number() throws(JSONError) -> Double {
        let start = position
        let isNegative = take(UInt8(ascii: "-"))
        var mantissa: UInt64 = 0
        var digits = 0
        var exponent = 0
        let leading = position
        scanDigits { digit in
            if digits < 18 { mantissa = mantissa &* 10 &+ digit } else { exponent += 1 }
            if mantissa != 0 { digits += 1 }
        }
        guard position > leading else { throw error(.malformedNumber, at: start) }
        if bytes[leading] == UInt8(ascii: "0"), position > leading + 1 { throw error(.malformedNumber, at: start) }
        if take(UInt8(ascii: ".")) {
            let fraction = position
            scanDigits { digit in
                guard digits < 18 else { return }
                mantissa = mantissa &* 10 &+ digit
                exponent -= 1
                if mantissa != 0 { digits += 1 }
            }
            guard position > fraction else { throw error(.malformedNumber, at: start) }
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            let isSmall = take(UInt8(ascii: "-"))
            if !isSmall { _ = take(UInt8(ascii: "+")) }
            let power = position
            var value = 0
            scanDigits { digit in value = min(value * 10 + Int(digit), 100_000) }
            guard position > power else { throw error(.malformedNumber, at: start) }
            exponent += isSmall ? -value : value
        }
        // Both are exact below these bounds, so one multiplication rounds correctly (Clinger 1990).
        if mantissa < 1 << 53, abs(exponent) <= 22 {
            let power = Self.powersOfTen[abs(exponent)]
            let value = exponent < 0 ? Double(mantissa) / power : Double(mantissa) * power
            return isNegative ? -value : value
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard let value = Double(text), value.isFinite else { throw error(.numberTooLarge, at: start) }
        return value
    }

    private mutating func scanDigits(_ body: (UInt64) -> Void) {
        while let byte = peek(), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
            body(UInt64(byte - UInt8(ascii: "0")))
            position += 1
        }
    }

    private static let powersOfTen: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]
}

// MARK: - Bytes

extension JSONParser {
    private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        position += 1
        return true
    }

    private mutating func need(_ byte: UInt8, _ expected: String) throws(JSONError) {
        guard take(byte) else { throw wrong(expected) }
    }

    private mutating func skipSpace() {
        while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private func wrong(_ expected: String) -> JSONError {
        guard let byte = peek() else { return error(.unexpectedEnd(expected: expected)) }
        return error(.unexpected(found: byte, expected: expected))
    }

    private func error(_ problem: JSONError.Problem, at offset: Int? = nil) -> JSONError {
        JSONError(problem, at: offset ?? position, in: bytes)
    }
}
