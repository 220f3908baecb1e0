import CTernaryKernels
import ModelFile

/// One pass over the weights for up to a batch of tokens that follow one another: SPEC of BitNet b1.58, float parts in
/// the fixed orders of the kernels. It lies on the stack of the thread that evaluates; the threads of the pool do
/// pieces of its steps. Nothing is allocated.
///
/// Every step cuts its outputs (rows, tokens or heads) and never a sum, so that the bits do not depend on the threads.
struct Pass {
    /// The steps of a layer and the output head.
    enum Step: Int, CaseIterable {
        case attentionNorm, queryKeyValue, rotation, attention, attentionOutputNorm, attentionOutput
        case feedForwardNorm, gateUp, feedForwardOutputNorm, down
        case outputNorm, head, listedHead, coarseHead, candidates, refinement
    }

    /// Sizes.
    let isa: tk_isa
    let shape: ModelShape
    let epsilon: Float
    /// Where the model lies while its file is lent.
    let file: UnsafeRawPointer
    let layout: UnsafePointer<LayerPlaces>
    let norms: UnsafePointer<Float>
    let outputNorm: UnsafePointer<Float>  // [hidden]
    let embedding: Embedding
    /// Memory of the context.
    let memory: PassMemory
    let cache: KeyValuePlaces
    let cosines: UnsafePointer<Float>  // [capacity, headWidth / 2]
    let sines: UnsafePointer<Float>

    /// How many tokens, and the position of the first.
    var tokens: Int
    var position: Int
    /// What is wanted of the head: for `headTokens` tokens from `headFirst` on, all rows or those of a list.
    var headFirst = 0
    var headTokens = 0
    var list: UnsafePointer<Int32>?
    var listCount = 0
    var logits: UnsafeMutablePointer<Float>?  // [headTokens, rows or listCount]
    /// What a choice by the upper plane takes.
    var coarse: CoarsePlaces?
    /// Where the seconds of each step are added up, if somebody asks.
    var times: UnsafeMutablePointer<Double>?

    /// Where it stands.
    private var layer = 0
    private var step = Step.attentionNorm

    /// Work below this is done by the caller alone: it takes about 15 microseconds, and waking others nearly as long.
    /// The unit is one weight of a linear layer for one token; the factors below were measured against it.
    static let leastSharedWork = 600_000
    /// Work of a piece that a thread takes at once: some microseconds.
    static let pieceWork = 200_000
    /// Units of a matrix that the kernels multiply at once with many tokens, at most: pieces are whole panels.
    private static let panelUnits = 4
    /// Lines of as many units.
    static let panelRows = panelUnits * MatrixPlace.unitLines
    /// Rows of the head in a unit, and those among which candidates are looked for.
    private static let headUnit = 32
    static let candidateUnit = 1_024
    /// Most tokens whose attention is computed at once: keys and values are read once for them.
    static let attentionTokens = 16

    init(
        isa: tk_isa, shape: ModelShape, epsilon: Float, file: UnsafeRawPointer, layout: UnsafePointer<LayerPlaces>,
        norms: UnsafePointer<Float>, outputNorm: UnsafePointer<Float>, embedding: Embedding, memory: PassMemory,
        cache: KeyValuePlaces, cosines: UnsafePointer<Float>, sines: UnsafePointer<Float>, tokens: Int, position: Int
    ) {
        self.isa = isa
        self.shape = shape
        self.epsilon = epsilon
        self.file = file
        self.layout = layout
        self.norms = norms
        self.outputNorm = outputNorm
        self.embedding = embedding
        self.memory = memory
        self.cache = cache
        self.cosines = cosines
        self.sines = sines
        self.tokens = tokens
        self.position = position
    }

    // MARK: The order of the steps

    /// The stream before the first layer.
    func lookUp(_ new: UnsafePointer<Int32>) {
        for token in 0..<tokens { embedding.lookUp(new[token], isa, into: memory.stream + token * shape.hidden) }
    }

