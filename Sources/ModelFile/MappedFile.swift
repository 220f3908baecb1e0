#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A file mapped into memory, read-only and shared with every other process that maps it. Unmapped when it goes away.
public struct MappedFile: ~Copyable, @unchecked Sendable {
    // The mapping is never written and lives as long as this value, so that any thread may read it.
    private let base: UnsafeRawPointer?

    /// The path it was opened by.
    public let path: String
    /// How many bytes it has.
    public let byteCount: Int

    /// Maps a regular file.
    public init(path: String) throws(ModelFileError) {
        let descriptor = try System.open(path, O_RDONLY, to: "open it")
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw System.error("look at it", path) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw ModelFileError(path: path, problem: .notARegularFile) }
        let count = Int(status.st_size)
        var mapping: UnsafeMutableRawPointer?
        if count > 0 {
            mapping = mmap(nil, count, PROT_READ, MAP_SHARED, descriptor, 0)
            guard mapping != UnsafeMutableRawPointer(bitPattern: -1) else {
                throw System.error("map it into memory", path)
            }
        }
        self.path = path
        self.byteCount = count
        self.base = mapping.map { UnsafeRawPointer($0) }
    }

    deinit {
        if let base { munmap(UnsafeMutableRawPointer(mutating: base), byteCount) }
    }

    /// Lends all bytes.
    public func withBytes<R, E: Error>(_ body: (RawSpan) throws(E) -> R) throws(E) -> R {
        try body(UnsafeRawBufferPointer(start: base, count: byteCount).bytes)
    }
}
