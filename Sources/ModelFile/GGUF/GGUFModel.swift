/// A BitNet model in a GGUF file: I2_S as Microsoft publishes it, or TQ1_0 and TQ2_0 as llama.cpp writes them. Its tensors go
/// by Trivet's names and stay where they lie.
///
/// An I2_S file does not tell the order of its weights. Published files, and files that bitnet.cpp makes on x86, hold blocks
/// of 128 weights, and that is what is read here. Builds of bitnet.cpp for ARM (blocks of 64) and with rows interleaved by
/// four write the same type for another order, so that such a file opens and talks nonsense.
public final class GGUFModel: Sendable {
    /// The open file.
    let file: GGUFFile
    /// What the model says about itself.
    public let metadata: ModelMetadata
    /// Its tensors in the order of the shape's requirements, without an embedding of a type that only an import reads.
    public let tensors: [TensorRecord]
    /// The tensors by name.
    let records: [String: TensorRecord]
    /// The type of an embedding that has to be imported; nil where the file runs as it is.
    let importOnlyEmbedding: GGUFTensorType?
    /// The words of its tokenizer, if it has one.
    let vocabulary: GGUFVocabulary?

    /// The path it was opened by.
    public var path: String { file.file.path }
    /// How long the file is.
    public var byteCount: Int { file.file.byteCount }

    /// Opens a file. Everything that keeps it from being a model is told at once.
    public init(path: String) throws(ModelFileError) {
        let file = try GGUFFile(path: path)
        var reader = try GGUFModelReader(file)
        reader.readTensors(file)
        if !reader.mistakes.isEmpty {
            throw ModelFileError(path: path, problem: .unsuitable(Array(reader.mistakes.prefix(20))))
        }
        metadata = reader.metadata
        tensors = reader.records
        records = Dictionary(uniqueKeysWithValues: reader.records.map { ($0.name, $0) })
        importOnlyEmbedding = reader.importOnlyEmbedding
        vocabulary = reader.vocabulary
        self.file = file
    }

    /// Throws if the file holds something that has to be converted before it can run.
    public func requireRunnable() throws(ModelFileError) {
        guard let type = importOnlyEmbedding else { return }
        throw ModelFileError(
            path: path,
            problem: .unsuitable([
                "its embedding is quantised as \(type.name), which does not run as it is: make a packed model of it with "
                    + "`trivet model import`"
            ]))
    }

    /// Lends all bytes of the file.
    public func withBytes<R, E: Error>(_ body: (RawSpan) throws(E) -> R) throws(E) -> R {
        try file.file.withBytes(body)
    }
}
