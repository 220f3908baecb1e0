/// A published checkpoint: a folder with `config.json` and weights in safetensors, packed (row groups of two bits and a
/// scale) or masters (numbers that are still to be quantised). Its tensors go by Trivet's names.
public final class SafetensorsModel: Sendable {
    /// A file with weights.
    final class Shard: Sendable {
        let file: SafetensorsFile
        init(path: String) throws(ModelFileError) { file = try SafetensorsFile(path: path) }
    }

    /// Where a tensor lies.
    struct Place: Sendable {
        var shard: Int
        var name: String
        var range: Range<Int>
        /// How its numbers are stored: row groups, or a type of floating point.
        var encoding: TensorEncoding
        /// What packed weights are multiplied by.
        var scale: Float = 1
    }

    /// The folder.
    public let path: String
    /// What the model says about itself.
    public let metadata: ModelMetadata
    let folder: CheckpointFolder
    let shards: [Shard]
    let places: [String: Place]
    /// A head beside the embedding, which has to be the embedding again.
    let head: Place?
    let tokenizerSection: [UInt8]?
    let scales = MasterScales()

    /// Opens a checkpoint and checks that all of it is there; mistakes are told together. `readsTokenizer` is false where
    /// another one will take its place.
    public init(path: String, readsTokenizer: Bool = true) throws(ModelFileError) {
        let folder = try CheckpointFolder(path: path)
        let configPath = folder.path + "/config.json"
        let json = try CheckpointFolder.json(configPath, limit: 16 << 20)
        let config = try CheckpointConfig(json: json, path: configPath, folderName: folder.name)
        var shards: [Shard] = []
        for name in folder.weightFiles { shards.append(try Shard(path: "\(folder.path)/\(name)")) }
        var reader = CheckpointReader(folder: folder, shards: shards)
        reader.read(config)

        var metadata = config.metadata
        var section: [UInt8]?
        if readsTokenizer, let tokenizerPath = folder.tokenizerPath {
            let file = try TokenizerFile(path: tokenizerPath, vocabulary: metadata.shape.vocabulary)
            metadata.adopt(file.controls, preTokenizer: config.preTokenizer ?? file.preTokenizer)
            if metadata.preTokenizer == nil {
                reader.mistakes.append(
                    "tokenizer.json cuts text by a rule that is not known, and config.json names none")
            }
            section = file.section
        }
        if !reader.mistakes.isEmpty {
            throw ModelFileError(path: folder.path, problem: .unsuitable(Array(reader.mistakes.prefix(50))))
        }
        self.path = path
        self.folder = folder
        self.metadata = metadata
        self.shards = shards
        places = reader.places
        head = reader.head
        tokenizerSection = section
    }

    /// The name of the file in which a tensor lies.
    func fileName(_ place: Place) -> String { shards[place.shard].file.file.path }
}

/// Finds the tensors of a model in the files of a checkpoint, and collects what is wrong.
struct CheckpointReader {
    let folder: CheckpointFolder
    let shards: [SafetensorsModel.Shard]
    var places: [String: SafetensorsModel.Place] = [:]
    var head: SafetensorsModel.Place?
    var mistakes: [String] = []

    private static let headName = "lm_head.weight"
    private static let numberTypes: [String: TensorEncoding] = [
        "BF16": .bfloat16, "F16": .float16, "F32": .float32,
    ]

    init(folder: CheckpointFolder, shards: [SafetensorsModel.Shard]) {
        self.folder = folder
        self.shards = shards
    }

    /// Finds everything.
    mutating func read(_ config: CheckpointConfig) {
        let requirements = config.metadata.shape.tensors
        for requirement in requirements {
            if let place = requirement.encoding.isTernary ? linear(requirement, config) : numbers(requirement) {
                places[requirement.name] = place
            }
        }
        let kinds = Set(
            requirements.filter(\.encoding.isTernary).compactMap { places[$0.name].map { $0.encoding == .rowGroups } })
        if kinds.count > 1 {
            mistakes.append("some of its linear layers are packed and others are not: it was put together from two models")
        }
        if let (shard, tensor) = find(Self.headName) {
            let embedding = places["token_embedding"]
            let head = place(shard, tensor, Self.numberTypes[tensor.type])
            if let embedding, head?.encoding == embedding.encoding, head?.range.count == embedding.range.count {
                self.head = head
            } else {
                mistakes.append(
                    "\(Self.headName) is not the embedding again; models with a head of their own are not supported")
            }
        }
        let known = Set(requirements.flatMap { [$0.checkpointName, $0.checkpointName + "_scale"] } + [Self.headName])
        for shard in shards {
            for name in shard.file.tensors.keys.sorted() where !known.contains(name) {
                mistakes.append("it has a tensor \(name), which this architecture does not have")
            }
        }
    }

