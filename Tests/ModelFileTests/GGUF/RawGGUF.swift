import ModelFile

/// A GGUF file put together byte by byte, apart from the product's own writer, so that a test can spoil any field.
struct RawGGUF {
    struct Key {
        var name: [UInt8]
        var type: UInt32
        var value: [UInt8]
    }

    struct Tensor {
        var name: [UInt8]
        var dimensions: [UInt64]
        var type: UInt32
        /// Instead of where the data really lies.
        var offset: UInt64?
        /// Instead of how many dimensions there are.
        var dimensionCount: UInt32?
        var data: [UInt8]
    }

    var magic = Array("GGUF".utf8)
    var version: UInt32 = 3
    var tensorCount: UInt64?
    var keyCount: UInt64?
    var keys: [Key] = []
    var tensors: [Tensor] = []
    var alignment = 32

    mutating func add(_ name: String, _ type: UInt32, _ value: [UInt8]) {
        keys.append(Key(name: Array(name.utf8), type: type, value: value))
    }

    mutating func add(_ name: String, text: String) { add(name, 8, Self.text(Array(text.utf8))) }
    mutating func add(_ name: String, number: Int) { add(name, 4, Self.word(UInt32(number))) }
    mutating func add(_ name: String, float: Float) { add(name, 6, Self.word(float.bitPattern)) }
    mutating func add(_ name: String, texts: [[UInt8]]) {
        add(name, 9, Self.word(8) + Self.long(UInt64(texts.count)) + texts.flatMap { Self.text($0) })
    }
    mutating func add(_ name: String, numbers: [Int32]) {
        add(
            name, 9,
            Self.word(5) + Self.long(UInt64(numbers.count)) + numbers.flatMap { Self.word(UInt32(bitPattern: $0)) })
    }
    mutating func remove(_ name: String) { keys.removeAll { $0.name == Array(name.utf8) } }

    mutating func add(_ name: String, _ dimensions: [Int], _ type: GGUFTensorType, _ data: [UInt8]) {
        tensors.append(
            Tensor(name: Array(name.utf8), dimensions: dimensions.map { UInt64($0) }, type: type.rawValue, data: data))
    }

    /// The tensor of that name, to be changed.
    subscript(name: String) -> Tensor {
        get { tensors.first { $0.name == Array(name.utf8) }! }
        set { tensors[tensors.firstIndex { $0.name == Array(name.utf8) }!] = newValue }
    }

    /// Where in the file the description of a tensor begins.
    func place(of tensor: Int) -> UInt64 { UInt64(head(tensors: tensor).count) }
    /// Where in the file a key begins.
    func place(ofKey key: Int) -> UInt64 {
        var copy = self
        copy.keys = Array(keys[..<key])
        return UInt64(copy.head(tensors: 0).count)
    }

    private func head(tensors described: Int) -> [UInt8] {
        var bytes = magic + Self.word(version)
        bytes += Self.long(tensorCount ?? UInt64(tensors.count)) + Self.long(keyCount ?? UInt64(keys.count))
        for key in keys { bytes += Self.text(key.name) + Self.word(key.type) + key.value }
        var offset = 0
        for tensor in tensors[..<described] {
            bytes += Self.text(tensor.name) + Self.word(tensor.dimensionCount ?? UInt32(tensor.dimensions.count))
            for dimension in tensor.dimensions { bytes += Self.long(dimension) }
            bytes += Self.word(tensor.type) + Self.long(tensor.offset ?? UInt64(offset))
            offset += padded(tensor.data.count)
        }
        return bytes
    }

    private func padded(_ count: Int) -> Int { (count + alignment - 1) / alignment * alignment }

    var bytes: [UInt8] {
        var bytes = head(tensors: tensors.count)
        bytes += [UInt8](repeating: 0, count: padded(bytes.count) - bytes.count)
        for tensor in tensors {
            bytes += tensor.data + [UInt8](repeating: 0, count: padded(tensor.data.count) - tensor.data.count)
        }
        return bytes
    }

