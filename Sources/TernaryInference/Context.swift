import CTernaryKernels
import ModelFile

/// Of which of the tokens of an evaluation the logits are wanted.
public enum LogitPositions: Sendable, Hashable {
    /// Of none.
    case none
    /// Of the last one.
    case last
    /// Of all.
    case all
}

/// What a model has read so far: its tokens and their keys and values. It has a fixed capacity and can go back to any
/// earlier length, so that a beginning that stays the same is computed once.
public final class Context {
    /// The model.
    public let model: TernaryModel
    /// How many tokens it can hold.
    public let capacity: Int
    /// How many tokens go through the weights at once.
    public let batch: Int
    /// What was evaluated.
    public private(set) var tokens: [Int32] = []
    /// How many rows of logits the last evaluation left.
    public private(set) var logitRows = 0
    /// How many logits are in a row.
    public private(set) var logitColumns = 0

    private let stream: Buffer<Float>
    private let normed: Buffer<Float>
    private let query: Buffer<Float>
    private let key: Buffer<Float>
    private let value: Buffer<Float>
    private let mixed: Buffer<Float>
    private let gate: Buffer<Float>
    private let up: Buffer<Float>
    private let codes: Buffer<Int8>
    private let codeStride: Int
    private let scales: Buffer<Float>
    private let sums: Buffer<Int32>
    private let scores: Buffer<Float>
    private let frequencies: Buffer<Float>
    private let cosines: Buffer<Float>
    private let sines: Buffer<Float>
    private let keys: Buffer<Float>
    private let values: Buffer<Float>
    private var logits: Buffer<Float>
    private var preparedPositions = 0

    /// An empty context, by default as long as the model was made for.
    public init(_ model: TernaryModel, capacity: Int? = nil, batch: Int = 64) throws(ModelError) {
        let shape = model.metadata.shape
        let capacity = capacity ?? model.metadata.contextLength
        guard (1...1_048_576).contains(capacity) else {
            throw ModelError.badOption(name: "the context length", value: capacity, allowed: 1...1_048_576)
        }
        guard (1...1_024).contains(batch) else {
            throw ModelError.badOption(name: "the batch", value: batch, allowed: 1...1_024)
        }
        let batch = min(batch, capacity)
        self.model = model
        self.capacity = capacity
        self.batch = batch
        let widest = max(shape.hidden, shape.feedForward)
        codeStride = (TernaryTiles.padded(widest) + 63) & ~63
        stream = try Buffer(count: batch * shape.hidden)
        normed = try Buffer(count: batch * widest)
        query = try Buffer(count: batch * shape.hidden)
        key = try Buffer(count: batch * shape.keyValueWidth)
        value = try Buffer(count: batch * shape.keyValueWidth)
        mixed = try Buffer(count: batch * shape.hidden)
        gate = try Buffer(count: batch * shape.feedForward)
        up = try Buffer(count: batch * shape.feedForward)
        codes = try Buffer(count: batch * codeStride)
        scales = try Buffer(count: batch)
        sums = try Buffer(count: batch)
        scores = try Buffer(count: Pass.mostParts(model.pool) * capacity)
        frequencies = try Buffer(count: shape.headWidth / 2)
        cosines = try Buffer(count: capacity * (shape.headWidth / 2))
        sines = try Buffer(count: capacity * (shape.headWidth / 2))
        keys = try Buffer(count: shape.layers * shape.keyValueWidth * capacity)
        values = try Buffer(count: shape.layers * shape.keyValueWidth * capacity)
        logits = try Buffer(count: shape.vocabulary)
        tokens.reserveCapacity(capacity)
        tk_rope_frequencies(Float(model.metadata.ropeTheta), Int32(shape.headWidth), frequencies.pointer)
    }

    /// How many bytes the keys and values take when the context is full.
    public var cacheBytes: Int { (keys.count + values.count) * MemoryLayout<Float>.stride }

    /// Keeps the first tokens and forgets the others. The logits are gone.
    public func rewind(to count: Int) {
        precondition((0...tokens.count).contains(count), "a context goes back, not forward")
        tokens.removeSubrange(count...)
        logitRows = 0
    }

    /// Makes these tokens the content: what they have in common with the content from the start is kept, the rest is
    /// evaluated, and the logits of the last one are there. Returns how many tokens were kept.
    @discardableResult
    public func advance(to wanted: [Int32]) throws(ModelError) -> Int {
        try check(wanted, kept: 0)
        var common = 0
        while common < min(tokens.count, wanted.count), tokens[common] == wanted[common] { common += 1 }
        // The last token is evaluated anew even if it is there: its logits are wanted.
        if common == wanted.count && common > 0 { common -= 1 }
        rewind(to: common)
        try evaluate(Array(wanted[common...]))
        return common
    }

