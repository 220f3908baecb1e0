import JSONText

/// A packed model, mapped. Opening checks the header, the metadata, the tokenizer tables and the directory; the weights
/// are neither read nor copied.
public final class PackedModel: MappedWeights {
    let file: MappedFile
    let header: PackedHeader
    let records: [String: TensorRecord]

    /// What the model says about itself.
    public let metadata: ModelMetadata
    /// Its tensors in the order in which they lie in the file.
    public let tensors: [TensorRecord]
    /// Where the tokenizer tables lie, if it has a tokenizer.
    public let tokenizer: TokenizerTables?

    var formName: String { "packed, version \(version)" }
    /// The path it was opened by.
    public var path: String { file.path }
    /// How long the file is.
    public var byteCount: Int { file.byteCount }
    /// In which version of the format it is written.
    public var version: UInt32 { header.version }
    /// The checksum of all weights: with the metadata it identifies the model.
    public var checksum: UInt64 { header.bodyChecksum }
    /// Names the weights and the constants they are used with.
    public var identity: UInt64 {
        var checksums: [UInt8] = []
        checksums.append(littleEndian: header.headChecksum)
        checksums.append(littleEndian: header.bodyChecksum)
        return Checksum.of(checksums.span.bytes)
    }

    /// Opens a packed model.
    public init(path: String) throws(ModelFileError) {
        let file = try MappedFile(path: path)
        let content = try file.withBytes { (bytes) throws(ModelFileError) in try Content(bytes, path: path) }
        try file.checkUnchanged()
        self.file = file
        header = content.header
        metadata = content.metadata
        tokenizer = content.tokenizer
        tensors = content.tensors
        records = Dictionary(uniqueKeysWithValues: content.tensors.map { ($0.name, $0) })
    }

    /// The tensor of that name.
    public func tensor(_ name: String) -> TensorRecord? { records[name] }

    /// Lends all bytes of the file.
    public func withBytes<R, E: Error>(_ body: (RawSpan) throws(E) -> R) throws(E) -> R { try file.withBytes(body) }

    func release(_ range: Range<Int>) { file.release(range) }

    /// Fails if the file was changed or cut since it was opened: then nothing that was computed from it is to be used.
    public func checkUnchanged() throws(ModelFileError) { try file.checkUnchanged() }
}

/// Everything that is read at opening.
private struct Content {
    var header: PackedHeader
    var metadata: ModelMetadata
    var tokenizer: TokenizerTables?
    var tensors: [TensorRecord]

    init(_ bytes: RawSpan, path: String) throws(ModelFileError) {
        header = try PackedHeader(parsing: bytes, path: path)
        guard header.fileLength == UInt64(bytes.byteCount) else {
            throw ModelFileError(
                path: path, problem: .wrongLength(expected: header.fileLength, actual: UInt64(bytes.byteCount)))
        }
        try header.checkHead(bytes, path: path)
        let range = header.sections.metadata
        let parsed: Result<JSON, JSONError> = bytes.withUnsafeBytes { buffer in
            Result { () throws(JSONError) in try JSON(parsing: UnsafeRawBufferPointer(rebasing: buffer[range])) }
        }
        switch parsed {
        case .success(let json): metadata = try ModelMetadata(json: json, path: path)
        case .failure(let error):
            throw ModelFileError(path: path, problem: .json(field: "its metadata", what: "\(error)"))
        }
        tensors = try TensorDirectory.decode(bytes, header: header, path: path)
        if !header.sections.tokenizer.isEmpty {
            tokenizer = try TokenizerTables.decode(
                bytes, section: header.sections.tokenizer, vocabulary: metadata.shape.vocabulary, path: path)
        }
        var mistakes: [String] = []
        if tokenizer != nil && metadata.preTokenizer == nil {
            mistakes.append("it has a tokenizer and does not tell how text is cut")
        }
        mistakes += metadata.shape.problems(of: tensors)
        if !mistakes.isEmpty {
            throw ModelFileError(path: path, problem: .unsuitable(Array(mistakes.prefix(20))))
        }
    }
}

extension ModelShape {
    /// What keeps a list of tensors from being a model of this shape that can be run.
    func problems(of tensors: [TensorRecord]) -> [String] {
        let found = Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0) })
        return self.tensors.flatMap { requirement -> [String] in
            guard let record = found[requirement.name] else { return ["it lacks the tensor \(requirement.name)"] }
            var mistakes: [String] = []
            if (record.rows, record.columns) != (requirement.rows, requirement.columns) {
                mistakes.append(
                    "\(record.name) has shape [\(record.rows), \(record.columns)] and should have "
                        + "[\(requirement.rows), \(requirement.columns)]")
            }
            if !requirement.accepts(record.encoding) {
                mistakes.append("\(record.name) is stored as \(record.encoding.name), which does not run as it is")
            }
            return mistakes
        }
    }
}

extension PackedHeader {
    /// Compares the checksum of everything before the tensors.
    func checkHead(_ bytes: RawSpan, path: String) throws(ModelFileError) {
        let actual = PackedFormat.headChecksum(bytes, tensorStart: sections.tensorStart)
        guard actual == headChecksum else {
            throw ModelFileError(
                path: path, problem: .checksum(section: "head", expected: headChecksum, actual: actual))
        }
    }
}
