import Glibc

/// A folder in memory for files whose readers want a path. It is removed when the program ends.
let folder: String = {
    var template = Array("/dev/shm/trivet-fuzz-XXXXXX".utf8CString)
    precondition(mkdtemp(&template) != nil, "no temporary folder")
    let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    atexit { removeFolder() }
    return path
}()

private func removeFolder() {
    for name in written { unlink(folder + "/" + name) }
    rmdir(folder)
}

nonisolated(unsafe) private var written: Set<String> = []

/// Writes a file into the folder and gives its path.
@discardableResult
func write(_ name: String, _ bytes: [UInt8]) -> String {
    let path = folder + "/" + name
    written.insert(name)
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    precondition(file >= 0 && Glibc.write(file, bytes, bytes.count) == bytes.count)
    close(file)
    return path
}

/// The bytes of a file of the project.
func projectFile(_ name: String) -> [UInt8] {
    let path = project + "/" + name
    let file = open(path, O_RDONLY)
    precondition(file >= 0, "\(path) is missing")
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: Int(lseek(file, 0, SEEK_END)))
    precondition(pread(file, &bytes, bytes.count, 0) == bytes.count)
    return bytes
}

/// The top of the project.
let project = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")
