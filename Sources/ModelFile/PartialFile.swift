#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A file that is written beside its final place and moved there when it is whole. If it goes away before that, nothing is
/// left behind.
struct PartialFile: ~Copyable {
    /// Where it will be.
    let path: String

    private let temporaryPath: String
    private let descriptor: Int32
    private var isCommitted = false

    /// Creates it and reserves room, so that a full disk is told at once. Not every file system can.
    init(path: String, byteCount: Int) throws(ModelFileError) {
        let temporaryPath = "\(path).partial-\(getpid())"
        unlink(temporaryPath)
        let descriptor = try System.open(temporaryPath, O_RDWR | O_CREAT | O_EXCL, to: "create its temporary file")
        let code = posix_fallocate(descriptor, 0, off_t(byteCount))
        if code == ENOSPC || code == EFBIG {
            close(descriptor)
            unlink(temporaryPath)
            throw System.error("reserve \(byteCount) bytes for it", path, code: code)
        }
        self.path = path
        self.temporaryPath = temporaryPath
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
        if !isCommitted { unlink(temporaryPath) }
    }

    /// Writes bytes at an offset.
    func write(_ bytes: RawSpan, at offset: Int) throws(ModelFileError) {
        try System.write(bytes, at: UInt64(offset), to: descriptor, path: path)
    }

    /// Waits for the disk and moves the file to its place.
    mutating func commit() throws(ModelFileError) {
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
