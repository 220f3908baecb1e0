/// What `trivet model info` prints.
public struct ModelInfo: Sendable, Hashable {
    /// The path of the file.
    public var path: String
    /// How long the file is.
    public var fileBytes: Int
    /// What the model says about itself.
    public var metadata: ModelMetadata
    /// How many weights are -1, 0 or +1.
    public var ternaryWeights: Int
    /// How many bytes hold them, with padding.
    public var ternaryBytes: Int
    /// How many numbers the embedding has, which is the output head too.
    public var embeddingNumbers: Int
    /// How many bytes hold the embedding.
    public var embeddingBytes: Int
    /// How many numbers the norms have.
    public var normNumbers: Int
    /// How many bytes hold the norms.
    public var normBytes: Int
    /// How many tokens the tokenizer can write and how many control tokens it has; nil without a tokenizer.
    public var tokenizer: TokenizerTables?
    /// The checksum of the weights.
    public var checksum: UInt64

    /// The facts of an open model.
    public init(_ model: PackedModel) {
        path = model.path
        fileBytes = model.byteCount
        metadata = model.metadata
        tokenizer = model.tokenizer
        checksum = model.checksum
        (ternaryWeights, ternaryBytes, embeddingNumbers, embeddingBytes, normNumbers, normBytes) = (0, 0, 0, 0, 0, 0)
        for tensor in model.tensors {
            switch tensor.encoding {
            case let encoding where encoding.isTernary:
                ternaryWeights += tensor.rows * tensor.columns
                ternaryBytes += tensor.byteCount
            case .float32:
                normNumbers += tensor.rows * tensor.columns
                normBytes += tensor.byteCount
            default:
                embeddingNumbers += tensor.rows * tensor.columns
                embeddingBytes += tensor.byteCount
            }
        }
    }

    /// Bits that a ternary weight takes in the file.
    public var bitsPerWeight: Double { Double(ternaryBytes) * 8 / Double(max(ternaryWeights, 1)) }
    /// Bytes of weights that are read to make one token.
    public var bytesPerToken: Int { ternaryBytes + embeddingBytes + normBytes }
    /// Bytes that the keys and values of one position take in single precision.
    public var cacheBytesPerPosition: Int { 2 * 4 * metadata.shape.layers * metadata.shape.keyValueWidth }
}

extension ModelInfo: CustomStringConvertible {
    /// The facts as lines of text.
    public var description: String {
        let shape = metadata.shape
        var lines = [
            ("file", "\(path), \(grouped(fileBytes)) bytes, checksum \(hexadecimal(checksum))"),
            ("name", metadata.name),
            ("dialect", metadata.dialect ?? "none: it was not taught to act"),
            ("languages", metadata.languages.isEmpty ? "not told" : metadata.languages.joined(separator: ", ")),
            ("architecture", ModelMetadata.architecture),
            (
                "shape",
                "hidden \(shape.hidden), \(shape.layers) layers, \(shape.heads) heads, \(shape.keyValueHeads) key-value heads, "
                    + "feed-forward \(shape.feedForward), vocabulary \(shape.vocabulary)"
            ),
            ("context", "\(metadata.contextLength) tokens, \(grouped(cacheBytesPerPosition)) bytes of cache each"),
            (
                "ternary weights",
                "\(grouped(ternaryWeights)) in \(grouped(ternaryBytes)) bytes (\(hundredths(bitsPerWeight)) bits each)"
            ),
            (
                "embedding",
                "\(grouped(embeddingNumbers)) bf16 in \(grouped(embeddingBytes)) bytes, also the output head"
            ),
            ("norms", "\(grouped(normNumbers)) f32 in \(grouped(normBytes)) bytes"),
            ("read per token", "\(grouped(bytesPerToken)) bytes"),
        ]
        if let tokenizer {
            let rule = metadata.preTokenizer?.rawValue ?? "none"
            lines.append(
                (
                    "tokenizer",
                    "\(tokenizer.mergeCount) merges, \(tokenizer.controls.count) control tokens, cut by \(rule)"
                ))
        } else {
            lines.append(("tokenizer", "none: only token numbers go in and out"))
        }
        lines += metadata.card.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        let width = lines.map(\.0.count).max() ?? 0
        return lines.map { $0.0 + String(repeating: " ", count: width + 2 - $0.0.count) + $0.1 }.joined(separator: "\n")
    }
}

/// 1,234,567.
private func grouped(_ value: Int) -> String {
    var text = ""
    for (index, digit) in String(value).reversed().enumerated() {
        if index > 0 && index % 3 == 0 { text.append(",") }
        text.append(digit)
    }
    return String(text.reversed())
}

/// Two digits behind the point.
private func hundredths(_ value: Double) -> String {
    let whole = Int((value * 100).rounded())
    return "\(whole / 100).\(whole % 100 < 10 ? "0" : "")\(whole % 100)"
}
