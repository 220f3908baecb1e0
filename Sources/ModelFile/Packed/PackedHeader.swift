/// The first 64 bytes of a packed model.
struct PackedHeader: Sendable {
    /// Where the sections lie in the file.
    struct Sections: Sendable {
        var metadata: Range<Int>
        var tokenizer: Range<Int>
        var directory: Range<Int>
        var tensorStart: Int
    }

    var version: UInt32
    var fileLength: UInt64
    var headChecksum: UInt64
    var bodyChecksum: UInt64
    var sections: Sections

    /// Reads and checks the header. The sections lie inside a file of `fileLength` bytes.
    init(parsing bytes: RawSpan, path: String) throws(ModelFileError) {
        func fail(_ problem: ModelFileError.Problem) -> ModelFileError { ModelFileError(path: path, problem: problem) }

        for (index, byte) in PackedFormat.magic.enumerated() where bytes.number(UInt8.self, at: index) != byte {
            throw fail(.notAPackedModel(looksLike: Self.likeness(bytes)))
        }
        guard bytes.byteCount >= PackedFormat.headerLength else {
            throw fail(.wrongLength(expected: UInt64(PackedFormat.headerLength), actual: UInt64(bytes.byteCount)))
        }
        func word(_ offset: Int) -> UInt64 { bytes.number(UInt64.self, at: offset)! }

        version = bytes.number(UInt32.self, at: 8)!
        guard PackedFormat.readableVersions.contains(version) else { throw fail(.unsupportedVersion(found: version)) }
        guard bytes.number(UInt32.self, at: 12)! == 0 else {
            throw fail(.malformed(offset: 12, field: "the reserved word", what: "is not zero"))
        }
        fileLength = word(16)
        let lengths = [word(24), word(32), word(40)]
        headChecksum = word(PackedFormat.headChecksumOffset)
        bodyChecksum = word(PackedFormat.bodyChecksumOffset)

        guard fileLength <= UInt64(Int.max) else {
            throw fail(.malformed(offset: 16, field: "the file length", what: "is \(fileLength), which no file has"))
        }
        let limits = [PackedFormat.metadataLimit, PackedFormat.tokenizerLimit, PackedFormat.directoryLimit]
        let names = ["the metadata", "the tokenizer", "the directory"]
        var position = UInt64(PackedFormat.headerLength)
        var ranges: [Range<Int>] = []
        for (index, length) in lengths.enumerated() {
            guard length <= limits[index] else {
                throw fail(.tooLarge(field: names[index], limit: limits[index], actual: length))
            }
            ranges.append(Int(position)..<Int(position + length))
            position = (position + length + 63) & ~63  // far from overflow by the limits
        }
        guard position <= fileLength else {
            throw fail(
                .malformed(
                    offset: 16, field: "the file length",
                    what: "is \(fileLength) and the sections before the tensors end at \(position)"))
        }
        sections = Sections(
            metadata: ranges[0], tokenizer: ranges[1], directory: ranges[2], tensorStart: Int(position))
    }

    /// What a file that is not ours looks like.
    private static func likeness(_ bytes: RawSpan) -> String? {
        if bytes.byteCount == 0 { return "empty" }
        if bytes.text(0..<4) == "GGUF" { return "a GGUF file" }
        if bytes.number(UInt8.self, at: 8) == UInt8(ascii: "{") { return "a safetensors file" }
        if bytes.text(0..<8) == "version " { return "a Git LFS pointer (fetch the real file with `git lfs pull`)" }
        if bytes.number(UInt8.self, at: 0) == UInt8(ascii: "{") { return "a JSON file" }
        if bytes.number(UInt16.self, at: 0) == 0x4B50 { return "a ZIP archive" }
        if bytes.number(UInt64.self, at: 0) == 0 { return "a file that begins with zeros (an unfinished copy?)" }
        return nil
    }
}
