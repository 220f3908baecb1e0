import YAMLReader

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Files and folders, as far as reading a configuration needs them.
enum FileBytes {
    /// The bytes of a file of a bounded size.
    static func read(_ path: String, maximumBytes: Int) throws(Diagnostic) -> [UInt8] {
        let descriptor = retrying { open(path, O_RDONLY | O_CLOEXEC) }
        guard descriptor >= 0 else { throw mistake(path, "cannot be opened") }
        defer { close(descriptor) }
        var information = stat()
        guard fstat(descriptor, &information) == 0 else { throw mistake(path, "cannot be examined") }
        guard information.st_mode & S_IFMT == S_IFREG else {
            throw Diagnostic(file: path, message: "this is no file; name a .yaml file")
        }
        guard Int(information.st_size) <= maximumBytes else {
            throw Diagnostic(
                file: path, message: "the file has \(information.st_size) bytes; the limit is \(maximumBytes)")
        }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count <= maximumBytes {
            let count = retrying { chunk.withUnsafeMutableBytes { readSome(descriptor, $0) } }
            guard count >= 0 else { throw mistake(path, "cannot be read") }
            guard count > 0 else { return bytes }
            bytes += chunk[..<count]
        }
        throw Diagnostic(file: path, message: "the file grows beyond \(maximumBytes) bytes")
    }

    /// The `.yaml` files in a folder and the folders in it, sorted; nil if there is no such folder.
    static func yamlFiles(in folder: String, depth: Int = 4) -> [String]? {
        guard depth > 0, let directory = opendir(folder) else { return nil }
        defer { closedir(directory) }
        var files: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard !name.hasPrefix(".") else { continue }
            let path = folder.hasSuffix("/") ? folder + name : folder + "/" + name
            if isFolder(path) {
                files += yamlFiles(in: path, depth: depth - 1) ?? []
            } else if name.hasSuffix(".yaml") || name.hasSuffix(".yml") {
                files.append(path)
            }
        }
        return files.sorted()
    }

    /// True if there is a folder at a path.
    static func isFolder(_ path: String) -> Bool {
        var information = stat()
        return stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
    }

    /// True if there is something at a path.
    static func exists(_ path: String) -> Bool {
        var information = stat()
        return stat(path, &information) == 0
    }

    private static func retrying(_ call: () -> Int) -> Int {
        while true {
            let result = call()
            if result >= 0 || errno != EINTR { return result }
        }
    }

    private static func retrying(_ call: () -> Int32) -> Int32 { Int32(clamping: retrying { Int(call()) }) }

    private static func mistake(_ path: String, _ what: String) -> Diagnostic {
        let reason = String(cString: strerror(errno))
        return Diagnostic(file: path, message: "the file \(what): \(reason)")
    }
}

/// One `read` of the system.
private func readSome(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
    read(descriptor, buffer.baseAddress, buffer.count)
}