    /// From the stream before a layer to the stream behind it.
    mutating func runLayer(_ layer: Int, _ pool: ThreadPool) {
        self.layer = layer
        let (hidden, wide) = (shape.hidden, shape.feedForward)
        let places = layout[layer]
        let unit = MatrixPlace.unitLines * tokens
        run(.attentionNorm, units: tokens, unitWork: 16 * hidden, pool)
        run(
            .queryKeyValue, units: places.query.units + places.key.units + places.value.units, unitWork: unit * hidden,
            pool, grain: panels(unit * hidden))
        run(.rotation, units: tokens, unitWork: 16 * hidden, pool)
        let blocks = (tokens + Self.attentionTokens - 1) / Self.attentionTokens
        run(
            .attention, units: blocks * shape.heads,
            unitWork: 6 * min(tokens, Self.attentionTokens) * shape.headWidth * (position + tokens), pool,
            grain: shape.heads / shape.keyValueHeads)
        run(.attentionOutputNorm, units: tokens, unitWork: 16 * hidden, pool)
        run(
            .attentionOutput, units: places.attentionOutput.units, unitWork: unit * hidden, pool,
            grain: panels(unit * hidden))
        run(.feedForwardNorm, units: tokens, unitWork: 16 * hidden, pool)
        run(
            .gateUp, units: places.gate.units, unitWork: 2 * unit * hidden, pool, grain: panels(2 * unit * hidden))
        run(.feedForwardOutputNorm, units: tokens, unitWork: 16 * wide, pool)
        run(.down, units: places.down.units, unitWork: unit * wide, pool, grain: panels(unit * wide))
    }

    /// How many units of a matrix make a piece.
    private func panels(_ unitWork: Int) -> Int {
        let units = max(1, Self.pieceWork / unitWork)
        return tokens == 1 ? units : (units + Self.panelUnits - 1) / Self.panelUnits * Self.panelUnits
    }

    /// What the head takes, of the tokens that are asked for.
    mutating func runOutputNorm(_ pool: ThreadPool) {
        run(.outputNorm, units: headTokens, unitWork: 16 * shape.hidden, pool)
    }

    /// The logits of the tokens that are asked for.
    mutating func runHead(_ pool: ThreadPool) {
        if list != nil {
            run(.listedHead, units: listCount, unitWork: 2 * headTokens * shape.hidden, pool)
        } else {
            runRows(.head, pool)
        }
    }

    /// Near logits of one token, and how far they can be off.
    mutating func runCoarseHead(_ pool: ThreadPool) { runRows(.coarseHead, pool) }

    /// The rows that may reach the threshold.
    mutating func findCandidates(_ pool: ThreadPool) {
        run(.candidates, units: candidateUnits, unitWork: 8 * Self.candidateUnit, pool)
    }

    /// Those of them that do, and their logits.
    mutating func refineCandidates(_ pool: ThreadPool) {
        run(.refinement, units: candidateUnits, unitWork: shape.hidden * Self.candidateUnit, pool)
    }

    private var candidateUnits: Int { (shape.vocabulary + Self.candidateUnit - 1) / Self.candidateUnit }

    private mutating func runRows(_ step: Step, _ pool: ThreadPool) {
        run(
            step, units: (shape.vocabulary + Self.headUnit - 1) / Self.headUnit,
            unitWork: 2 * headTokens * shape.hidden * Self.headUnit, pool)
    }

    private mutating func run(_ step: Step, units: Int, unitWork: Int, _ pool: ThreadPool, grain: Int? = nil) {
        self.step = step
        guard let times else { return share(units, unitWork, pool, grain) }
        let started = StepTimes.now()
        share(units, unitWork, pool, grain)
        times[step.rawValue] += StepTimes.now() - started
    }

    private mutating func share(_ units: Int, _ unitWork: Int, _ pool: ThreadPool, _ grain: Int?) {
        if units * unitWork < Self.leastSharedWork { return perform(0, 0..<units) }
        let grain = grain ?? max(1, Self.pieceWork / unitWork)
        withUnsafeMutablePointer(to: &self) { pass in
            pool.run(units: units, grain: grain, UnsafeMutableRawPointer(pass)) { context, worker, lower, upper in
                context.assumingMemoryBound(to: Pass.self).pointee.perform(worker, lower..<upper)
            }
        }
    }

    // MARK: The pieces of the steps

    private func perform(_ worker: Int, _ units: Range<Int>) {
        switch step {
        case .attentionNorm:
            quantize(units, memory.stream, width: shape.hidden, norm: layout[layer].attentionNorm, worker)
        case .queryKeyValue:
            queryKeyValue(units)
        case .rotation:
            rotate(units)
        case .attention:
            attend(units, scores: memory.scores + worker * memory.scoresPerWorker)
        case .attentionOutputNorm:
            quantize(units, memory.mixed, width: shape.hidden, norm: layout[layer].attentionOutputNorm, worker)
        case .attentionOutput:
            addLinear(units, layout[layer].attentionOutput, worker)
        case .feedForwardNorm:
            quantize(units, memory.stream, width: shape.hidden, norm: layout[layer].feedForwardNorm, worker)
        case .gateUp:
            gateUp(units, worker)
        case .feedForwardOutputNorm:
            quantize(units, memory.gate, width: shape.feedForward, norm: layout[layer].feedForwardOutputNorm, worker)
        case .down:
            addLinear(units, layout[layer].down, worker)
        case .outputNorm:
            normOutputs(units)
        case .head:
            head(units)
        case .listedHead:
            listedHead(units)
        case .coarseHead:
            coarseHead(units)
        case .candidates:
            for unit in units { findCandidates(unit) }
        case .refinement:
            for unit in units { refineCandidates(unit) }
        }
    }

