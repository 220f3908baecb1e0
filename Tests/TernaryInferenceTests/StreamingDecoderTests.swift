import TernaryInference
import Testing

@Suite struct StreamingDecoderTests {
    @Test func charactersComeOutWhole() {
        let text = "aé€😀 中文 \u{10FFFF}z"
        var random = Seeded(1)
        for _ in 0..<200 {
            var decoder = StreamingDecoder()
            var bytes = Array(text.utf8)[...]
            var parts: [String] = []
            while !bytes.isEmpty {
                let count = Int(random.next() % 4) + 1
                parts.append(decoder.append(bytes.prefix(count)))
                bytes = bytes.dropFirst(count)
            }
            parts.append(decoder.finish())
            #expect(parts.joined() == text)
            #expect(!parts.joined().unicodeScalars.contains("\u{FFFD}"))
        }
    }

    @Test func nonsenseBecomesReplacementCharactersAtOnce() {
        var decoder = StreamingDecoder()
        #expect(decoder.append([0x61, 0xFF, 0x62]) == "a\u{FFFD}b")
        #expect(decoder.append([0xE2, 0x82]) == "")
        #expect(decoder.append([0x61]) == "\u{FFFD}a")
        #expect(decoder.append([0xC0]) == "\u{FFFD}")
        #expect(decoder.append([0xED, 0xA0]) == "\u{FFFD}\u{FFFD}")
        #expect(decoder.append([0x80]) == "\u{FFFD}")
        #expect(decoder.append([0xF0, 0x9F, 0x98]) == "")
        #expect(decoder.finish() == "\u{FFFD}")
        #expect(decoder.finish() == "")
    }

    /// In whatever pieces bytes come, the text is that of all of them at once.
    @Test func anyBytesInAnyPieces() {
        var random = Seeded(2)
        for _ in 0..<500 {
            let bytes = (0..<40).map { _ -> UInt8 in
                let lead: [UInt8] = [0x41, 0x80, 0xBF, 0xC3, 0xE2, 0xED, 0xF0, 0xF4, 0xFF, 0x9F]
                return lead[Int(random.next() % 10)]
            }
            var decoder = StreamingDecoder()
            var text = ""
            for byte in bytes { text += decoder.append([byte]) }
            text += decoder.finish()
            #expect(Array(text.unicodeScalars) == Array(String(decoding: bytes, as: UTF8.self).unicodeScalars))
        }
    }
}
