/// Writes the weights of any source as a GGUF file.
public struct GGUFExport: Sendable {
    /// How the ternary tensors are stored: I2_S, TQ1_0 or TQ2_0.
    public var ternary: GGUFTensorType
    /// How the embedding is stored: F16, F32 or BF16.
    public var embedding: GGUFTensorType
    /// What the file calls the architecture.
    public var architecture: String
    /// The words of the file, if it gets any.
    public var tokenizer: TokenizerDefinition?

    /// The form in which the 2B4T model is published.
    public init(
        ternary: GGUFTensorType = .i2_s, embedding: GGUFTensorType = .f16, architecture: String = "bitnet-b1.58",
        tokenizer: TokenizerDefinition? = nil
    ) {
        self.ternary = ternary
        self.embedding = embedding
        self.architecture = architecture
        self.tokenizer = tokenizer
    }

    /// Writes the file. What was at that path stays until the new file is whole and on the disk.
    public func write(_ source: any WeightSource, to path: String, progress: (_ writtenBytes: Int) -> Void = { _ in })
        throws(ModelFileError)
    {
        let shape = source.metadata.shape
        let requirements = shape.tensors
        let plan = requirements.map { requirement in
            let type: GGUFTensorType =
                requirement.encoding.isTernary ? ternary : requirement.rows == 1 ? .f32 : embedding
            let dimensions =
                requirement.rows == 1 ? [requirement.columns] : [requirement.columns, requirement.rows]
            return GGUFWriter.Plan(GGUFTensorNames.weight(requirement), type, dimensions)
        }
        var writer = try GGUFWriter(path: path, keys: keys(source.metadata), tensors: plan)
        var written = 0
        for (requirement, plan) in zip(requirements, plan) {
            if requirement.encoding.isTernary {
                try writeTernary(source, requirement, to: &writer)
            } else {
                try writeNumbers(source, requirement, plan.type, to: &writer)
            }
            try writer.finishTensor()
            source.finished(with: requirement)
            written += plan.type.byteCount(dimensions: plan.dimensions) ?? 0
            progress(written)
        }
        try writer.commit()
    }

    private func writeTernary(
        _ source: any WeightSource, _ requirement: TensorRequirement, to writer: inout GGUFWriter
    ) throws(ModelFileError) {
        let encoding: TensorEncoding = ternary == .i2_s ? .i2s : ternary == .tq1_0 ? .tq1 : .tq2
        let (blockWeights, blockBytes) = ternary.block
        let scale = try source.scale(of: requirement)
        // So many rows are whole blocks, and about a quarter of a million weights.
        let unit = blockWeights / greatestCommonDivisor(blockWeights, requirement.columns)
        let rows = max(1, 262_144 / (requirement.columns * unit)) * unit
        let trits = UnsafeMutableBufferPointer<Int8>.allocate(capacity: rows * requirement.columns)
        defer { trits.deallocate() }
        var codes: [UInt8] = []
        for first in stride(from: 0, to: requirement.rows, by: rows) {
            let range = first..<min(first + rows, requirement.rows)
            let part = UnsafeMutableBufferPointer(rebasing: trits[..<(range.count * requirement.columns)])
            try source.readTrits(of: requirement, rows: range, into: part)
            let blocks = part.count / blockWeights
            codes = [UInt8](unsafeUninitializedCapacity: blocks * blockBytes) { buffer, count in
                for block in 0..<blocks {
                    GGUFTrits.pack(
                        encoding, part.baseAddress! + block * blockWeights, scale: HalfPrecision.bits(scale),
                        into: buffer.baseAddress! + block * blockBytes)
                }
                count = blocks * blockBytes
            }
            try writer.append(codes.span.bytes)
        }
        if ternary == .i2_s {
            codes = []
            codes.append(littleEndian: scale.bitPattern)
            codes += [UInt8](repeating: 0, count: 28)
            try writer.append(codes.span.bytes)
        }
    }