    /// Norm and int8 activations of some tokens.
    private func quantize(
        _ tokens: Range<Int>, _ input: UnsafeMutablePointer<Float>, width: Int, norm: Int, _ worker: Int
    ) {
        let padded = tk_activation_columns(Int32(width))
        let row = memory.rows + worker * memory.rowWidth
        for token in tokens {
            tk_rms_norm(isa, input + token * width, norms + norm, Int32(width), epsilon, row)
            memory.scales[token] = tk_quantize(
                isa, row, Int32(width), memory.codes + token * memory.codeStride, padded, memory.sums + token)
        }
    }

    /// Some lines of a matrix times all activations.
    private func multiply(
        _ place: MatrixPlace, _ lines: Range<Int>, into output: UnsafeMutablePointer<Float>, stride: Int
    ) {
        if lines.isEmpty { return }
        let activations = tk_activations(
            values: memory.codes, scales: memory.scales, sums: memory.sums, tokens: Int32(tokens),
            stride: Int32(memory.codeStride))
        tk_ternary_matmul(
            isa, place.matrix(file), activations, output, stride, Int32(lines.lowerBound), Int32(lines.upperBound))
    }

    private func queryKeyValue(_ units: Range<Int>) {
        let places = layout[layer]
        var start = 0
        func part(_ place: MatrixPlace, into output: UnsafeMutablePointer<Float>) {
            let lower = min(max(units.lowerBound - start, 0), place.units)
            let upper = min(max(units.upperBound - start, lower), place.units)
            multiply(place, place.lines(lower..<upper), into: output, stride: place.rows)
            start += place.units
        }
        part(places.query, into: memory.query)
        part(places.key, into: memory.key)
        part(places.value, into: memory.value)
    }

    private func rotate(_ tokens: Range<Int>) {
        let width = shape.headWidth
        for token in tokens {
            let place = position + token
            let (cosine, sine) = (cosines + place * (width / 2), sines + place * (width / 2))
            tk_rope_apply(isa, memory.query + token * shape.hidden, Int32(shape.heads), Int32(width), cosine, sine)
            let keyRow = memory.key + token * shape.keyValueWidth
            let valueRow = memory.value + token * shape.keyValueWidth
            tk_rope_apply(isa, keyRow, Int32(shape.keyValueHeads), Int32(width), cosine, sine)
            for head in 0..<shape.keyValueHeads {
                cache.store(isa, layer, head, place, key: keyRow + head * width, value: valueRow + head * width)
            }
        }
    }

    /// A unit is a query head for a block of tokens; those that share keys and values are taken together.
    private func attend(_ units: Range<Int>, scores: UnsafeMutablePointer<Float>) {
        let width = shape.headWidth
        let scale = 1 / Float(width).squareRoot()
        let group = shape.heads / shape.keyValueHeads
        var unit = units.lowerBound
        while unit < units.upperBound {
            let first = unit / shape.heads * Self.attentionTokens
            let head = unit % shape.heads
            let heads = min(group - head % group, units.upperBound - unit)
            let at = first * shape.hidden + head * width
            tk_attention_block(
                isa, memory.query + at, Int32(min(Self.attentionTokens, tokens - first)), Int32(heads), shape.hidden,
                cache.head(layer, head / group), Int32(position + first + 1), Int32(width), scale, scores,
                memory.mixed + at)
            unit += heads
        }
    }

    /// What came of some lines: that of a row and a token lies at `start[token * stride + row]`.
    private struct Products {
        var start: UnsafeMutablePointer<Float>
        var stride: Int
    }

    /// Lines of a panel times all activations, in memory of the worker's own where it is read at once and stays near.
    /// Layouts whose lines are rows that lie apart use `full`, which has a place for each row.
    private func products(
        _ place: MatrixPlace, _ lines: Range<Int>, _ worker: Int, matrix: Int, full: UnsafeMutablePointer<Float>
    ) -> Products {
        var products = Products(start: full, stride: place.rows)
        if place.lines == place.rows {
            let own = memory.outputs + (2 * worker + matrix) * memory.outputsPerMatrix
            products = Products(start: own - lines.lowerBound, stride: Self.panelRows)
        }
        multiply(place, lines, into: products.start, stride: products.stride)
        return products
    }

