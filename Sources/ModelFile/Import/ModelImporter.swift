import JSONText

/// Makes a packed model of any source of weights. It goes once through the source and holds a few megabytes of it at a
/// time.
public struct ModelImporter: Sendable {
    /// Where the weights come from.
    public let source: any WeightSource
    /// What the new file will say about itself.
    public let metadata: ModelMetadata
    /// How many bytes of tensors will be written.
    public let totalBytes: Int

    private let requirements: [TensorRequirement]
    private let plan: [PackedWriter.Plan]
    private let tokenizer: [UInt8]
    private let sourceFiles: [String]

    /// Opens a source: the folder of a checkpoint, a GGUF file, or a packed file. All of it is there, or mistakes are told
    /// together; the weights are not read yet.
    public init(source path: String, options: ImportOptions = ImportOptions()) throws(ModelFileError) {
        let source: any WeightSource
        switch try MappedModel.form(of: path) {
        case .packed: source = try PackedModel(path: path)
        case .gguf: source = try GGUFModel(path: path)
        case .safetensors: source = try SafetensorsModel(path: path, readsTokenizer: options.tokenizer == nil)
        }
        try self.init(source, options: options)
    }

    /// Packs any source.
    public init(_ source: any WeightSource, options: ImportOptions = ImportOptions()) throws(ModelFileError) {
        var metadata = source.metadata
        if let name = options.name { metadata.name = name }
        if let path = options.tokenizer {
            let file = try TokenizerFile(path: path, vocabulary: metadata.shape.vocabulary)
            metadata.adopt(file.controls, preTokenizer: file.preTokenizer ?? metadata.preTokenizer)
            guard metadata.preTokenizer != nil else {
                throw ModelFileError(path: path, problem: .unsuitable(["it cuts text by a rule that is not known"]))
            }
            tokenizer = file.section
        } else {
            tokenizer = try source.makeTokenizerSection() ?? []
        }
        let requirements = metadata.shape.tensors
        self.source = source
        self.metadata = metadata
        self.requirements = requirements
        sourceFiles = source.files + [options.tokenizer].compactMap(\.self)
        plan = requirements.map {
            PackedWriter.Plan(
                name: $0.name, encoding: options.encoding(of: $0), rows: $0.rows, columns: $0.columns)
        }
        totalBytes = plan.reduce(0) { $0 + ($1.encoding.byteCount(rows: $1.rows, columns: $1.columns) ?? 0) }
    }

    /// Writes the packed model. What was at that path stays until the new file is whole and on the disk. `progress` is told
    /// how many bytes were written.
    public func write(to path: String, progress: (_ writtenBytes: Int) -> Void = { _ in }) throws(ModelFileError) {
        if let file = sourceFiles.first(where: { System.areSame($0, path) }) {
            throw ModelFileError(
                path: path, problem: .unsuitable(["it is \(file), which the model is made of; write to another file"]))
        }
        var writer = try PackedWriter(
            path: path, metadata: Array(metadata.json.serialized(pretty: true).utf8), tokenizer: tokenizer, plan: plan)
        if let checkpoint = source as? SafetensorsModel { try checkpoint.checkHead() }
        var written = 0
        for (requirement, plan) in zip(requirements, plan) {
            let packer = TensorPacker(source: source, tensor: requirement, encoding: plan.encoding)
            try packer.pack(into: &writer) { bytes in
                written += bytes
                progress(written)
            }
        }
        if let mapped = source as? any MappedWeights { try mapped.checkUnchanged() }
        try writer.commit()
    }
}
