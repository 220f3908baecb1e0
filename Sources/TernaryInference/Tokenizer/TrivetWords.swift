/// The splitting rule `trivet-words`: a run of letters with the space before it is a piece; every other byte is one.
/// Letters are a to z, A to Z and all bytes above ASCII.
enum TrivetWords {
    static func isLetter(_ byte: UInt8) -> Bool { byte >= 0x80 || (byte | 0x20) &- 0x61 < 26 }

    static func split(_ bytes: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>) -> Void) {
        var start = 0
        while start < bytes.count {
            var end = start
            if bytes[end] == 0x20 { end += 1 }
            let word = end
            while end < bytes.count, isLetter(bytes[end]) { end += 1 }
            if end == word { end = start + 1 }
            body(start..<end)
            start = end
        }
    }
}
