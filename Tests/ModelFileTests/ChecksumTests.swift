import ModelFile
import Testing

@Suite struct ChecksumTests {
    @Test func publishedVectors() {
        #expect(Checksum.of([UInt8]().span.bytes) == 0xEF46_DB37_51D8_E999)
        #expect(Checksum.of(Array("a".utf8).span.bytes) == 0xD24E_C4F1_A98C_6E5B)
        #expect(Checksum.of(Array("abc".utf8).span.bytes) == 0x44BC_2CF5_AD77_0999)
        #expect(
            Checksum.of(Array("Nobody inspects the spammish repetition".utf8).span.bytes) == 0xFBCE_A83C_8A37_8BF1)
    }

    @Test func piecesDoNotMatter() {
        var random = Seeded(1)
        let bytes = (0..<1000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        let whole = Checksum.of(bytes.span.bytes)
        for _ in 0..<50 {
            var checksum = Checksum()
            var at = 0
            while at < bytes.count {
                let end = min(bytes.count, at + Int(random.next() % 100))
                checksum.update(Array(bytes[at..<end]).span.bytes)
                at = end
            }
            #expect(checksum.value == whole)
        }
    }
}
