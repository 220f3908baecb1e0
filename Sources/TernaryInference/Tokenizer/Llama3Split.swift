/// The splitting rule of Llama 3, written out by hand. Its pattern, of which the first alternative that matches wins:
///
///     (?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+
enum Llama3Split {
    private enum Kind { case letter, number, newline, space, other }

    static func split(_ bytes: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>) -> Void) {
        let scanner = Scanner(bytes: bytes)
        var start = 0
        while start < bytes.count {
            let end = scanner.pieceEnd(start)
            body(start..<end)
            start = end
        }
    }

    private struct Scanner {
        let bytes: UnsafeBufferPointer<UInt8>

        /// The character that begins at a place, and where it ends. What is not UTF-8 counts as one byte of no kind.
        func character(_ place: Int) -> (value: UInt32, kind: Kind, end: Int)? {
            guard place < bytes.count else { return nil }
            let first = bytes[place]
            if first < 0x80 { return (UInt32(first), Self.asciiKind(first), place + 1) }
            let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
            guard first >= 0xC2, place + length <= bytes.count else { return (0, .other, place + 1) }
            var value = UInt32(first) & (0x7F >> UInt32(length))
            for index in 1..<length {
                guard bytes[place + index] & 0xC0 == 0x80 else { return (0, .other, place + 1) }
                value = value << 6 | UInt32(bytes[place + index] & 0x3F)
            }
            guard let scalar = Unicode.Scalar(value) else { return (0, .other, place + 1) }
            return (value, Self.kind(scalar), place + length)
        }

        private static func asciiKind(_ byte: UInt8) -> Kind {
            switch byte {
            case 0x30...0x39: .number
            case 0x41...0x5A, 0x61...0x7A: .letter
            case 0x0A, 0x0D: .newline
            case 0x09, 0x0B, 0x0C, 0x20: .space
            default: .other
            }
        }

        private static func kind(_ scalar: Unicode.Scalar) -> Kind {
            if scalar.properties.isWhitespace { return .space }
            switch scalar.properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return .letter
            case .decimalNumber, .letterNumber, .otherNumber: return .number
            default: return .other
            }
        }

        func run(_ place: Int, atMost limit: Int = .max, _ matches: (Kind) -> Bool) -> Int {
            var (end, count) = (place, 0)
            while count < limit, let next = character(end), matches(next.kind) {
                end = next.end
                count += 1
            }
            return end
        }

        func pieceEnd(_ start: Int) -> Int {
            let first = character(start)!
            if first.value == 0x27, let end = contractionEnd(first.end) { return end }
            if first.kind == .letter { return run(start) { $0 == .letter } }
            if first.kind == .space || first.kind == .other, character(first.end)?.kind == .letter {
                return run(first.end) { $0 == .letter }
            }
            if first.kind == .number { return run(start, atMost: 3) { $0 == .number } }

            let symbols = first.value == 0x20 ? first.end : start
            let symbolsEnd = run(symbols) { $0 == .other }
            if symbolsEnd > symbols { return run(symbolsEnd) { $0 == .newline } }

            // Only white space is left: up to the last line break, else all but what belongs to the next word.
            let end = run(start) { $0 == .space || $0 == .newline }
            var (place, lastBreak, lastStart) = (start, start, start)
            while place < end, let next = character(place) {
                lastStart = place
                place = next.end
                if next.kind == .newline { lastBreak = place }
            }
            if lastBreak > start { return lastBreak }
            return end == bytes.count || lastStart == start ? end : lastStart
        }

        /// Where 's, 't, 're, 've, 'm, 'll or 'd ends, in any case, if it stands behind the apostrophe.
        private func contractionEnd(_ place: Int) -> Int? {
            guard let first = character(place) else { return nil }
            func lower(_ value: UInt32) -> UInt32 {
                value == 0x17F ? 0x73 : (0x41...0x5A).contains(value) ? value + 32 : value
            }
            switch Unicode.Scalar(lower(first.value)) {
            case "s", "t", "m", "d": return first.end
            case "r", "v":
                guard let second = character(first.end), lower(second.value) == 0x65 else { return nil }
                return second.end
            case "l":
                guard let second = character(first.end), lower(second.value) == 0x6C else { return nil }
                return second.end
            default: return nil
            }
        }
    }
}