    /// Calls with the lines of some units, a panel at a time.
    private func forEachPanel(_ units: Range<Int>, _ place: MatrixPlace, _ body: (Range<Int>) -> Void) {
        let lines = place.lines(units)
        for start in stride(from: lines.lowerBound, to: lines.upperBound, by: Self.panelRows) {
            body(start..<min(start + Self.panelRows, lines.upperBound))
        }
    }

    /// Rows of a linear layer, added to the stream.
    private func addLinear(_ units: Range<Int>, _ place: MatrixPlace, _ worker: Int) {
        forEachPanel(units, place) { lines in
            let sums = products(place, lines, worker, matrix: 0, full: memory.mixed)
            place.forEachStretch(of: lines) { rows in
                for token in 0..<tokens {
                    tk_add(
                        isa, memory.stream + token * place.rows + rows.lowerBound,
                        sums.start + token * sums.stride + rows.lowerBound, Int32(rows.count))
                }
            }
        }
    }

    private func gateUp(_ units: Range<Int>, _ worker: Int) {
        let (gate, up) = (layout[layer].gate, layout[layer].up)
        forEachPanel(units, gate) { lines in
            let gates = products(gate, lines, worker, matrix: 0, full: memory.gate)
            let ups = products(up, lines, worker, matrix: 1, full: memory.up)
            gate.forEachStretch(of: lines) { rows in
                for token in 0..<tokens {
                    tk_relu2_mul(
                        isa, gates.start + token * gates.stride + rows.lowerBound,
                        ups.start + token * ups.stride + rows.lowerBound, Int32(rows.count),
                        memory.gate + token * gate.rows + rows.lowerBound)
                }
            }
        }
    }

    // MARK: The head

    private func normOutputs(_ tokens: Range<Int>) {
        for token in tokens {
            let row = memory.normed + token * shape.hidden
            tk_rms_norm(
                isa, memory.stream + (headFirst + token) * shape.hidden, outputNorm, Int32(shape.hidden), epsilon, row)
            if embedding.storage == .planes {
                tk_head_quantize(
                    isa, row, Int32(shape.hidden), memory.headHigh + token * memory.headStride,
                    memory.headLow + token * memory.headStride, memory.headInputs + token)
            }
        }
    }

    private func rows(_ units: Range<Int>) -> Range<Int> {
        units.lowerBound * Self.headUnit..<min(units.upperBound * Self.headUnit, shape.vocabulary)
    }

    /// A unit of rows for all tokens before the next rows, so that they are read once.
    private func head(_ units: Range<Int>) {
        for unit in headTokens == 1 ? units.lowerBound..<units.lowerBound + 1 : units {
            let rows = rows(headTokens == 1 ? units : unit..<unit + 1)
            for token in 0..<headTokens {
                embedding.logits(
                    isa, memory.normed + token * shape.hidden, memory.headInputs + token, rows: rows,
                    into: logits! + token * shape.vocabulary)
            }
        }
    }

    private func listedHead(_ entries: Range<Int>) {
        for token in 0..<headTokens {
            embedding.logits(
                isa, memory.normed + token * shape.hidden, memory.headInputs + token,
                list: list! + entries.lowerBound, count: entries.count,
                into: logits! + token * listCount + entries.lowerBound)
        }
    }

    private func coarseHead(_ units: Range<Int>) {
        let rows = rows(units)
        tk_planes_coarse_rows(
            isa, embedding.planes!, memory.headInputs[0], Int32(rows.lowerBound), Int32(rows.upperBound),
            coarse!.coarse, coarse!.bounds)
    }

    private func findCandidates(_ unit: Int) {
        let places = coarse!
        let first = unit * Self.candidateUnit
        let end = min(first + Self.candidateUnit, shape.vocabulary)
        places.counts[unit] = tk_planes_candidates(
            isa, places.coarse, places.bounds, Int32(first), Int32(end), places.threshold, places.candidates + first,
            Int32(end - first))
    }

    private func refineCandidates(_ unit: Int) {
        let (places, planes, input) = (coarse!, embedding.planes!, memory.headInputs[0])
        if places.counts[unit] == 0 { return }
        let first = unit * Self.candidateUnit
        let list = places.candidates + first
        let count = tk_planes_refine(isa, planes, input, places.coarse, places.threshold, list, places.counts[unit])
        tk_planes_listed_rows(isa, planes, input, list, count, places.logits + first)
        places.counts[unit] = count
    }
}
