/// Random weights of any shape, always the same for the same seed: for tests of scale and for benchmarks. A tensor is made
/// when it is read, from its name and the number of the row, so that nothing is kept.
///
/// The network is a sane one. Norms are chosen so that what each layer adds has the size of a few embeddings, whatever
/// the widths; attention looks at some positions more than at others; logits spread by about 5, so that a few tokens stand out.
/// All numbers have few enough digits to be the same in bfloat16 and half precision.
public final class SyntheticWeights: WeightSource {
    /// What messages call it.
    public let path: String
    /// What the model says about itself.
    public let metadata: ModelMetadata
    private let tokenizer: TokenizerDefinition?
    private let seed: UInt64

    /// Weights of a shape. A tokenizer may have fewer tokens than the shape, and not more.
    public init(
        shape: ModelShape, name: String = "synthetic", seed: UInt64 = 1, contextLength: Int = 4_096,
        ropeTheta: Double = 500_000, tokenizer: TokenizerDefinition? = nil, preTokenizer: PreTokenizer = .llama3
    ) throws(ModelFileError) {
        path = "synthetic weights"
        self.seed = seed
        func control(_ name: String) -> Int? { tokenizer?.controls.first { $0.name == name }?.token }
        let eot = control("eot_id")
        metadata = ModelMetadata(
            name: name, dialect: eot == nil ? nil : "bitnet", card: ["weights": "random, from seed \(seed)"],
            shape: shape,
            ropeTheta: ropeTheta, normEpsilon: 1e-5, contextLength: contextLength,
            beginToken: control("begin_of_text"), endTokens: [control("end_of_text"), eot].compactMap(\.self),
            preTokenizer: tokenizer == nil ? nil : preTokenizer)
        var problems = metadata.problems
        if var tokenizer {
            if tokenizer.tokens.count > shape.vocabulary {
                problems.append("the tokenizer has \(tokenizer.tokens.count) tokens and the shape \(shape.vocabulary)")
            } else {
                let lacking = shape.vocabulary - tokenizer.tokens.count
                tokenizer.tokens += [[UInt8]](repeating: [], count: lacking)
            }
            self.tokenizer = tokenizer
        } else {
            self.tokenizer = nil
        }
        if !problems.isEmpty { throw ModelFileError(path: path, problem: .unsuitable(problems)) }
    }

    /// The tokenizer, as long as the vocabulary.
    public var tokenizerDefinition: TokenizerDefinition? { tokenizer }

    /// The tables of the tokenizer that was given.
    public func makeTokenizerSection() throws(ModelFileError) -> [UInt8]? {
        guard let tokenizer else { return nil }
        return try TokenizerTables.prebuilt(tokenizer).0
    }

    /// Nothing lies anywhere.
    public func storedEncoding(of tensor: TensorRequirement) -> TensorEncoding? { nil }

    /// There are no bytes to lend.
    public func withStoredBytes(
        of tensor: TensorRequirement, _ body: (RawSpan) throws(ModelFileError) -> Void
    ) throws(ModelFileError) {
        preconditionFailure("made when it is read; ask for its rows")
    }

    /// From 1 to 2, as the published model's.
    public func scale(of tensor: TensorRequirement) throws(ModelFileError) -> Float { scale(tensor.name) }

    private func scale(_ name: String) -> Float {
        var words = WordStream(seed, name + ".scale")
        return short(1 + words.nextUnit())
    }

    /// Random weights, a third of each.
    public func readTrits(
        of tensor: TensorRequirement, rows: Range<Int>, into trits: UnsafeMutableBufferPointer<Int8>
    ) throws(ModelFileError) {
        precondition(trits.count == rows.count * tensor.columns)
        let columns = tensor.columns
        let whole = columns & ~7
        guard let base = UnsafeMutableRawPointer(trits.baseAddress) else { return }
        let stream = WordStream(seed, tensor.name)
        for (line, row) in rows.enumerated() {
            var words = stream.row(row)
            let target = base + line * columns
            for column in stride(from: 0, to: whole, by: 8) {
                target.storeBytes(of: Self.eightTrits(words.next()).littleEndian, toByteOffset: column, as: UInt64.self)
            }
            if whole < columns {
                let rest = Self.eightTrits(words.next())
                for column in whole..<columns {
                    let byte = UInt8(truncatingIfNeeded: rest >> UInt64(8 * (column - whole)))
                    target.storeBytes(of: byte, toByteOffset: column, as: UInt8.self)
                }
            }
        }
    }

