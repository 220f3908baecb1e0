#if canImport(Glibc)
    import Glibc
#endif

/// Small files, read and written whole.
package enum TextFile {
    /// The bytes of a file, or nil if it cannot be read or is larger than `limit`.
    package static func bytes(_ path: String, limit: Int = 64 << 20) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = read(file, &chunk, chunk.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                return nil
            }
            bytes += chunk[..<count]
            if bytes.count > limit {
                errno = EFBIG
                return nil
            }
        }
    }

    /// The text of a file; bytes that are no UTF-8 are replaced.
    package static func read(_ path: String) -> String? {
        bytes(path).map { String(decoding: $0, as: UTF8.self) }
    }

    private static func read(_ file: Int32, _ buffer: inout [UInt8], _ count: Int) -> Int {
        buffer.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress, count) }
    }

    /// Puts a file in place whole or not at all, also when the power fails: written beside it, synced, renamed.
    package static func replace(_ path: String, with bytes: [UInt8]) throws(FileError) {
        close(try replaceOpen(path, with: bytes))
    }

    /// The same; the file stays open, for bytes to be appended.
    static func replaceOpen(_ path: String, with bytes: [UInt8]) throws(FileError) -> Int32 {
        let temporary = path + ".new"
        let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw FileError(path: temporary, operation: "create", code: errno) }
        do throws(FileError) {
            try append(bytes, to: file, path: temporary)
            guard fsync(file) == 0 else { throw FileError(path: temporary, operation: "save", code: errno) }
            guard rename(temporary, path) == 0 else { throw FileError(path: path, operation: "replace", code: errno) }
        } catch {
            close(file)
            throw error
        }
        syncFolder(of: path)
        return file
    }

    /// Writes all bytes to an open file.
    package static func append(_ bytes: [UInt8], to file: Int32, path: String) throws(FileError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { write(file, $0.baseAddress! + written, bytes.count - written) }
            if count < 0 {
                if errno == EINTR { continue }
                throw FileError(path: path, operation: "write to", code: errno)
            }
            written += count
        }
    }

    /// Writes bytes to the end of a file and waits until they are on the disk. What was half written is taken back.
    package static func appendSaved(_ bytes: [UInt8], to file: Int32, path: String) throws(FileError) {
        let length = lseek(file, 0, SEEK_END)
        do throws(FileError) {
            try append(bytes, to: file, path: path)
            guard fdatasync(file) == 0 else { throw FileError(path: path, operation: "save", code: errno) }
        } catch {
            if length >= 0 { _ = ftruncate(file, length) }
            throw error
        }
    }

    /// Makes a rename or a creation in the folder of `path` last over a power cut.
    package static func syncFolder(of path: String) {
        let folder = open(self.folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }

    /// The folder in which the path lies; `.` for a bare name.
    package static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Makes a folder and those above it; one that is there is fine.
    package static func makeFolder(_ path: String) throws(FileError) {
        if mkdir(path, 0o755) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, path != "/", path != "." else {
            throw FileError(path: path, operation: "make the folder", code: errno)
        }
        try makeFolder(folder(of: path))
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
            throw FileError(path: path, operation: "make the folder", code: errno)
        }
    }

    /// The names in a folder, sorted, without hidden ones; nil if it cannot be read.
    package static func names(in folder: String) -> [String]? {
        guard let stream = opendir(folder) else { return nil }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    /// True if a file or folder is there.
    package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
}

/// A file that could not be read or written.
public struct FileError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The path of the file.
    public var path: String
    /// What was tried, as a verb: `write to`.
    public var operation: String
    /// The system's error number.
    public var code: Int32

    /// What failed and the system's reason.
    public var description: String {
        let advice =
            switch code {
            case EACCES, EPERM, EROFS: "; check who owns it and may write there"
            case ENOSPC, EDQUOT: "; free some space"
            case ENOENT: "; check the path"
            case EFBIG: "; move it away, and a new one is begun"
            default: ""
            }
        return "cannot \(operation) \(path): \(String(cString: strerror(code)))\(advice)"
    }
}
