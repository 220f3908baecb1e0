/// How a model is packed.
public struct ImportOptions: Sendable, Hashable {
    /// How the embedding is stored, which is the output head too.
    public enum Embedding: String, Sendable, Hashable, CaseIterable {
        /// As numbers of 16 bits where those take at most 64 MiB, otherwise in two planes.
        case automatic = "auto"
        /// Numbers of 16 bits: exact.
        case bfloat16 = "bf16"
        /// Bytes with a scale a row, in two planes: half the bytes, a quarter of them read for most tokens.
        case int8Planes = "int8"
    }

    /// How the ternary weights are stored.
    public enum Body: String, Sendable, Hashable, CaseIterable {
        /// Five in a byte.
        case fiveTrits = "5trits"
        /// Four in a byte.
        case twoBits = "2bit"
    }

    /// How the embedding is stored.
    public var embedding: Embedding
    /// How the ternary weights are stored.
    public var body: Body
    /// Another name than the source tells.
    public var name: String?
    /// The file of another tokenizer than the source has.
    public var tokenizer: String?

    /// The usual choice.
    public init(
        embedding: Embedding = .automatic, body: Body = .fiveTrits, name: String? = nil, tokenizer: String? = nil
    ) {
        self.embedding = embedding
        self.body = body
        self.name = name
        self.tokenizer = tokenizer
    }

    /// Up to this size the embedding gains nothing from planes.
    static let smallEmbedding = 64 << 20

    /// How a tensor is stored.
    func encoding(of tensor: TensorRequirement) -> TensorEncoding {
        if tensor.encoding.isTernary { return body == .fiveTrits ? .ternary5 : .ternary2 }
        if tensor.rows == 1 { return .float32 }
        switch embedding {
        case .bfloat16: return .bfloat16
        case .int8Planes: return .int8Planes
        case .automatic: return 2 * tensor.rows * tensor.columns <= Self.smallEmbedding ? .bfloat16 : .int8Planes
        }
    }
}
