/// Finds a model in the keys and tensors of a GGUF file, and collects what is wrong.
struct GGUFModelReader {
    var metadata: ModelMetadata
    var vocabulary: GGUFVocabulary?
    var records: [TensorRecord] = []
    var importOnlyEmbedding: GGUFTensorType?
    var mistakes: [String] = []

    /// The published model, the name of its older files, and llama.cpp's name.
    static let architectures = ["bitnet-b1.58", "bitnet-25", "bitnet"]

    /// Reads the keys. What makes further reading pointless is thrown.
    init(_ file: borrowing GGUFFile) throws(ModelFileError) {
        let path = file.file.path
        func refuse(_ reasons: [String]) -> ModelFileError { ModelFileError(path: path, problem: .unsuitable(reasons)) }
        guard let architecture = file.text("general.architecture") else {
            throw refuse(["it has no text general.architecture"])
        }
        guard Self.architectures.contains(architecture) else {
            let hasI2S = file.tensors.contains { $0.type == .i2_s }
            throw refuse([
                "its architecture is \"\(architecture)\" and must be one of \(Self.architectures.joined(separator: ", "))"
                    + (hasI2S ? "; tensors of type 36 are I2_S in those only" : "")
            ])
        }
        var mistakes: [String] = []
        func required(_ key: String) -> Int {
            if let value = file.integer("\(architecture).\(key)") { return value }
            mistakes.append("it has no whole number \(architecture).\(key)")
            return 0
        }
        func optional(_ key: String) -> Int? {
            guard let value = file.keys["\(architecture).\(key)"] else { return nil }
            if let value = file.integer("\(architecture).\(key)") { return value }
            mistakes.append("\(architecture).\(key) is \(value) and should be a whole number")
            return nil
        }
        let embedding = file.tensors.first { $0.name == "token_embd.weight" }
        let heads = required("attention.head_count")
        let shape = ModelShape(
            hidden: required("embedding_length"), feedForward: required("feed_forward_length"),
            layers: required("block_count"), heads: heads,
            keyValueHeads: optional("attention.head_count_kv") ?? heads, vocabulary: embedding?.rows ?? 0)
        if embedding == nil { mistakes.append("it lacks the tensor token_embd.weight") }
        if let size = optional("vocab_size"), embedding != nil, size != shape.vocabulary {
            mistakes.append(
                "\(architecture).vocab_size is \(size) and token_embd.weight has \(shape.vocabulary) rows")
        }
        let epsilon = file.number("\(architecture).attention.layer_norm_rms_epsilon")
        if epsilon == nil { mistakes.append("it has no number \(architecture).attention.layer_norm_rms_epsilon") }
        metadata = ModelMetadata(
            name: file.text("general.name") ?? "unnamed", shape: shape,
            ropeTheta: file.number("\(architecture).rope.freq_base") ?? 10_000, normEpsilon: epsilon ?? 1e-5,
            contextLength: required("context_length"))
        // What the number of single precision was written for: 1e-5, not 9.99999974e-06.
        metadata.normEpsilon = shortest(metadata.normEpsilon)
        metadata.ropeTheta = shortest(metadata.ropeTheta)
        if mistakes.isEmpty { mistakes = metadata.problems }
        if mistakes.isEmpty {
            for key in ["rope.dimension_count", "attention.key_length", "attention.value_length"] {
                if let width = optional(key), width != shape.headWidth {
                    mistakes.append("\(architecture).\(key) is \(width) and the heads are \(shape.headWidth) wide")
                }
            }
            if let kind = file.text("\(architecture).rope.scaling.type"), kind != "none" {
                let factor = file.number("\(architecture).rope.scaling.factor") ?? 1
                if kind != "linear" || factor != 1 {
                    mistakes.append("it scales positions by the rule \"\(kind)\", which is not supported")
                }
            }
        }
        if !mistakes.isEmpty { throw refuse(mistakes) }

        vocabulary = try GGUFVocabulary(file, size: shape.vocabulary)
        if let vocabulary {
            metadata.preTokenizer = vocabulary.preTokenizer
            metadata.beginToken = vocabulary.beginToken
            metadata.endTokens = vocabulary.endTokens
            if vocabulary.controls.contains(where: { $0.name == "eot_id" }) { metadata.dialect = "bitnet" }
        }
        mistakes = metadata.problems
        self.mistakes = mistakes
    }