    /// Eight random bytes become eight weights: (3 b + 1) / 256 is 0 for 85 bytes, 1 for 86, 2 for 85. All at once.
    private static func eightTrits(_ word: UInt64) -> UInt64 {
        let lanes: UInt64 = 0x00FF_00FF_00FF_00FF
        let ones: UInt64 = 0x0001_0001_0001_0001
        let even = ((word & lanes) &* 3 &+ ones) >> 8 & (3 &* ones)
        let odd = ((word >> 8 & lanes) &* 3 &+ ones) >> 8 & (3 &* ones)
        let codes = even | odd << 8
        // One less in each byte, without borrowing from the next.
        let tops: UInt64 = 0x8080_8080_8080_8080
        return ((codes | tops) &- 0x0101_0101_0101_0101) ^ tops
    }

    /// Embedding rows of several lengths, or the weights of a norm around what keeps the network sane.
    public func readNumbers(
        of tensor: TensorRequirement, rows: Range<Int>, into numbers: UnsafeMutableBufferPointer<Float>
    ) throws(ModelFileError) {
        precondition(numbers.count == rows.count * tensor.columns)
        let stream = WordStream(seed, tensor.name)
        guard let base = numbers.baseAddress else { return }
        if tensor.rows == 1 {
            var words = stream
            let middle = normMiddle(tensor.name)
            for index in 0..<numbers.count { numbers[index] = short(middle * (0.8 + 0.4 * words.nextUnit())) }
            return
        }
        for (line, row) in rows.enumerated() {
            var words = stream.row(row)
            // The sum of four random bytes is nearly normal: middle 510, deviation 147.8.
            let step = embeddingSize / 147.8 * (0.7 + 0.7 * words.nextUnit())
            let target = base + line * tensor.columns
            var column = 0
            while column + 2 <= tensor.columns {
                let word = words.next()
                target[column] = short(Self.sum(UInt32(truncatingIfNeeded: word)) * step)
                target[column + 1] = short(Self.sum(UInt32(truncatingIfNeeded: word >> 32)) * step)
                column += 2
            }
            if column < tensor.columns {
                target[column] = short(Self.sum(UInt32(truncatingIfNeeded: words.next())) * step)
            }
        }
    }

    private static func sum(_ word: UInt32) -> Float {
        let pairs = (word & 0x00FF_00FF) &+ (word >> 8 & 0x00FF_00FF)
        return Float(Int32(bitPattern: (pairs &+ pairs >> 16) & 0xFFFF) - 510)
    }

    /// The deviation of a number of the embedding: logits spread by 5.
    private var embeddingSize: Float { 5 / Float(metadata.shape.hidden).squareRoot() }

    /// A product with random trits grows by the root of two thirds of its length, and by the scale.
    private func normMiddle(_ name: String) -> Float {
        func growth(_ width: Int) -> Float { (Float(width) * 2 / 3).squareRoot() }
        let layer = name.split(separator: ".").dropLast().joined(separator: ".")
        let (hidden, feedForward) = (metadata.shape.hidden, metadata.shape.feedForward)
        if name.hasSuffix(".attention_norm") { return 1 / growth(hidden) }
        if name.hasSuffix(".feed_forward_norm") { return 2 / growth(hidden) }
        if name.hasSuffix(".attention_output_norm") {
            return 3 * embeddingSize / (growth(hidden) * scale(layer + ".attention_output"))
        }
        if name.hasSuffix(".feed_forward_output_norm") {
            return 3 * embeddingSize / (growth(feedForward) * scale(layer + ".down"))
        }
        return 1
    }

    /// The nearest number that both bfloat16 and half precision can hold.
    private func short(_ value: Float) -> Float {
        let rounded = HalfPrecision.brainValue(HalfPrecision.brainBits(value))
        return abs(rounded) < 0x1p-14 ? 0 : rounded
    }
}

/// SplitMix64 that begins anew for each tensor and each row.
private struct WordStream {
    private var state: UInt64
    private static let step: UInt64 = 0x9E37_79B9_7F4A_7C15

    init(_ seed: UInt64, _ name: String) {
        state = Self.mixed(seed &+ Self.step)
        for byte in name.utf8 { state = Self.mixed(state ^ UInt64(byte)) }
    }

    private init(state: UInt64) { self.state = state }

    func row(_ row: Int) -> WordStream { WordStream(state: Self.mixed(state ^ Self.mixed(UInt64(row) &+ Self.step))) }

    mutating func next() -> UInt64 {
        state &+= Self.step
        return Self.mixed(state)
    }

    /// From 0 to 1, without 1.
    mutating func nextUnit() -> Float { Float(next() >> 40) * 0x1p-24 }

    private static func mixed(_ value: UInt64) -> UInt64 {
        var mixed = value
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
