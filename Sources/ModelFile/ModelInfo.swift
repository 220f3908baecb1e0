/// What `trivet model info` prints.
public struct ModelInfo: Sendable, Hashable {
    /// Tensors of one kind together.
    public struct Part: Sendable, Hashable {
        /// How many numbers they have.
        public var numbers = 0
        /// How many bytes hold them, with padding.
        public var bytes = 0
        /// How they are stored.
        public var encodings: Set<TensorEncoding> = []

        mutating func add(_ tensor: TensorRecord) {
            numbers += tensor.rows * tensor.columns
            bytes += tensor.byteCount
            encodings.insert(tensor.encoding)
        }

        /// The names of the encodings.
        var names: String { encodings.map(\.name).sorted().joined(separator: " and ") }
    }

    /// The path of the file.
    public var path: String
    /// What kind of file it is.
    public var form: String
    /// How long the file is.
    public var fileBytes: Int
    /// What the model says about itself.
    public var metadata: ModelMetadata
    /// The weights that are -1, 0 or +1.
    public var ternary = Part()
    /// The embedding, which is the output head too.
    public var embedding = Part()
    /// The norms.
    public var norms = Part()
    /// How many bytes of the head are read for a token that is chosen greedily or from few candidates.
    public var headBytesPerToken = 0
    /// The tables of the tokenizer; nil without a tokenizer.
    public var tokenizer: TokenizerTables?
    /// What caches are keyed by.
    public var identity: UInt64

    /// The facts of an open model.
    public init(_ model: MappedModel) {
        path = model.path
        form = model.formName
        fileBytes = model.byteCount
        metadata = model.metadata
        tokenizer = model.tokenizer
        identity = model.identity
        for tensor in model.tensors {
            if tensor.encoding.isTernary {
                ternary.add(tensor)
            } else if tensor.rows == 1 {
                norms.add(tensor)
            } else {
                embedding.add(tensor)
                headBytesPerToken +=
                    tensor.encoding == .int8Planes
                    ? PlanesLayout(rows: tensor.rows, columns: tensor.columns).low.lowerBound : tensor.byteCount
            }
        }
    }

    /// How many numbers the model has.
    public var parameters: Int { ternary.numbers + embedding.numbers + norms.numbers }
    /// Bits that a ternary weight takes in the file.
    public var bitsPerWeight: Double { Double(ternary.bytes) * 8 / Double(max(ternary.numbers, 1)) }
    /// Bytes of weights that are read to make one token.
    public var bytesPerToken: Int { ternary.bytes + headBytesPerToken + norms.bytes }
    /// Bytes that the keys and values of one position take in single precision.
    public var cacheBytesPerPosition: Int { 2 * 4 * metadata.shape.layers * metadata.shape.keyValueWidth }
}

extension ModelInfo: CustomStringConvertible {
    /// The facts as lines of text.
    public var description: String {
        let shape = metadata.shape
        var lines = [
            ("file", "\(path), \(grouped(fileBytes)) bytes, \(form)"),
            ("name", metadata.name),
            ("identity", hexadecimal(identity)),
            ("dialect", metadata.dialect ?? "none: it was not taught to act"),
            ("languages", metadata.languages.isEmpty ? "not told" : metadata.languages.joined(separator: ", ")),
            ("architecture", ModelMetadata.architecture),
            (
                "shape",
                "hidden \(shape.hidden), \(shape.layers) layers, \(shape.heads) heads, \(shape.keyValueHeads) key-value heads, "
                    + "feed-forward \(shape.feedForward), vocabulary \(shape.vocabulary)"
            ),
            ("parameters", grouped(parameters)),
            (
                "context",
                "\(metadata.contextLength) tokens, \(grouped(cacheBytesPerPosition)) bytes of cache each in f32"
            ),
            (
                "ternary weights",
                "\(grouped(ternary.numbers)) in \(grouped(ternary.bytes)) bytes (\(hundredths(bitsPerWeight)) bits each), "
                    + ternary.names
            ),
            (
                "embedding",
                "\(grouped(embedding.numbers)) in \(grouped(embedding.bytes)) bytes, \(embedding.names), also the output head"
            ),
            ("norms", "\(grouped(norms.numbers)) in \(grouped(norms.bytes)) bytes, \(norms.names)"),
            (
                "read per token",
                "\(grouped(bytesPerToken)) bytes, \(grouped(headBytesPerToken)) of them of the head"
                    + (embedding.encodings == [.int8Planes] ? " (one plane and a few rows of the other)" : "")
            ),
        ]
        if let tokenizer {
            let rule = metadata.preTokenizer?.rawValue ?? "none"
            lines.append(
                (
                    "tokenizer",
                    "\(grouped(tokenizer.tokenCount)) tokens, \(grouped(tokenizer.mergeCount)) merges, "
                        + "\(tokenizer.controls.count) control tokens, cut by \(rule)"
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
