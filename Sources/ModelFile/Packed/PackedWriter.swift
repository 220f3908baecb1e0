/// Writes a packed model, tensor after tensor, so that no tensor has to be in memory as a whole. The file appears when it
/// is whole; if the writer goes away before that, nothing is left behind.
struct PackedWriter: ~Copyable {
    /// A tensor that will be written.
    struct Plan: Sendable {
        var name: String
        var encoding: TensorEncoding
        var rows: Int
        var columns: Int
    }

    /// Where the tensors lie, in the order of the plan.
    private(set) var records: [TensorRecord]

    private var file: PartialFile
    private let metadata: [UInt8]
    private let tokenizer: [UInt8]
    private let tensorStart: Int
    /// Which tensor is being written.
    private var index: Int
    /// Up to where the checksum has come.
    private var hashed: Int
    private var body: Checksum

    init(path: String, metadata: [UInt8], tokenizer: [UInt8], plan: [Plan]) throws(ModelFileError) {
        var records = plan.map {
            TensorRecord(
                name: $0.name, encoding: $0.encoding, rows: $0.rows, columns: $0.columns, scale: 1, offset: 0,
                byteCount: $0.encoding.byteCount(rows: $0.rows, columns: $0.columns)!)
        }
        let tensorStart =
            PackedFormat.headerLength + Self.padded(metadata.count) + Self.padded(tokenizer.count)
            + Self.padded(TensorDirectory.encode(records).count)
        var end = tensorStart
        for index in records.indices {
            records[index].offset = end
            end = Self.padded(end + records[index].byteCount)
        }
        // Everything that can fail comes first: Swift 6.2 cannot compile it otherwise.
        file = try PartialFile(path: path, byteCount: end)
        self.records = records
        self.metadata = metadata
        self.tokenizer = tokenizer
        self.tensorStart = tensorStart
        index = 0
        hashed = tensorStart
        body = Checksum()
    }

    private static func padded(_ count: Int) -> Int { (count + 63) & ~63 }

    /// Writes the next bytes of a tensor that is written from its first byte to its last.
    mutating func append(_ bytes: RawSpan) throws(ModelFileError) {
        precondition(bytes.byteCount <= records[index].range.upperBound - hashed, "a tensor was written too long")
        try file.write(bytes, at: hashed)
        body.update(bytes)
        hashed += bytes.byteCount
    }

    /// Writes bytes of a tensor that is written in another order, at an offset in it.
    func write(_ bytes: RawSpan, at offset: Int) throws(ModelFileError) {
        precondition(offset + bytes.byteCount <= records[index].byteCount, "a tensor was written too long")
        try file.write(bytes, at: records[index].offset + offset)
    }

    /// Ends a tensor. What was not appended is read again for the checksum.
    mutating func finishTensor(scale: Float = 1) throws(ModelFileError) {
        records[index].scale = scale
        let end = records[index].range.upperBound
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: min(end - hashed, 1 << 20), alignment: 64)
        defer { buffer.deallocate() }
        while hashed < end {
            let part = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(buffer.count, end - hashed)])
            try file.read(part, at: hashed)
            body.update(UnsafeRawBufferPointer(part).bytes)
            hashed += part.count
        }
        let padding = [UInt8](repeating: 0, count: Self.padded(end) - end)
        if !padding.isEmpty {
            try file.write(padding.span.bytes, at: end)
            body.update(padding.span.bytes)
            hashed += padding.count
        }
        index += 1
    }

    /// Writes the header and the checksums, waits for the disk, and moves the file to its place.
    mutating func commit() throws(ModelFileError) {
        precondition(index == records.count, "a tensor was not written")
        let directory = TensorDirectory.encode(records)
        var head = PackedFormat.magic
        head.append(littleEndian: PackedFormat.version)
        head.append(littleEndian: UInt32(0))
        for value in [hashed, metadata.count, tokenizer.count, directory.count, 0] {
            head.append(littleEndian: UInt64(value))
        }
        head.append(littleEndian: body.value)
        for section in [metadata, tokenizer, directory] {
            head.append(contentsOf: section)
            head.append(contentsOf: repeatElement(0, count: Self.padded(head.count) - head.count))
        }
        head.store(
            littleEndian: PackedFormat.headChecksum(head.span.bytes, tensorStart: head.count),
            at: PackedFormat.headChecksumOffset)
        try file.write(head.span.bytes, at: 0)
        try file.commit()
    }
}