    /// Finds all tensors of the shape and checks how they are stored.
    mutating func readTensors(_ file: borrowing GGUFFile) {
        var found: [String: GGUFTensor] = [:]
        for tensor in file.tensors { found[tensor.name] = tensor }
        for requirement in metadata.shape.tensors {
            let name = GGUFTensorNames.weight(requirement)
            guard let tensor = found.removeValue(forKey: name) else {
                mistakes.append("it lacks the tensor \(name)")
                continue
            }
            let shape = requirement.rows == 1 ? [requirement.columns] : [requirement.columns, requirement.rows]
            var dimensions = tensor.dimensions
            while dimensions.count > shape.count, dimensions.last == 1 { dimensions.removeLast() }
            guard dimensions == shape else {
                mistakes.append("\(name) has shape \(tensor.dimensions) and should have \(shape)")
                continue
            }
            if requirement.encoding.isTernary {
                let factor = found.removeValue(forKey: GGUFTensorNames.stem(requirement) + ".scale")
                addTernary(requirement, tensor, factor, file)
            } else {
                addNumbers(requirement, tensor)
            }
        }
        if let output = found.removeValue(forKey: GGUFTensorNames.output) { checkOutput(output, file) }
        for name in found.keys.sorted() {
            mistakes.append("it has a tensor \(name), which this architecture does not have")
        }
    }

    private mutating func addNumbers(_ requirement: TensorRequirement, _ tensor: GGUFTensor) {
        let encoding: TensorEncoding
        switch tensor.type {
        case .f32: encoding = .float32
        case .f16: encoding = .float16
        case .bf16: encoding = .bfloat16
        case let type where GGUFNumbers.reads(type) && requirement.rows > 1:
            importOnlyEmbedding = type
            return
        default:
            mistakes.append("\(tensor.name) is stored as \(tensor.type.name), which is not read here")
            return
        }
        records.append(
            TensorRecord(
                name: requirement.name, encoding: encoding, rows: requirement.rows, columns: requirement.columns,
                scale: 1, offset: tensor.range.lowerBound, byteCount: tensor.range.count))
    }

    private mutating func addTernary(
        _ requirement: TensorRequirement, _ tensor: GGUFTensor, _ factor: GGUFTensor?, _ file: borrowing GGUFFile
    ) {
        let encoding: TensorEncoding
        switch tensor.type {
        case .i2_s: encoding = .i2s
        case .tq1_0: encoding = .tq1
        case .tq2_0: encoding = .tq2
        default:
            mistakes.append(
                "\(tensor.name) is stored as \(tensor.type.name) and should be I2_S, TQ1_0 or TQ2_0"
                    + (GGUFNumbers.reads(tensor.type) ? " (import the published checkpoint instead)" : ""))
            return
        }
        var record = TensorRecord(
            name: requirement.name, encoding: encoding, rows: requirement.rows, columns: requirement.columns, scale: 1,
            offset: tensor.range.lowerBound, byteCount: tensor.range.count - tensor.type.trailer)
        let scale = file.file.withBytes { GGUFScale.of(record, named: tensor.name, $0, everyBlock: false) }
        switch scale {
        case .success(let value): record.scale = value
        case .failure(let mistake): mistakes.append(mistake.text)
        }
        if let factor {
            let value = file.file.withBytes { $0.number(UInt32.self, at: factor.range.lowerBound) }
            let number = value.map(Float.init(bitPattern:)) ?? 0
            if factor.type == .f32, factor.range.count == 4, number.isFinite, number > 0 {
                record.scale *= number
            } else {
                mistakes.append("\(factor.name) should be one F32 number above 0")
            }
        }
        records.append(record)
    }

    /// Older files repeat the embedding as head. A head of its own would need another engine: some rows tell.
    private mutating func checkOutput(_ output: GGUFTensor, _ file: borrowing GGUFFile) {
        let embedding = file.tensors.first { $0.name == "token_embd.weight" }!
        guard output.type == embedding.type, output.dimensions == embedding.dimensions else {
            mistakes.append(
                "output.weight is not the embedding again; models with a head of their own are not supported")
            return
        }
        let rowBytes = output.range.count / max(1, output.rows)
        let differs = file.file.withBytes { bytes in
            (0..<min(16, output.rows)).contains { sample in
                let row = sample * (output.rows - 1) / max(1, min(16, output.rows) - 1) * rowBytes
                return !equal(bytes, output.range.lowerBound + row, embedding.range.lowerBound + row, rowBytes)
            }
        }
        if differs {
            mistakes.append(
                "output.weight differs from the embedding; models with a head of their own are not supported")
        }
    }
}

/// True if two ranges hold the same bytes.
func equal(_ bytes: RawSpan, _ left: Int, _ right: Int, _ count: Int) -> Bool {
    bytes.withUnsafeBytes { $0[left..<left + count].elementsEqual($0[right..<right + count]) }
}

/// The number with the fewest digits that single precision does not tell from this one.
private func shortest(_ value: Double) -> Double {
    Double(Float(value)) == value ? Double("\(Float(value))") ?? value : value
}
