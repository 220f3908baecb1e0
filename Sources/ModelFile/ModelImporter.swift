import JSONText

/// Makes a packed model of a checkpoint folder: `config.json`, `model.safetensors` and, if there is one, `tokenizer.json`.
public struct ModelImporter: ~Copyable {
    private let folder: String
    private let config: CheckpointConfig
    private let weights: SafetensorsFile
    private let tokenizer: TokenizerDefinition?
    private let requirements: [TensorRequirement]
    private let plan: [PackedWriter.Plan]

    /// How many bytes of weights will be written.
    public let totalBytes: Int

    /// Opens a checkpoint and checks that all of it is there; mistakes are told together.
    public init(checkpoint folder: String) throws(ModelFileError) {
        let configPath = folder + "/config.json"
        let json = try Self.json(configPath, limit: 16 << 20)
        var config = try CheckpointConfig(json: json, path: configPath)
        let weights = try SafetensorsFile(path: folder + "/model.safetensors")
        var mistakes: [String] = []

        let tokenizerPath = folder + "/tokenizer.json"
        var tokenizer: TokenizerDefinition?
        if System.exists(tokenizerPath) {
            let json = try Self.json(tokenizerPath, limit: 64 << 20)
            switch TokenizerJSON.decode(json, vocabulary: config.metadata.shape.vocabulary) {
            case .success(let (definition, rule)):
                tokenizer = definition
                config.metadata.preTokenizer = config.preTokenizer ?? rule
                if config.metadata.preTokenizer == nil {
                    mistakes.append("tokenizer.json cuts text by a rule that is not known, and config.json names none")
                }
            case .failure(let found):
                mistakes += found.texts
            }
        }

        let requirements = config.metadata.shape.tensors
        var plan: [PackedWriter.Plan] = []
        for requirement in requirements {
            if let mistake = Self.mistake(requirement, in: weights) { mistakes.append(mistake) }
            var scale: Float = 1
            if requirement.encoding == .ternary2 {
                switch Self.scale(requirement, in: weights) {
                case .success(let value): scale = config.dividesByScale ? 1 / value : value
                case .failure(let found): mistakes += found.texts
                }
            }
            plan.append(
                PackedWriter.Plan(
                    name: requirement.name, encoding: requirement.encoding, rows: requirement.rows,
                    columns: requirement.columns, scale: scale))
        }
        let known = Set(requirements.flatMap { [$0.checkpointName, $0.checkpointName + "_scale"] })
        for name in weights.tensors.keys.sorted() where !known.contains(name) && name != "lm_head.weight" {
            mistakes.append("model.safetensors has a tensor \(name), which this architecture does not have")
        }
        if !mistakes.isEmpty { throw ModelFileError(path: folder, problem: .unsuitable(mistakes)) }
        self.folder = folder
        self.config = config
        self.weights = weights
        self.tokenizer = tokenizer
        self.requirements = requirements
        self.plan = plan
        totalBytes = plan.reduce(0) { $0 + ($1.encoding.byteCount(rows: $1.rows, columns: $1.columns) ?? 0) }
    }

    /// Writes the packed model. What was at that path stays until the new file is whole and on the disk.
    public func write(to path: String, progress: (_ writtenBytes: Int) -> Void = { _ in }) throws(ModelFileError) {
        var writer = try PackedWriter(
            path: path, metadata: Array(config.metadata.json.serialized(pretty: true).utf8),
            tokenizer: tokenizer.map(TokenizerTables.encode) ?? [], plan: plan)
        var written = 0
        for (requirement, record) in zip(requirements, writer.records) {
            let range = weights.tensor(requirement.checkpointName)!.range
            try weights.file.withBytes { (bytes) throws(ModelFileError) in
                try copy(requirement, bytes.extracting(range), to: &writer)
            }
            try writer.finishTensor(record)
            written += record.byteCount
            progress(written)
        }
        try writer.commit()
    }

