/// The sizes of a BitNet b1.58 transformer.
public struct ModelShape: Sendable, Hashable {
    /// Width of the residual stream.
    public var hidden: Int
    /// Width of the feed-forward part.
    public var feedForward: Int
    /// How many layers.
    public var layers: Int
    /// Query heads.
    public var heads: Int
    /// Key and value heads; each serves `heads / keyValueHeads` query heads.
    public var keyValueHeads: Int
    /// How many tokens.
    public var vocabulary: Int

    /// Some sizes, not checked.
    public init(hidden: Int, feedForward: Int, layers: Int, heads: Int, keyValueHeads: Int, vocabulary: Int) {
        self.hidden = hidden
        self.feedForward = feedForward
        self.layers = layers
        self.heads = heads
        self.keyValueHeads = keyValueHeads
        self.vocabulary = vocabulary
    }

    /// Width of a head.
    public var headWidth: Int { hidden / heads }
    /// Width of all keys (or all values) of a position in one layer.
    public var keyValueWidth: Int { headWidth * keyValueHeads }

    /// Everything that is wrong with the sizes; empty for a shape that the engine can run.
    public var problems: [String] {
        var problems: [String] = []
        func check(_ name: String, _ value: Int, _ range: ClosedRange<Int>) {
            if !range.contains(value) {
                problems.append("\(name) is \(value) and must be \(range.lowerBound) to \(range.upperBound)")
            }
        }
        check("the hidden size", hidden, 1...65_536)
        check("the feed-forward size", feedForward, 1...65_536)
        check("the number of layers", layers, 1...1_024)
        check("the number of attention heads", heads, 1...1_024)
        check("the number of key-value heads", keyValueHeads, 1...1_024)
        check("the vocabulary size", vocabulary, 1...4_194_304)
        if !problems.isEmpty { return problems }
        if hidden % heads != 0 {
            problems.append("the hidden size \(hidden) is not a multiple of the \(heads) heads")
        } else if headWidth % 2 != 0 {
            problems.append(
                "the width of a head is \(headWidth), an odd number, which position encoding does not allow")
        }
        if heads % keyValueHeads != 0 {
            problems.append("the \(heads) heads are not a multiple of the \(keyValueHeads) key-value heads")
        }
        return problems
    }
}

/// A tensor that a model has to have.
public struct TensorRequirement: Sendable, Hashable {
    /// Its name in a packed file.
    public var name: String
    /// Its name in a published checkpoint.
    public var checkpointName: String
    /// What kind of tensor it is, told by the encoding of version 1: others hold the same kind, see `accepts`.
    public var encoding: TensorEncoding
    /// Rows: outputs of a linear layer, 1 for a vector.
    public var rows: Int
    /// Columns: inputs of a linear layer.
    public var columns: Int

    /// True if it may be stored like that in a file that is run.
    public func accepts(_ other: TensorEncoding) -> Bool {
        switch encoding {
        case .float32: other == .float32 || other == .bfloat16 || other == .float16
        case .bfloat16: other == .bfloat16 || other == .float16 || other == .float32 || other == .int8Planes
        default: other.isTernary
        }
    }
}

extension ModelShape {
    /// All tensors of a model of this shape, in the order in which they lie in a packed file.
    public var tensors: [TensorRequirement] {
        var tensors = [
            TensorRequirement(
                name: "token_embedding", checkpointName: "model.embed_tokens.weight", encoding: .bfloat16,
                rows: vocabulary, columns: hidden),
            TensorRequirement(
                name: "output_norm", checkpointName: "model.norm.weight", encoding: .float32, rows: 1, columns: hidden),
        ]
        for layer in 0..<layers {
            func norm(_ name: String, _ checkpointName: String, _ width: Int) {
                tensors.append(
                    TensorRequirement(
                        name: "layer.\(layer).\(name)",
                        checkpointName: "model.layers.\(layer).\(checkpointName).weight", encoding: .float32, rows: 1,
                        columns: width))
            }
            func linear(_ name: String, _ checkpointName: String, _ outputs: Int, _ inputs: Int) {
                tensors.append(
                    TensorRequirement(
                        name: "layer.\(layer).\(name)",
                        checkpointName: "model.layers.\(layer).\(checkpointName).weight", encoding: .ternary2,
                        rows: outputs, columns: inputs))
            }
            norm("attention_norm", "input_layernorm", hidden)
            linear("query", "self_attn.q_proj", hidden, hidden)
            linear("key", "self_attn.k_proj", keyValueWidth, hidden)
            linear("value", "self_attn.v_proj", keyValueWidth, hidden)
            norm("attention_output_norm", "self_attn.attn_sub_norm", hidden)
            linear("attention_output", "self_attn.o_proj", hidden, hidden)
            norm("feed_forward_norm", "post_attention_layernorm", hidden)
            linear("gate", "mlp.gate_proj", feedForward, hidden)
            linear("up", "mlp.up_proj", feedForward, hidden)
            norm("feed_forward_output_norm", "mlp.ffn_sub_norm", feedForward)
            linear("down", "mlp.down_proj", hidden, feedForward)
        }
        return tensors
    }
}
