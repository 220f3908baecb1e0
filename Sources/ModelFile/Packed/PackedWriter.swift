#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Writes a packed model beside its final place and moves it there when it is whole. If it goes away before that,
/// nothing is left behind.
struct PackedWriter: ~Copyable {
    /// A tensor that will be written.
    struct Plan {
        var name: String
        var encoding: TensorEncoding
        var rows: Int
        var columns: Int
        var scale: Float
    }

    let path: String
    /// Where the tensors will lie, in the order of the plan.
    let records: [TensorRecord]

    private let temporaryPath: String
    private let descriptor: Int32
    private var head: [UInt8]
    private var position: Int
    private var body: Checksum
    private var isCommitted: Bool

    init(path: String, metadata: [UInt8], tokenizer: [UInt8], plan: [Plan]) throws(ModelFileError) {
        func padded(_ count: Int) -> Int { (count + 63) & ~63 }
        var records = plan.map {
            TensorRecord(
                name: $0.name, encoding: $0.encoding, rows: $0.rows, columns: $0.columns, scale: $0.scale, offset: 0,
                byteCount: $0.encoding.byteCount(rows: $0.rows, columns: $0.columns) ?? 0)
        }
        let directoryLength = TensorDirectory.encode(records).count
        let tensorStart =
            PackedFormat.headerLength + padded(metadata.count) + padded(tokenizer.count) + padded(directoryLength)
        var end = tensorStart
        for index in records.indices {
            records[index].offset = end
            end = padded(end + records[index].byteCount)
        }

        var head = PackedFormat.magic
        head.append(littleEndian: PackedFormat.version)
        head.append(littleEndian: UInt32(0))
        for value in [end, metadata.count, tokenizer.count, directoryLength, 0, 0] {
            head.append(littleEndian: UInt64(value))
        }
        for section in [metadata, tokenizer, TensorDirectory.encode(records)] {
            head.append(contentsOf: section)
            head.append(contentsOf: repeatElement(0, count: padded(head.count) - head.count))
        }

        let temporaryPath = "\(path).partial-\(getpid())"
        unlink(temporaryPath)
        let descriptor = try System.open(temporaryPath, O_RDWR | O_CREAT | O_EXCL, to: "create its temporary file")
        // Room for all of it, so that a full disk is told at once. Not every file system can.
        let code = posix_fallocate(descriptor, 0, off_t(end))
        if code == ENOSPC || code == EFBIG {
            close(descriptor)
            unlink(temporaryPath)
            throw System.error("reserve \(end) bytes for it", path, code: code)
        }
        self.path = path
        self.records = records
        self.temporaryPath = temporaryPath
        self.descriptor = descriptor
        self.head = head
        self.position = tensorStart
        body = Checksum()
        isCommitted = false
    }

    deinit {
        close(descriptor)
        if !isCommitted { unlink(temporaryPath) }
    }

    /// Appends bytes of tensors; they are padded to the place of the next one by `finishTensor`.
    mutating func append(_ bytes: RawSpan) throws(ModelFileError) {
        try System.write(bytes, at: UInt64(position), to: descriptor, path: path)
        body.update(bytes)
        position += bytes.byteCount
    }

    /// Fills up to the next multiple of 64.
    mutating func finishTensor(_ record: TensorRecord) throws(ModelFileError) {
        precondition(position == record.range.upperBound, "a tensor was written short or long")
        let padding = [UInt8](repeating: 0, count: (64 - position % 64) % 64)
        if !padding.isEmpty { try append(padding.span.bytes) }
    }

    /// Writes the header and the checksums, waits for the disk, and moves the file to its place.
    mutating func commit() throws(ModelFileError) {
        head.store(littleEndian: body.value, at: PackedFormat.bodyChecksumOffset)
        head.store(
            littleEndian: PackedFormat.headChecksum(head.span.bytes, tensorStart: head.count),
            at: PackedFormat.headChecksumOffset)
        try System.write(head.span.bytes, at: 0, to: descriptor, path: path)
        try System.synchronize(descriptor, path: path)
        guard rename(temporaryPath, path) == 0 else { throw System.error("move it to its place", path) }
        isCommitted = true
        // The folder too, so that the new name survives a power cut.
        var folder = path[...]
        while let last = folder.last, last != "/" { folder = folder.dropLast() }
        let folderDescriptor = try System.open(folder.isEmpty ? "." : String(folder), O_RDONLY, to: "open its folder")
        defer { close(folderDescriptor) }
        try System.synchronize(folderDescriptor, path: path)
    }
}
