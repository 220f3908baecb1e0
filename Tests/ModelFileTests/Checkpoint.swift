import JSONText
import ModelFile

/// A checkpoint with random weights, made in memory, to be spoilt by tests.
struct Checkpoint {
    /// A tensor of the safetensors file.
    struct Tensor {
        var name: String
        var type: String
        var shape: [Int]
        var bytes: [UInt8]
    }

    var config: [JSON.Member]
    var tensors: [Tensor] = []
    var tokenizer: JSON?

    init(_ shape: ModelShape, seed: UInt64, trivet: JSON? = nil) {
        config = JSON.object([
            "model_type": "bitnet", "hidden_act": "relu2", "tie_word_embeddings": true,
            "hidden_size": .number(shape.hidden), "intermediate_size": .number(shape.feedForward),
            "num_hidden_layers": .number(shape.layers), "num_attention_heads": .number(shape.heads),
            "num_key_value_heads": .number(shape.keyValueHeads), "vocab_size": .number(shape.vocabulary),
            "max_position_embeddings": 512, "rms_norm_eps": 1e-5, "rope_theta": 10000, "eos_token_id": 1,
            "trivet": trivet,
        ]).object!
        var random = Seeded(seed)
        for requirement in shape.tensors {
            let (rows, columns) = (requirement.rows, requirement.columns)
            let name = requirement.checkpointName
            switch requirement.encoding {
            case .bfloat16:
                tensors.append(
                    Tensor(name: name, type: "BF16", shape: [rows, columns], bytes: numbers(rows * columns, 0)))
            case .float32:
                tensors.append(Tensor(name: name, type: "BF16", shape: [columns], bytes: numbers(columns, 1)))
            default:
                var bytes = [UInt8](repeating: 0, count: rows / 4 * columns)
                for index in bytes.indices {
                    for field in 0..<4 { bytes[index] |= UInt8(random.next() % 3) << UInt8(2 * field) }
                }
                tensors.append(Tensor(name: name, type: "U8", shape: [rows / 4, columns], bytes: bytes))
                tensors.append(Tensor(name: name + "_scale", type: "BF16", shape: [1], bytes: [0x80, 0x3F]))
            }
        }

        /// Numbers around a middle.
        func numbers(_ count: Int, _ middle: Float) -> [UInt8] {
            var bytes: [UInt8] = []
            for _ in 0..<count {
                let value = middle + Float(Int(random.next() % 2001) - 1000) / 1000 * (middle == 0 ? 1 : 0.2)
                let bits = UInt16(value.bitPattern >> 16)
                bytes += [UInt8(truncatingIfNeeded: bits), UInt8(bits >> 8)]
            }
            return bytes
        }
    }

    /// The safetensors file.
    var safetensors: [UInt8] {
        var members: [JSON.Member] = []
        var data: [UInt8] = []
        for tensor in tensors {
            let offsets: JSON = .array([.number(data.count), .number(data.count + tensor.bytes.count)])
            data += tensor.bytes
            members.append(
                JSON.Member(
                    key: tensor.name,
                    value: .object([
                        "dtype": .string(tensor.type), "shape": .array(tensor.shape.map { .number($0) }),
                        "data_offsets": offsets,
                    ])))
        }
        return Self.safetensors(header: JSON.object(members).serialized(), data: data)
    }

    /// A safetensors file with any header.
    static func safetensors(header: String, data: [UInt8]) -> [UInt8] {
        let length = UInt64(header.utf8.count)
        return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * UInt64($0))) } + Array(header.utf8) + data
    }

    /// Writes the folder's files.
    func write(_ scratch: borrowing Scratch) {
        scratch.write("config.json", Array(JSON.object(config).serialized().utf8))
        scratch.write("model.safetensors", safetensors)
        if let tokenizer { scratch.write("tokenizer.json", Array(tokenizer.serialized().utf8)) }
    }

    /// Writes the folder and imports it.
    func importModel(_ scratch: borrowing Scratch, _ name: String = "model.trivet") throws -> String {
        write(scratch)
        let path = scratch.path + "/" + name
        let importer = try ModelImporter(checkpoint: scratch.path)
        try importer.write(to: path)
        return path
    }

    /// A byte-level tokenizer.json: all bytes, merges of the given words from left to right, then control tokens.
    static func tokenizer(words: [String], controls: [String]) -> JSON {
        var alphabet: [String] = []
        var next: UInt32 = 256
        for byte in 0...255 as ClosedRange<UInt32> {
            let isPlain = (33...126).contains(byte) || (161...172).contains(byte) || (174...255).contains(byte)
            alphabet.append(String(Character(Unicode.Scalar(isPlain ? byte : next)!)))
            if !isPlain { next += 1 }
        }
        var vocabulary = alphabet
        var merges: [JSON] = []
        for word in words {
            let letters = Array(word.utf8).map { alphabet[Int($0)] }
            var left = letters[0]
            for letter in letters.dropFirst() {
                if !vocabulary.contains(left + letter) {
                    vocabulary.append(left + letter)
                    merges.append(.array([.string(left), .string(letter)]))
                }
                left += letter
            }
        }
        var members = vocabulary.enumerated().map { JSON.Member(key: $0.element, value: .number($0.offset)) }
        var added: [JSON] = []
        for (index, control) in controls.enumerated() {
            let id = JSON.number(vocabulary.count + index)
            members.append(JSON.Member(key: "<\(control)>", value: id))
            added.append(.object(["id": id, "content": .string("<\(control)>"), "special": true]))
        }
        return .object([
            "added_tokens": .array(added), "normalizer": .null,
            "model": .object(["type": "BPE", "vocab": .object(members), "merges": .array(merges)]),
        ])
    }
}

/// The smallest shape in which nothing is a multiple of what the kernels like.
let smallShape = ModelShape(hidden: 24, feedForward: 36, layers: 2, heads: 4, keyValueHeads: 2, vocabulary: 300)
