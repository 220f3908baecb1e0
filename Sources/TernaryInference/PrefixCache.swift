import ModelFile

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Keys and values of beginnings that stay the same, on disk: a program that starts again reads them in a fraction of
/// the time that computing them takes, and continues with the same bits.
///
/// A file is used only if everything about it is as it must be: the model, the tokens, the shape, the way the cache is
/// kept, the engine that computed it, the length, the checksum. Any other file is as good as none.
public struct PrefixCache: Sendable {
    /// Raise it with every change of the arithmetic: what an earlier engine computed is then not used any more.
    static let engineVersion: UInt64 = 1

    private static let suffix = ".prefix"
    private let folder: String
    private let mostFiles: Int

    /// The cache in a folder that exists. It keeps the files that were written last.
    public init(folder: String, mostFiles: Int = 4) {
        self.folder = folder
        self.mostFiles = max(mostFiles, 1)
    }

    /// Makes the tokens the content of the context if their keys and values are there; there are no logits then. False,
    /// and an empty context, if they are not there or not usable.
    public func load(_ tokens: [Int32], into context: Context) -> Bool {
        context.rewind(to: 0)
        guard !tokens.isEmpty, tokens.count <= context.capacity else { return false }
        let head = PrefixHead(context, tokens[...])
        let descriptor = open(path(head), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }

        let expected = head.bytes
        var status = stat()
        guard fstat(descriptor, &status) == 0,
            Int(status.st_size) == expected.count + 8 + context.cache.bytes(positions: tokens.count)
        else { return false }
        var found = [UInt8](repeating: 0, count: expected.count + 8)
        guard found.withUnsafeMutableBytes({ Self.fill($0, from: descriptor, at: 0) }),
            found.starts(with: expected)
        else { return false }

        var offset = found.count
        var checksum = Checksum()
        checksum.update(expected.span.bytes)
        var isWhole = true
        context.cache.forEachPart(positions: tokens.count) { part in
            isWhole = isWhole && Self.fill(part, from: descriptor, at: offset)
            offset += part.count
            if isWhole { checksum.update(UnsafeRawBufferPointer(part).bytes) }
        }
        let written = found.suffix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard isWhole, checksum.value == written else { return false }
        context.adopt(tokens)
        return true
    }

    /// Keeps the keys and values of the first tokens of a context. The file appears when it is whole and on the disk.
    public func save(_ context: Context, count: Int) throws(ModelError) {
        precondition((1...max(context.tokens.count, 1)).contains(count), "only what was evaluated can be kept")
        let head = PrefixHead(context, context.tokens[..<count])
        let bytes = head.bytes
        do throws(ModelFileError) {
            let length = bytes.count + 8 + context.cache.bytes(positions: count)
            var file = try PartialFile(path: path(head), byteCount: length)
            try file.write(bytes.span.bytes, at: 0)
            var offset = bytes.count + 8
            var checksum = Checksum()
            checksum.update(bytes.span.bytes)
            try context.cache.forEachPart(positions: count) { (part) throws(ModelFileError) in
                checksum.update(UnsafeRawBufferPointer(part).bytes)
                try file.write(UnsafeRawBufferPointer(part).bytes, at: offset)
                offset += part.count
            }
            var sum = checksum.value.littleEndian
            try withUnsafeBytes(of: &sum) { (sum) throws(ModelFileError) in
                try file.write(sum.bytes, at: bytes.count)
            }
            try file.commit()
        } catch {
            throw ModelError.file(error)
        }
        removeOldest()
    }

    // MARK: Inside

    private func path(_ head: PrefixHead) -> String {
        let digits = String(head.key, radix: 16)
        return folder + "/" + String(repeating: "0", count: 16 - digits.count) + digits + Self.suffix
    }

    private static func fill(_ bytes: UnsafeMutableRawBufferPointer, from descriptor: Int32, at offset: Int) -> Bool {
        var done = 0
        while done < bytes.count {
            let count = pread(descriptor, bytes.baseAddress! + done, bytes.count - done, off_t(offset + done))
            if count > 0 { done += count } else if count == 0 || errno != EINTR { return false }
        }
        return true
    }

    /// Leaves the files that were written last, and nothing that a killed program left half-written.
    private func removeOldest() {
        guard let stream = opendir(folder) else { return }
        defer { closedir(stream) }
        var files: [(seconds: Int, path: String)] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            let path = folder + "/" + name
            var status = stat()
            guard name.contains(Self.suffix), lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
                continue
            }
            if name.hasSuffix(Self.suffix) {
                files.append((Int(status.st_mtim.tv_sec), path))
            } else if Int(status.st_mtim.tv_sec) < time(nil) - 3_600 {
                unlink(path)
            }
        }
        files.sort { $0.seconds > $1.seconds }
        for file in files.dropFirst(mostFiles) { unlink(file.path) }
    }
}

/// What a file of the cache begins with: everything that its content depends on.
private struct PrefixHead {
    let bytes: [UInt8]
    /// What the file is called by.
    let key: UInt64

    init(_ context: Context, _ tokens: ArraySlice<Int32>) {
        let shape = context.model.shape
        let type = UInt64(KeyValueType.allCases.firstIndex(of: context.cacheType)!)
        var bytes = Array("TRIVETKV".utf8)
        for value: UInt64 in [
            1, PrefixCache.engineVersion, context.model.file.identity, type, UInt64(shape.hidden),
            UInt64(shape.feedForward), UInt64(shape.layers), UInt64(shape.heads), UInt64(shape.keyValueHeads),
            UInt64(shape.vocabulary), UInt64(tokens.count),
        ] {
            for place in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * place))) }
        }
        for token in tokens {
            for place in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: token >> Int32(8 * place))) }
        }
        self.bytes = bytes
        key = Checksum.of(bytes.span.bytes)
    }
}
