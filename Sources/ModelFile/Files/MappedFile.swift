import CMappedFault

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A file mapped into memory, read-only and shared with every other process that maps it. Unmapped when it goes away.
///
/// Somebody may write into the file or cut it off meanwhile. What was computed from its bytes counts only if
/// `checkUnchanged` finds nothing afterwards.
public struct MappedFile: ~Copyable, @unchecked Sendable {
    // The mapping is never written and lives as long as this value, so that any thread may read it.
    private let base: UnsafeRawPointer?
    private let descriptor: Int32
    /// The size and the time of the last change when it was mapped.
    private let atOpening: FileStamp
    /// Where faults in the mapping are noted; negative: nowhere.
    private let watch: Int32

    /// The path it was opened by.
    public let path: String
    /// How many bytes it has.
    public let byteCount: Int

    /// Maps a regular file.
    public init(path: String) throws(ModelFileError) {
        let descriptor = try System.open(path, O_RDONLY, to: "open it")
        let mapping: (base: UnsafeRawPointer?, stamp: FileStamp)
        do throws(ModelFileError) {
            mapping = try Self.map(descriptor, path: path)
        } catch {
            close(descriptor)
            throw error
        }
        self.path = path
        self.descriptor = descriptor
        base = mapping.base
        atOpening = mapping.stamp
        byteCount = mapping.stamp.byteCount
        watch = mf_watch(mapping.base, mapping.stamp.byteCount)
    }

    private static func map(_ descriptor: Int32, path: String) throws(ModelFileError) -> (UnsafeRawPointer?, FileStamp)
    {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw System.error("look at it", path) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw ModelFileError(path: path, problem: .notARegularFile) }
        let stamp = FileStamp(status)
        if stamp.byteCount == 0 { return (nil, stamp) }
        let mapping = mmap(nil, stamp.byteCount, PROT_READ, MAP_SHARED, descriptor, 0)
        guard let mapping, mapping != UnsafeMutableRawPointer(bitPattern: -1) else {
            throw System.error("map it into memory", path)
        }
        return (UnsafeRawPointer(mapping), stamp)
    }

    deinit {
        mf_forget(watch)
        if let base { munmap(UnsafeMutableRawPointer(mutating: base), byteCount) }
        close(descriptor)
    }

    /// Gives back the memory that some bytes take; when they are read again, they come from the file again. For readers
    /// that go once through a file that is larger than the memory they may have.
    func release(_ range: Range<Int>) {
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        let (start, end) = ((range.lowerBound + page - 1) / page * page, range.upperBound / page * page)
        guard let base, start < end else { return }
        madvise(UnsafeMutableRawPointer(mutating: base + start), end - start, MADV_DONTNEED)
    }

    /// Lends all bytes.
    public func withBytes<R, E: Error>(_ body: (RawSpan) throws(E) -> R) throws(E) -> R {
        try body(UnsafeRawBufferPointer(start: base, count: byteCount).bytes)
    }
}

extension MappedFile {
    /// Names the content of a file without reading all of it: the hash of its first bytes, its size, and when it was
    /// written last.
    func identity(head: Int) -> UInt64 {
        var checksum = Checksum()
        withBytes { checksum.update($0.extracting(0..<min(head, byteCount))) }
        var stamp: [UInt8] = []
        for value in [byteCount, atOpening.seconds, atOpening.nanoseconds] { stamp.append(littleEndian: UInt64(value)) }
        checksum.update(stamp.span.bytes)
        return checksum.value
    }
}

// MARK: - Changes while it is mapped

/// What of a file's status shows that somebody wrote into it.
private struct FileStamp: Equatable {
    var byteCount: Int
    var seconds: Int
    var nanoseconds: Int

    init(_ status: stat) {
        byteCount = Int(status.st_size)
        seconds = Int(status.st_mtim.tv_sec)
        nanoseconds = Int(status.st_mtim.tv_nsec)
    }
}

extension MappedFile {
    /// Lets this process outlive the cut of a mapped file: bytes that are missing read as zero, and `checkUnchanged`
    /// tells of them, where otherwise the signal SIGBUS would end it. A program calls this once, at its start; a
    /// library leaves it to the program.
    public static func surviveMissingBytes() { _ = mf_install() }

    /// Fails if the file was written to, was cut off, or could not be read since it was mapped: then nothing that was
    /// computed from it is to be used. It costs one system call.
    public func checkUnchanged() throws(ModelFileError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw System.error("look at it", path) }
        let now = FileStamp(status)
        let change: ModelFileError.Change? =
            if now.byteCount != byteCount {
                .resized(from: byteCount, to: now.byteCount)
            } else if now != atOpening {
                .written
            } else if mf_is_damaged(watch) {
                .unreadable
            } else {
                nil
            }
        if let change { throw ModelFileError(path: path, problem: .changed(change)) }
    }
}
