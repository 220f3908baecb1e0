#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A file that gets its name only when it is whole and on the disk.
///
/// Where the file system can, it has no name before: then nothing at all is left behind, however the process ends.
/// Elsewhere it is written beside its place under a name of its own, removed if it goes away before it is committed, and
/// what a killed process left there is removed by the next one that writes to the same place.
package struct PartialFile: ~Copyable {
    /// Where it will be.
    package let path: String

    private let descriptor: Int32
    /// The name it has meanwhile; nil while it has none.
    private var temporaryPath: String?

    /// Creates it and reserves room, so that a full disk is told at once. Not every file system can.
    package init(path: String, byteCount: Int) throws(ModelFileError) {
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
            throw ModelFileError(path: path, problem: .notARegularFile)
        }
        let (descriptor, temporaryPath) = try Self.create(path)
        let code = posix_fallocate(descriptor, 0, off_t(byteCount))
        if code == ENOSPC || code == EFBIG || code == EDQUOT {
            if let temporaryPath { unlink(temporaryPath) }
            close(descriptor)
            throw System.error("reserve \(byteCount) bytes for it", path, code: code)
        }
        // Another initializer, because Swift 6.2 cannot compile one that throws beside a property that begins as nil.
        self.init(path: path, descriptor: descriptor, temporaryPath: temporaryPath)
    }

    private init(path: String, descriptor: Int32, temporaryPath: String?) {
        self.path = path
        self.descriptor = descriptor
        self.temporaryPath = temporaryPath
    }

    deinit {
        // The name first: while the lock is held, nobody else takes the file for a forgotten one.
        if let temporaryPath { unlink(temporaryPath) }
        close(descriptor)
    }

    private static func create(_ path: String) throws(ModelFileError) -> (Int32, String?) {
        removeForgotten(path)
        // The kernel's number for a file without a name, which is no constant that Swift can see. It gets its name
        // through /proc, so that this has to be there.
        let unnamed: Int32 = 0o20_000_000 | O_DIRECTORY
        if System.exists("/proc/self/fd"),
            let descriptor = try? System.open(folder(of: path), O_RDWR | unnamed, to: "create it")
        {
            return (descriptor, nil)
        }
        let temporaryPath = temporaryName(path)
        let descriptor = try System.open(temporaryPath, O_RDWR | O_CREAT | O_EXCL, to: "create its temporary file")
        _ = flock(descriptor, LOCK_EX | LOCK_NB)
        return (descriptor, temporaryPath)
    }

    /// Writes bytes at an offset.
    package func write(_ bytes: RawSpan, at offset: Int) throws(ModelFileError) {
        try System.write(bytes, at: UInt64(offset), to: descriptor, path: path)
    }

    /// Reads bytes that were written at an offset.
    func read(_ bytes: UnsafeMutableRawBufferPointer, at offset: Int) throws(ModelFileError) {
        try System.read(bytes, at: UInt64(offset), from: descriptor, path: path)
    }

    /// Waits for the disk and moves the file to its place.
    package mutating func commit() throws(ModelFileError) {
        try System.synchronize(descriptor, path: path)
        if temporaryPath == nil {
            // A link does not replace what is there, so that a file that is to be replaced needs a name in between.
            if try link(to: path) { return try synchronizeFolder() }
            let name = Self.temporaryName(path)
            _ = flock(descriptor, LOCK_EX | LOCK_NB)
            guard try link(to: name) else { throw System.error("give it a name", name, code: EEXIST) }
            temporaryPath = name
        }
        guard rename(temporaryPath!, path) == 0 else { throw System.error("move it to its place", path) }
        temporaryPath = nil
        try synchronizeFolder()
    }

    /// Gives the file a name; false if there is one already.
    private func link(to name: String) throws(ModelFileError) -> Bool {
        if linkat(AT_FDCWD, "/proc/self/fd/\(descriptor)", AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0 { return true }
        if errno == EEXIST { return false }
        throw System.error("give it its name", path)
    }

    /// So that the new name survives a power cut.
    private func synchronizeFolder() throws(ModelFileError) {
        let descriptor = try System.open(Self.folder(of: path), O_RDONLY, to: "open its folder")
        defer { close(descriptor) }
        try System.synchronize(descriptor, path: path)
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    // MARK: - Temporary names

    private static func temporaryName(_ path: String) -> String { "\(path).partial-\(getpid())" }

    /// Removes what killed processes left beside this place. Who still writes holds a lock.
    private static func removeForgotten(_ path: String) {
        let folder = folder(of: path)
        let name = path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
        guard let stream = opendir(folder) else { return }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            let capacity = MemoryLayout.size(ofValue: entry.pointee.d_name)
            let found = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: capacity) { String(cString: $0) }
            }
            guard found.hasPrefix(name + ".partial-"), Int(found.dropFirst(name.count + 9)) != nil else { continue }
            let forgotten = "\(folder)/\(found)"
            guard let descriptor = try? System.open(forgotten, O_RDWR, to: "open it") else { continue }
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { unlink(forgotten) }
            close(descriptor)
        }
    }
}
