import Glibc
import JSONText
import Testing

/// What the training code writes, line by line; the runtime has to read and write the same.
enum Goldens {
    static func lines(_ name: String, file: StaticString = #filePath) throws -> [JSON] {
        let tests = "\(file)".split(separator: "/").dropLast(3).joined(separator: "/")
        let path = "/\(tests)/training/goldens/\(name)"
        let handle = try #require(fopen(path, "rb"), "\(path) is missing: run training/make_goldens.py")
        defer { fclose(handle) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&chunk, 1, chunk.count, handle), count > 0 { bytes += chunk[..<count] }
        return try bytes.split(separator: UInt8(ascii: "\n")).map { try JSON(parsing: $0) }
    }
}