    private func copy(_ requirement: TensorRequirement, _ source: RawSpan, to writer: inout PackedWriter)
        throws(ModelFileError)
    {
        switch requirement.encoding {
        case .bfloat16:
            var row = 0
            while row < source.byteCount {
                let part = source.extracting(row..<min(source.byteCount, row + (1 << 20)))
                for at in stride(from: 0, to: part.byteCount, by: 2) where !isFinite(part.number(UInt16.self, at: at)!)
                {
                    throw unsuitable("\(requirement.checkpointName) holds a number that is not finite")
                }
                try writer.append(part)
                row += part.byteCount
            }
        case .float32:
            var numbers: [UInt8] = []
            for at in stride(from: 0, to: source.byteCount, by: 2) {
                let bits = source.number(UInt16.self, at: at)!
                guard isFinite(bits) else {
                    throw unsuitable("\(requirement.checkpointName) holds a number that is not finite")
                }
                numbers.append(littleEndian: UInt32(bits) << 16)
            }
            try writer.append(numbers.span.bytes)
        default:
            var tile = [UInt8](repeating: 0, count: 4 * TernaryTiles.padded(requirement.columns))
            for index in 0..<(requirement.rows + TernaryTiles.rows - 1) / TernaryTiles.rows {
                let invalid = source.withUnsafeBytes {
                    TernaryTiles.pack(
                        tile: index, ofCheckpoint: $0, rows: requirement.rows, columns: requirement.columns, into: &tile
                    )
                }
                if let invalid {
                    throw unsuitable(
                        "\(requirement.checkpointName) holds the code 3 at row \(invalid.row), column \(invalid.column), "
                            + "which stands for no weight: the file is damaged or not packed as published")
                }
                try writer.append(tile.span.bytes)
            }
        }
    }

    private func isFinite(_ bits: UInt16) -> Bool { bits & 0x7F80 != 0x7F80 }

    private func unsuitable(_ reason: String) -> ModelFileError {
        ModelFileError(path: folder + "/model.safetensors", problem: .unsuitable([reason]))
    }

    private static func json(_ path: String, limit: UInt64) throws(ModelFileError) -> JSON {
        let file = try MappedFile(path: path)
        guard UInt64(file.byteCount) <= limit else {
            throw ModelFileError(
                path: path, problem: .tooLarge(field: "the file", limit: limit, actual: UInt64(file.byteCount)))
        }
        let parsed: Result<JSON, JSONError> = file.withBytes { bytes in
            bytes.withUnsafeBytes { buffer in Result { () throws(JSONError) in try JSON(parsing: buffer) } }
        }
        switch parsed {
        case .success(let json): return json
        case .failure(let error): throw ModelFileError(path: path, problem: .json(field: "the file", what: "\(error)"))
        }
    }

    /// What is wrong with the weights of a tensor in the checkpoint.
    private static func mistake(_ requirement: TensorRequirement, in file: borrowing SafetensorsFile) -> String? {
        let name = requirement.checkpointName
        guard let tensor = file.tensor(name) else { return "model.safetensors lacks the tensor \(name)" }
        let type = requirement.encoding == .ternary2 ? "U8" : "BF16"
        var shape = [requirement.columns]
        if requirement.encoding == .ternary2 {
            guard requirement.rows % 4 == 0 else { return "\(name) has \(requirement.rows) rows, no multiple of 4" }
            shape = [requirement.rows / 4, requirement.columns]
        } else if requirement.encoding == .bfloat16 {
            shape = [requirement.rows, requirement.columns]
        }
        if tensor.type != type {
            let hint = tensor.type == "BF16" ? " (these are master weights; export the packed form)" : ""
            return "\(name) has type \(tensor.type) and should have \(type)\(hint)"
        }
        return tensor.shape == shape ? nil : "\(name) has shape \(tensor.shape) and should have \(shape)"
    }

    private static func scale(_ requirement: TensorRequirement, in file: borrowing SafetensorsFile)
        -> Result<Float, TokenizerJSON.Mistakes>
    {
        let name = requirement.checkpointName + "_scale"
        guard let tensor = file.tensor(name) else {
            return .failure(.init(texts: ["model.safetensors lacks the tensor \(name)"]))
        }
        guard tensor.type == "BF16" || tensor.type == "F32", tensor.shape == [1] || tensor.shape == [] else {
            return .failure(.init(texts: ["\(name) should be one BF16 number and is \(tensor.type) \(tensor.shape)"]))
        }
        let at = tensor.range.lowerBound
        let value = file.file.withBytes { bytes in
            Float(
                bitPattern: tensor.type == "F32"
                    ? bytes.number(UInt32.self, at: at)! : UInt32(bytes.number(UInt16.self, at: at)!) << 16)
        }
        guard value.isFinite, value > 0 else {
            return .failure(.init(texts: ["\(name) is \(value) and should be a number above 0"]))
        }
        return .success(value)
    }
}
