#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A model that can be run as it lies: a packed file, a GGUF file, or a published checkpoint in safetensors. Opening reads
/// what is before the tensors; the weights are mapped, neither read nor copied.
public final class MappedModel: Sendable {
    /// What kind of file it is.
    public enum Form: String, Sendable, Hashable {
        /// Trivet's own format.
        case packed
        /// A GGUF file.
        case gguf
        /// A folder with `config.json` and `model.safetensors`.
        case safetensors
    }

    /// What kind of file it is.
    public let form: Form
    /// Where its tokenizer's tables lie in the bytes that `withTokenizerBytes` lends; nil if it has none.
    public let tokenizer: TokenizerTables?
    private let weights: any MappedWeights
    private let records: [String: TensorRecord]
    /// The tokenizer's tables, where the file does not hold them as they are used.
    private let tokenizerSection: [UInt8]?

    /// Opens a model. What it is shows in its content, not in its name.
    public init(path: String) throws(ModelFileError) {
        form = try Self.form(of: path)
        switch form {
        case .packed:
            let model = try PackedModel(path: path)
            weights = model
            tokenizer = model.tokenizer
            tokenizerSection = nil
        case .gguf:
            let model = try GGUFModel(path: path)
            try model.requireRunnable()
            weights = model
            (tokenizerSection, tokenizer) = try Self.tables(model.makeTokenizerSection(), model.metadata, path)
        case .safetensors:
            let model = try SafetensorsModel(path: path)
            try model.requireRunnable()
            weights = model
            (tokenizerSection, tokenizer) = try Self.tables(model.makeTokenizerSection(), model.metadata, path)
        }
        records = Dictionary(uniqueKeysWithValues: weights.tensors.map { ($0.name, $0) })
        let problems = weights.metadata.shape.problems(of: weights.tensors)
        if !problems.isEmpty {
            throw ModelFileError(
                path: path,
                problem: .unsuitable(
                    Array(problems.prefix(20)) + ["make a packed model of it with `trivet model import`"]))
        }
        try weights.checkUnchanged()
    }

    static func form(of path: String) throws(ModelFileError) -> Form {
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return .safetensors }
        let file = try MappedFile(path: path)
        return file.withBytes { bytes in
            if GGUFFile.matches(bytes) { return .gguf }
            if SafetensorsFile.matches(bytes) { return .safetensors }
            return .packed  // whose reader knows what else a file can look like
        }
    }

    private static func tables(_ section: [UInt8]?, _ metadata: ModelMetadata, _ path: String)
        throws(ModelFileError) -> ([UInt8]?, TokenizerTables?)
    {
        guard let section else { return (nil, nil) }
        let tables = try TokenizerTables.decode(
            section.span.bytes, section: 0..<section.count, vocabulary: metadata.shape.vocabulary, path: path)
        return (section, tables)
    }

    /// What kind of file it is, in words, with the version of its format.
    public var formName: String { weights.formName }
    /// The path it was opened by.
    public var path: String { weights.path }
    /// How many bytes the file with the weights has.
    public var byteCount: Int { weights.byteCount }
    /// What the model says about itself.
    public var metadata: ModelMetadata { weights.metadata }
    /// Its tensors by Trivet's names, in the order of the shape's requirements.
    public var tensors: [TensorRecord] { weights.tensors }
    /// Names the weights and how they are used: whatever is cached for a model is keyed by it.
    public var identity: UInt64 { weights.identity }

    /// The tensor of that name.
    public func tensor(_ name: String) -> TensorRecord? { records[name] }

    /// Lends all bytes of the file that holds the tensors.
    public func withBytes<R, E: Error>(_ body: (RawSpan) throws(E) -> R) throws(E) -> R { try weights.withBytes(body) }

    /// Gives back the memory that some of these bytes take; when they are read again, they come from the file again.
    package func release(_ range: Range<Int>) { weights.release(range) }

    /// Lends the bytes in which the ranges of `tokenizer` lie.
    public func withTokenizerBytes<R, E: Error>(_ body: (RawSpan) throws(E) -> R) throws(E) -> R {
        if let tokenizerSection { return try body(tokenizerSection.span.bytes) }
        return try weights.withBytes(body)
    }

    /// The numbers of a small tensor: the weights of a norm. Empty if there is no such tensor, or if it is no list of
    /// floating-point numbers.
    public func vector(_ name: String) -> [Float] {
        guard let record = records[name] else { return [] }
        return withBytes { bytes in FloatingPoint.numbers(record.encoding, bytes.extracting(record.range)) }
    }

    /// Fails if the file was changed or cut since it was opened: then nothing that was computed from it is to be used.
    public func checkUnchanged() throws(ModelFileError) { try weights.checkUnchanged() }

    /// Reads every byte and checks that all of it can be weights; a packed file also has checksums. `progress` is told how
    /// many bytes of the weights were read.
    public func verify(progress: (_ readBytes: Int) -> Void = { _ in }) throws(ModelFileError) {
        try weights.verify(progress: progress)
        try weights.checkUnchanged()
    }
}

/// What every form of a model offers once it is open.
protocol MappedWeights: AnyObject, Sendable {
    var formName: String { get }
    var path: String { get }
    var byteCount: Int { get }
    var metadata: ModelMetadata { get }
    var tensors: [TensorRecord] { get }
    var identity: UInt64 { get }
    func withBytes<R, E: Error>(_ body: (RawSpan) throws(E) -> R) throws(E) -> R
    func release(_ range: Range<Int>)
    func checkUnchanged() throws(ModelFileError)
    func verify(progress: (_ readBytes: Int) -> Void) throws(ModelFileError)
}

extension GGUFModel: MappedWeights {
    var formName: String { "GGUF, version \(file.version)" }
    var identity: UInt64 { file.file.identity(head: tensors.map(\.offset).min() ?? 0) }
    func release(_ range: Range<Int>) { file.file.release(range) }
    func checkUnchanged() throws(ModelFileError) { try file.file.checkUnchanged() }
}