    static func word(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
    static func long(_ value: UInt64) -> [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
    static func text(_ bytes: [UInt8]) -> [UInt8] { long(UInt64(bytes.count)) + bytes }
}

extension RawGGUF {
    /// The byte-level alphabet as bytes of UTF-8, by byte.
    static let alphabet: [[UInt8]] = {
        var next: UInt32 = 256
        return (0...255 as ClosedRange<UInt32>).map { byte in
            let isPlain = (33...126).contains(byte) || (161...172).contains(byte) || (174...255).contains(byte)
            defer { next += isPlain ? 0 : 1 }
            return Array(String(Character(Unicode.Scalar(isPlain ? byte : next)!)).utf8)
        }
    }()

    /// A whole model with zero weights but for a few: all layers' tensors of one ternary type.
    static func model(
        _ shape: ModelShape, ternary: GGUFTensorType = .i2_s, embedding: GGUFTensorType = .f16,
        architecture: String = "bitnet-b1.58", tokenizer: Bool = false
    ) -> RawGGUF {
        var file = RawGGUF()
        file.add("general.architecture", text: architecture)
        file.add("general.name", text: "raw")
        for (key, value) in [
            ("vocab_size", shape.vocabulary), ("context_length", 512), ("embedding_length", shape.hidden),
            ("block_count", shape.layers), ("feed_forward_length", shape.feedForward),
            ("rope.dimension_count", shape.headWidth), ("attention.head_count", shape.heads),
            ("attention.head_count_kv", shape.keyValueHeads),
        ] { file.add("\(architecture).\(key)", number: value) }
        file.add("\(architecture).attention.layer_norm_rms_epsilon", float: 1e-5)
        file.add("\(architecture).rope.freq_base", float: 500_000)
        if tokenizer { file.addTokenizer() }
        let (hidden, wide, keys) = (shape.hidden, shape.feedForward, shape.keyValueWidth)
        let width = embedding == .f32 ? 4 : 2
        file.add(
            "token_embd.weight", [hidden, shape.vocabulary], embedding,
            [UInt8](repeating: 0, count: width * hidden * shape.vocabulary))
        func norm(_ name: String, _ width: Int) {
            file.add(name, [width], .f32, (0..<width).flatMap { _ in word(Float(1).bitPattern) })
        }
        func linear(_ name: String, _ rows: Int, _ columns: Int) {
            file.add(name, [columns, rows], ternary, zeros(ternary, rows * columns))
        }
        norm("output_norm.weight", hidden)
        for layer in 0..<shape.layers {
            let prefix = "blk.\(layer)."
            norm(prefix + "attn_norm.weight", hidden)
            norm(prefix + "attn_sub_norm.weight", hidden)
            norm(prefix + "ffn_norm.weight", hidden)
            norm(prefix + "ffn_sub_norm.weight", wide)
            for (name, rows, columns) in [
                ("attn_q", hidden, hidden), ("attn_k", keys, hidden), ("attn_v", keys, hidden),
                ("attn_output", hidden, hidden), ("ffn_gate", wide, hidden), ("ffn_up", wide, hidden),
                ("ffn_down", hidden, wide),
            ] { linear(prefix + name + ".weight", rows, columns) }
        }
        return file
    }

    /// All bytes, a few words, the special tokens of a conversation.
    mutating func addTokenizer() {
        let words = [("l", "a"), ("m", "p"), ("la", "mp")]
        let controls = ["<|begin_of_text|>", "<|end_of_text|>", "<|eot_id|>"].map { Array($0.utf8) }
        let tokens = Self.alphabet + words.map { Array(($0.0 + $0.1).utf8) } + controls
        add("tokenizer.ggml.model", text: "gpt2")
        add("tokenizer.ggml.tokens", texts: tokens)
        add("tokenizer.ggml.token_type", numbers: tokens.indices.map { $0 < tokens.count - 3 ? 1 : 3 })
        add("tokenizer.ggml.merges", texts: words.map { Array("\($0.0) \($0.1)".utf8) })
        add("tokenizer.ggml.bos_token_id", number: tokens.count - 3)
        add("tokenizer.ggml.eos_token_id", number: tokens.count - 2)
        add("tokenizer.chat_template", text: "{{ this is ignored }}")
    }

    /// Zero weights with the scale 1.5 in every place that has one.
    static func zeros(_ type: GGUFTensorType, _ count: Int) -> [UInt8] {
        let half: [UInt8] = [0x00, 0x3E]
        switch type {
        case .i2_s:
            return [UInt8](repeating: 0x55, count: count / 4) + word(Float(1.5).bitPattern)
                + [UInt8](repeating: 0, count: 28)
        case .tq2_0:
            return (0..<count / 256).flatMap { _ in [UInt8](repeating: 0x55, count: 64) + half }
        case .tq1_0:
            let block = [UInt8](repeating: 0x80, count: 48) + [UInt8](repeating: 0x7F, count: 4)
            return (0..<count / 256).flatMap { _ in block + half }
        default:
            preconditionFailure("not ternary")
        }
    }
}

/// The smallest shape whose tensors are whole blocks of I2_S.
let blockShape = ModelShape(hidden: 32, feedForward: 64, layers: 1, heads: 2, keyValueHeads: 1, vocabulary: 270)
/// The smallest shape whose rows are whole blocks of 256.
let wideShape = ModelShape(hidden: 256, feedForward: 256, layers: 1, heads: 4, keyValueHeads: 2, vocabulary: 8)
