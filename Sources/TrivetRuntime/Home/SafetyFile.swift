public import JSONText

/// Where the safety policy's memory is kept over a restart: one small file, replaced whole.
public struct SafetyFile: Sendable {
    /// The path of the file.
    public var path: String

    /// The file at a path.
    public init(path: String) {
        self.path = path
    }

    /// What was written last; nil if there is nothing that can be read.
    public func load() -> JSON? { TextFile.bytes(path, limit: 1 << 20).flatMap { try? JSON(parsing: $0) } }

    /// Writes it; it is on the disk when this returns.
    public func save(_ json: JSON) throws(FileError) {
        try TextFile.makeFolder(TextFile.folder(of: path))
        try TextFile.replace(path, with: Array(json.serialized().utf8))
    }
}