    /// Appends tokens. Afterwards the logits that are asked for are there: all of them or, with a list of tokens, those
    /// only, in the order of the list. On an error nothing has changed.
    public func evaluate(_ new: [Int32], logits wanted: LogitPositions = .last, only list: [Int32]? = nil)
        throws(ModelError)
    {
        try check(new, kept: tokens.count)
        if let list { try check(range: list) }
        let columns = list?.count ?? model.metadata.shape.vocabulary
        let rows =
            switch wanted {
            case .none: 0
            case .last: min(1, new.count)
            case .all: new.count
            }
        if rows * columns > logits.count { logits = try Buffer(count: rows * columns) }
        logitRows = rows
        logitColumns = columns
        let kept = tokens.count
        if let list {
            list.withUnsafeBufferPointer { run(new, rows: rows, list: $0) }
        } else {
            run(new, rows: rows, list: nil)
        }
        do { try model.file.checkUnchanged() } catch {
            rewind(to: kept)
            throw ModelError.file(error)
        }
    }

    /// Lends a row of the logits of the last evaluation.
    public func withLogits<R>(row: Int = 0, _ body: (Span<Float>) -> R) -> R {
        precondition((0..<logitRows).contains(row), "these logits were not asked for")
        return body(UnsafeBufferPointer(start: logits.pointer + row * logitColumns, count: logitColumns).span)
    }

    // MARK: Inside

    private func check(_ new: [Int32], kept: Int) throws(ModelError) {
        if kept + new.count > capacity { throw ModelError.contextFull(capacity: capacity, needed: kept + new.count) }
        try check(range: new)
    }

    private func check(range tokens: [Int32]) throws(ModelError) {
        let vocabulary = model.metadata.shape.vocabulary
        for token in tokens where token < 0 || Int(token) >= vocabulary {
            throw ModelError.tokenOutOfRange(token, vocabulary: vocabulary)
        }
    }

    private func run(_ new: [Int32], rows: Int, list: UnsafeBufferPointer<Int32>?) {
        var done = 0
        while done < new.count {
            let count = min(batch, new.count - done)
            // The first token of this part whose logits are wanted.
            let first = max(new.count - rows - done, 0)
            withPass(tokens: count) { pass in
                for token in 0..<count {
                    let row = pass.embedding + Int(new[done + token]) * pass.shape.hidden
                    tk_bf16_expand(pass.isa, row, Int32(pass.shape.hidden), pass.stream + token * pass.shape.hidden)
                }
                for layer in 0..<pass.shape.layers { pass.runLayer(layer, model.pool) }
                if first < count {
                    pass.headFirst = first
                    pass.headTokens = count - first
                    pass.list = list?.baseAddress
                    pass.listCount = list?.count ?? 0
                    pass.logits = logits.pointer + (done + first - (new.count - rows)) * logitColumns
                    if logitColumns > 0 { pass.runHead(model.pool) }
                }
            }
            tokens.append(contentsOf: new[done..<done + count])
            done += count
        }
    }

    private func withPass(tokens count: Int, _ body: (inout Pass) -> Void) {
        let shape = model.metadata.shape
        preparePositions(tokens.count + count)
        model.file.withBytes { bytes in
            bytes.withUnsafeBytes { file in
                model.layout.layers.withUnsafeBufferPointer { layers in
                    let base = file.baseAddress!
                    var pass = Pass(
                        isa: model.isa, shape: shape, epsilon: Float(model.metadata.normEpsilon), capacity: capacity,
                        file: base, layout: layers.baseAddress!,
                        embedding: (base + model.layout.embedding).assumingMemoryBound(to: UInt16.self),
                        outputNorm: (base + model.layout.outputNorm).assumingMemoryBound(to: Float.self),
                        stream: stream.pointer, normed: normed.pointer, query: query.pointer, key: key.pointer,
                        value: value.pointer, mixed: mixed.pointer, gate: gate.pointer, up: up.pointer,
                        codes: codes.pointer, codeStride: codeStride, scales: scales.pointer, sums: sums.pointer,
                        scores: scores.pointer, cosines: cosines.pointer, sines: sines.pointer, keys: keys.pointer,
                        values: values.pointer, tokens: count, position: tokens.count)
                    body(&pass)
                }
            }
        }
    }

    /// Extends the tables of position encoding in steps of 256 positions.
    private func preparePositions(_ count: Int) {
        if count <= preparedPositions { return }
        let end = min((count + 255) & ~255, capacity)
        let half = model.metadata.shape.headWidth / 2
        tk_rope_table(
            frequencies.pointer, Int32(half * 2), Int32(preparedPositions), Int32(end - preparedPositions),
            cosines.pointer + preparedPositions * half, sines.pointer + preparedPositions * half)
        preparedPositions = end
    }

    /// Runs one layer on a stream [tokens, hidden] from position 0 on, for tests. The content of the context is lost.
    package func runLayer(_ layer: Int, on input: [Float]) -> [Float] {
        rewind(to: 0)
        let hidden = model.metadata.shape.hidden
        precondition(input.count % hidden == 0 && input.count / hidden <= batch)
        var output = input
        withPass(tokens: input.count / hidden) { pass in
            for index in input.indices { pass.stream[index] = input[index] }
            pass.runLayer(layer, model.pool)
            for index in input.indices { output[index] = pass.stream[index] }
        }
        return output
    }
}
