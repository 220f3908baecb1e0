/// What Trivet's packed model files have in common; `docs/model-format.md` tells it byte by byte.
public enum PackedFormat {
    /// The version of the format that this program reads and writes.
    public static let version: UInt32 = 1

    /// The first eight bytes of every packed model.
    static let magic: [UInt8] = [0x54, 0x52, 0x49, 0x56, 0x45, 0x54, 0x00, 0x01]  // "TRIVET", 0, 1
    static let headerLength = 64
    static let headChecksumOffset = 48
    static let bodyChecksumOffset = 56

    static let metadataLimit: UInt64 = 4 << 20
    static let tokenizerLimit: UInt64 = 256 << 20
    static let directoryLimit: UInt64 = 64 << 20

    /// The checksum of everything before the tensors, without the eight bytes that hold it.
    static func headChecksum(_ bytes: RawSpan, tensorStart: Int) -> UInt64 {
        var checksum = Checksum()
        checksum.update(bytes.extracting(0..<headChecksumOffset))
        checksum.update(bytes.extracting(bodyChecksumOffset..<tensorStart))
        return checksum.value
    }

    /// Writes both checksums of a whole file in memory, so that only its content is left to be wrong. For tests.
    package static func seal(_ file: inout [UInt8]) {
        let start: Int? = file.withUnsafeBytes { buffer in
            (try? PackedHeader(parsing: buffer.bytes, path: ""))?.sections.tensorStart
        }
        guard let start, start <= file.count else { return }
        let body = file.withUnsafeBytes { Checksum.of($0.bytes.extracting(start..<$0.count)) }
        file.store(littleEndian: body, at: bodyChecksumOffset)
        let head = file.withUnsafeBytes { headChecksum($0.bytes, tensorStart: start) }
        file.store(littleEndian: head, at: headChecksumOffset)
    }
}
