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
    /// Of none yet: `choose` computes as much of them as its choice needs.
    case deferred
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
    /// How the head was asked so far.
    public internal(set) var headStatistics = HeadStatistics()

    let cache: KeyValueCache
    private let buffers: PassBuffers
    private let frequencies: Buffer<Float>
    private let cosines: Buffer<Float>
    private let sines: Buffer<Float>
    var logits: Buffer<Float>
    let choice: HeadChoice
    var scattered: ScatteredRows
    /// True if the head can be asked for the last token.
    private(set) var isDeferred = false
    private var preparedPositions = 0
    private var mostTokens = 0
    /// Where the seconds of each step are added up, while somebody asks.
    var stepTimes: UnsafeMutablePointer<Double>?

    /// An empty context, by default as long as the model was made for, with as many tokens at once and such a cache as
    /// suit the model.
    public init(
        _ model: TernaryModel, capacity: Int? = nil, batch: Int? = nil, cache type: KeyValueType? = nil
    ) throws(ModelError) {
        let shape = model.metadata.shape
        let capacity = capacity ?? model.metadata.contextLength
        let batch = batch ?? Self.usualBatch(shape)
        guard (1...1_048_576).contains(capacity) else {
            throw ModelError.badOption(name: "the context length", value: capacity, allowed: 1...1_048_576)
        }
        guard (1...1_024).contains(batch) else {
            throw ModelError.badOption(name: "the batch", value: batch, allowed: 1...1_024)
        }
        self.model = model
        self.capacity = capacity
        self.batch = min(batch, capacity)
        cache = try KeyValueCache(type ?? .usual(for: model.metadata), shape, capacity: capacity)
        buffers = try PassBuffers(shape, batch: self.batch, capacity: capacity, workers: model.pool.count)
        frequencies = try Buffer(count: shape.headWidth / 2)
        cosines = try Buffer(count: capacity * (shape.headWidth / 2))
        sines = try Buffer(count: capacity * (shape.headWidth / 2))
        logits = try Buffer(count: shape.vocabulary)
        choice = try HeadChoice(model)
        scattered = ScatteredRows(model.layout.embedding)
        tokens.reserveCapacity(capacity)
        tk_rope_frequencies(Float(model.metadata.ropeTheta), Int32(shape.headWidth), frequencies.pointer)
    }

    /// Weights of a large model are read once for many tokens; a small one stays in the processor's cache anyway.
    private static func usualBatch(_ shape: ModelShape) -> Int { shape.hidden >= 1_024 ? 128 : 64 }

    /// How keys and values are kept.
    public var cacheType: KeyValueType { cache.type }
    /// How many bytes the keys and values take when the context is full.
    public var cacheBytes: Int { cache.bytes(positions: capacity) }
    /// How many bytes of them hold what was evaluated up to now. What was never needed was never taken.
    public var cacheBytesInUse: Int { cache.bytes(positions: mostTokens) }

    /// Keeps the first tokens and forgets the others. The logits are gone.
    public func rewind(to count: Int) {
        precondition((0...tokens.count).contains(count), "a context goes back, not forward")
        tokens.removeSubrange(count...)
        logitRows = 0
        isDeferred = false
    }

    /// Makes these tokens the content: what they have in common with the content from the start is kept, the rest is
    /// evaluated, and the logits of the last one are there, with a list of tokens those only. Returns how many tokens were
    /// kept.
    @discardableResult
    public func advance(
        to wanted: [Int32], logits positions: LogitPositions = .last, only list: [Int32]? = nil
    ) throws(ModelError) -> Int {
        try check(wanted.span, kept: 0)
        if let list { try check(range: list.span) }
        var common = 0
        while common < min(tokens.count, wanted.count), tokens[common] == wanted[common] { common += 1 }
        // The last token is evaluated anew even if it is there: its logits are wanted.
        if common == wanted.count && common > 0 && positions != .none { common -= 1 }
        rewind(to: common)
        try evaluate(wanted.span.extracting(common...), positions, only: list?.span)
        return common
    }

    /// Appends tokens. Afterwards the logits that are asked for are there: all of them or, with a list of tokens, those
    /// only, in the order of the list. On an error nothing has changed.
    public func evaluate(_ new: [Int32], logits wanted: LogitPositions = .last, only list: [Int32]? = nil)
        throws(ModelError)
    {
        if let list {
            try check(range: list.span)
            try evaluate(new.span, wanted, only: list.span)
        } else {
            try evaluate(new.span, wanted, only: nil)
        }
    }

    /// Appends a token, without taking memory.
    public func evaluate(_ token: Int32, logits wanted: LogitPositions = .last) throws(ModelError) {
        var token = token
        try withUnsafeMutablePointer(to: &token) { (token) throws(ModelError) in
            try evaluate(UnsafeBufferPointer(start: token, count: 1).span, wanted, only: nil)
        }
    }

    private func evaluate(_ new: Span<Int32>, _ wanted: LogitPositions, only list: Span<Int32>?) throws(ModelError) {
        try check(new, kept: tokens.count)
        let columns = list?.count ?? model.metadata.shape.vocabulary
        let rows =
            switch wanted {
            case .none, .deferred: 0
            case .last: min(1, new.count)
            case .all: new.count
            }
        if rows * columns > logits.count { logits = try Buffer(count: rows * columns) }
        logitRows = rows
        logitColumns = columns
        isDeferred = false
        let kept = tokens.count
        new.withUnsafeBufferPointer { new in
            if let list {
                list.withUnsafeBufferPointer { run(new, rows: rows, list: $0) }
            } else {
                run(new, rows: rows, list: nil, isDeferred: wanted == .deferred)
            }
        }
        isDeferred = wanted == .deferred && new.count > 0
        mostTokens = max(mostTokens, tokens.count)
        giveBackPages()
        try checkFile(kept: kept)
    }

    /// The logits of all tokens for the last one are there, although they were not asked for.
    func adoptLogits() { (logitRows, logitColumns) = (1, model.shape.vocabulary) }

    /// What a few rows of the embedding have made resident.
    func giveBackPages() {
        for range in scattered.takeReleases() { model.file.release(range) }
    }

    /// What was computed from a file that somebody changes meanwhile does not count.
    func checkFile(kept: Int) throws(ModelError) {
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

    private func check(_ new: Span<Int32>, kept: Int) throws(ModelError) {
        if kept + new.count > capacity { throw ModelError.contextFull(capacity: capacity, needed: kept + new.count) }
        try check(range: new)
    }

    private func check(range tokens: Span<Int32>) throws(ModelError) {
        let vocabulary = model.metadata.shape.vocabulary
        for index in tokens.indices where tokens[index] < 0 || Int(tokens[index]) >= vocabulary {
            throw ModelError.tokenOutOfRange(tokens[index], vocabulary: vocabulary)
        }
    }

    private func run(
        _ new: UnsafeBufferPointer<Int32>, rows: Int, list: UnsafeBufferPointer<Int32>?, isDeferred: Bool = false
    ) {
        let rows = isDeferred ? 1 : rows
        var done = 0
        while done < new.count {
            let count = min(batch, new.count - done)
            // The first token of this part whose logits are wanted.
            let first = max(new.count - rows - done, 0)
            withPass(tokens: count) { pass in
                pass.lookUp(new.baseAddress! + done)
                scattered.read(rows: count)
                for layer in 0..<pass.shape.layers { pass.runLayer(layer, model.pool) }
                if first < count {
                    pass.headFirst = first
                    pass.headTokens = count - first
                    pass.runOutputNorm(model.pool)
                    if !isDeferred && logitColumns > 0 {
                        pass.list = list?.baseAddress
                        pass.listCount = list?.count ?? 0
                        pass.logits = logits.pointer + (done + first - (new.count - rows)) * logitColumns
                        pass.runHead(model.pool)
                        headStatistics.count(listed: list != nil, rows: (count - first) * logitColumns)
                        if list != nil { scattered.read(rows: logitColumns) } else { scattered.readAll() }
                    }
                }
            }
            tokens.append(contentsOf: UnsafeBufferPointer(rebasing: new[done..<done + count]))
            done += count
        }
    }

    func withPass(tokens count: Int, _ body: (inout Pass) -> Void) {
        preparePositions(tokens.count + count)
        let layout = model.layout
        model.file.withBytes { bytes in
            bytes.withUnsafeBytes { file in
                layout.layers.withUnsafeBufferPointer { layers in
                    layout.norms.withUnsafeBufferPointer { norms in
                        let base = file.baseAddress!
                        var pass = Pass(
                            isa: model.isa, shape: model.shape, epsilon: model.epsilon, file: base,
                            layout: layers.baseAddress!, norms: norms.baseAddress!,
                            outputNorm: norms.baseAddress! + layout.outputNorm,
                            embedding: layout.embedding.embedding(base), memory: buffers.memory, cache: cache.places,
                            cosines: cosines.pointer, sines: sines.pointer, tokens: count, position: tokens.count)
                        pass.times = stepTimes
                        body(&pass)
                    }
                }
            }
        }
    }

    /// Extends the tables of position encoding in steps of 256 positions.
    private func preparePositions(_ count: Int) {
        if count <= preparedPositions { return }
        let end = min((count + 255) & ~255, capacity)
        let half = model.shape.headWidth / 2
        tk_rope_table(
            frequencies.pointer, Int32(half * 2), Int32(preparedPositions), Int32(end - preparedPositions),
            cosines.pointer + preparedPositions * half, sines.pointer + preparedPositions * half)
        preparedPositions = end
    }

    /// Takes tokens whose keys and values were put into the cache otherwise.
    func adopt(_ adopted: [Int32]) {
        rewind(to: 0)
        tokens.append(contentsOf: adopted)
        mostTokens = max(mostTokens, tokens.count)
    }

    /// Runs one layer on a stream [tokens, hidden] from position 0 on, for tests. The content of the context is lost.
    package func runLayer(_ layer: Int, on input: [Float]) -> [Float] {
        rewind(to: 0)
        let hidden = model.shape.hidden
        precondition(input.count % hidden == 0 && input.count / hidden <= batch)
        var output = input
        withPass(tokens: input.count / hidden) { pass in
            for index in input.indices { pass.memory.stream[index] = input[index] }
            pass.runLayer(layer, model.pool)
            for index in input.indices { output[index] = pass.memory.stream[index] }
        }
        return output
    }
}