    private func find(_ name: String) -> (Int, SafetensorsFile.Tensor)? {
        if let index = folder.fileOfTensor {
            guard let shard = index[name] else { return nil }
            return shards[shard].file.tensor(name).map { (shard, $0) }
        }
        return shards[0].file.tensor(name).map { (0, $0) }
    }

    private func place(_ shard: Int, _ tensor: SafetensorsFile.Tensor, _ encoding: TensorEncoding?)
        -> SafetensorsModel.Place?
    {
        encoding.map {
            SafetensorsModel.Place(shard: shard, name: tensor.name, range: tensor.range, encoding: $0)
        }
    }

    /// A tensor that has to be there, its shape not looked at.
    private mutating func required(_ name: String) -> (Int, SafetensorsFile.Tensor)? {
        if let found = find(name) { return found }
        if let shard = folder.fileOfTensor?[name] {
            mistakes.append("\(folder.weightFiles[shard]) lacks the tensor \(name), which the index says is in it")
        } else {
            mistakes.append("it lacks the tensor \(name)")
        }
        return nil
    }

    private mutating func numbers(_ requirement: TensorRequirement) -> SafetensorsModel.Place? {
        guard let (shard, tensor) = required(requirement.checkpointName) else { return nil }
        let shape = requirement.rows == 1 ? [requirement.columns] : [requirement.rows, requirement.columns]
        guard let encoding = Self.numberTypes[tensor.type] else {
            mistakes.append("\(tensor.name) has type \(tensor.type) and should have BF16, F16 or F32")
            return nil
        }
        guard tensor.shape == shape else {
            mistakes.append("\(tensor.name) has shape \(tensor.shape) and should have \(shape)")
            return nil
        }
        return place(shard, tensor, encoding)
    }

    private mutating func linear(_ requirement: TensorRequirement, _ config: CheckpointConfig)
        -> SafetensorsModel.Place?
    {
        guard let (shard, tensor) = required(requirement.checkpointName) else { return nil }
        let isPacked = tensor.type == "U8"
        guard isPacked || Self.numberTypes[tensor.type] != nil else {
            mistakes.append(
                "\(tensor.name) has type \(tensor.type) and should have U8 (packed), or BF16, F16 or F32 (masters)")
            return nil
        }
        if isPacked && requirement.rows % 4 != 0 {
            mistakes.append("\(tensor.name) has \(requirement.rows) rows, no multiple of 4")
            return nil
        }
        let shape = [isPacked ? requirement.rows / 4 : requirement.rows, requirement.columns]
        guard tensor.shape == shape else {
            mistakes.append("\(tensor.name) has shape \(tensor.shape) and should have \(shape)")
            return nil
        }
        guard isPacked else {
            if find(requirement.checkpointName + "_scale") != nil {
                mistakes.append("\(tensor.name) is not packed and has a scale all the same")
                return nil
            }
            return place(shard, tensor, Self.numberTypes[tensor.type])
        }
        guard let scale = scale(requirement.checkpointName + "_scale") else { return nil }
        var place = place(shard, tensor, .rowGroups)
        place?.scale = config.dividesByScale ? 1 / scale : scale
        return place
    }

    private mutating func scale(_ name: String) -> Float? {
        guard let (shard, tensor) = required(name) else { return nil }
        guard let encoding = Self.numberTypes[tensor.type], tensor.shape == [1] || tensor.shape == [] else {
            mistakes.append("\(name) should be one BF16 number and is \(tensor.type) \(tensor.shape)")
            return nil
        }
        let value = shards[shard].file.file.withBytes { FloatingPoint.numbers(encoding, $0.extracting(tensor.range))[0] }
        guard value.isFinite, value > 0, (1 / value).isFinite, 1 / value > 0 else {
            mistakes.append("\(name) is \(value) and should be a number above 0")
            return nil
        }
        return value
    }
}