    private func writeNumbers(
        _ source: any WeightSource, _ requirement: TensorRequirement, _ type: GGUFTensorType,
        to writer: inout GGUFWriter
    ) throws(ModelFileError) {
        let rows = max(1, 262_144 / requirement.columns)
        let numbers = UnsafeMutableBufferPointer<Float>.allocate(capacity: rows * requirement.columns)
        defer { numbers.deallocate() }
        for first in stride(from: 0, to: requirement.rows, by: rows) {
            let range = first..<min(first + rows, requirement.rows)
            let part = UnsafeMutableBufferPointer(rebasing: numbers[..<(range.count * requirement.columns)])
            try source.readNumbers(of: requirement, rows: range, into: part)
            if type == .f32 {
                try writer.append(UnsafeRawBufferPointer(part).bytes)
            } else {
                let shorts = [UInt16](unsafeUninitializedCapacity: part.count) { buffer, count in
                    if type == .f16 {
                        for index in 0..<part.count { buffer[index] = HalfPrecision.bits(part[index]) }
                    } else {
                        for index in 0..<part.count { buffer[index] = HalfPrecision.brainBits(part[index]) }
                    }
                    count = part.count
                }
                try writer.append(shorts.span.bytes)
            }
        }
    }

    private func keys(_ metadata: ModelMetadata) -> [(name: String, value: GGUFWriter.Field)] {
        let shape = metadata.shape
        func number(_ key: String, _ value: Int) -> (name: String, value: GGUFWriter.Field) {
            ("\(architecture).\(key)", .unsigned(UInt32(value)))
        }
        var keys: [(name: String, value: GGUFWriter.Field)] = [
            ("general.architecture", .text(architecture)), ("general.name", .text(metadata.name)),
            number("vocab_size", shape.vocabulary), number("context_length", metadata.contextLength),
            number("embedding_length", shape.hidden), number("block_count", shape.layers),
            number("feed_forward_length", shape.feedForward), number("rope.dimension_count", shape.headWidth),
            number("attention.head_count", shape.heads), number("attention.head_count_kv", shape.keyValueHeads),
            ("\(architecture).attention.layer_norm_rms_epsilon", .float(Float(metadata.normEpsilon))),
            ("\(architecture).rope.freq_base", .float(Float(metadata.ropeTheta))),
            ("general.quantization_version", .unsigned(2)),
        ]
        if let tokenizer { keys += words(tokenizer, metadata) }
        return keys
    }

    private func words(_ tokenizer: TokenizerDefinition, _ metadata: ModelMetadata)
        -> [(name: String, value: GGUFWriter.Field)]
    {
        var controls: [Int: String] = [:]
        for control in tokenizer.controls { controls[control.token] = control.name }
        var words = GGUFWriter.Texts()
        var types: [Int32] = []
        var text: [UInt8] = []
        for (token, bytes) in tokenizer.tokens.enumerated() {
            text.removeAll(keepingCapacity: true)
            if let name = controls[token] {
                text += Array("<|\(name)|>".utf8)
            } else if bytes.isEmpty {
                text += Array("[PAD\(token)]".utf8)
            } else {
                ByteAlphabet.encode(bytes, into: &text)
            }
            types.append(controls[token] != nil ? 3 : bytes.isEmpty ? 5 : 1)
            words.append(text)
        }
        var merges = GGUFWriter.Texts()
        for merge in tokenizer.merges {
            text.removeAll(keepingCapacity: true)
            ByteAlphabet.encode(tokenizer.tokens[merge.left], into: &text)
            text.append(0x20)
            ByteAlphabet.encode(tokenizer.tokens[merge.right], into: &text)
            merges.append(text)
        }
        var keys: [(name: String, value: GGUFWriter.Field)] = [
            ("tokenizer.ggml.model", .text("gpt2")), ("tokenizer.ggml.tokens", .texts(words)),
            ("tokenizer.ggml.token_type", .numbers(types)), ("tokenizer.ggml.merges", .texts(merges)),
        ]
        // The published files do not name the rule of Llama 3 either.
        if let rule = metadata.preTokenizer, rule != .llama3 {
            keys.append(("tokenizer.ggml.pre", .text(rule.rawValue)))
        }
        if let token = metadata.beginToken {
            keys.append(("tokenizer.ggml.bos_token_id", .unsigned(UInt32(token))))
            keys.append(("tokenizer.ggml.add_bos_token", .bool(true)))
        }
        if let token = metadata.endTokens.first {
            keys.append(("tokenizer.ggml.eos_token_id", .unsigned(UInt32(token))))
        }
        return keys
    }
}

private func greatestCommonDivisor(_ left: Int, _ right: Int) -> Int {
    var (left, right) = (left, right)
    while right != 0 { (left, right) = (right, left % right) }
    return left
}
