import CTernaryKernels
import ModelFile

/// One pass over the weights for up to a batch of tokens that follow one another: SPEC of BitNet b1.58, float parts in the
/// fixed orders of the kernels. It lies on the stack of the thread that evaluates; the threads of the pool do parts of its
/// steps. Nothing is allocated.
///
/// Every step cuts its outputs (rows, tokens or heads) and never a sum, so that the bits do not depend on the threads.
struct Pass {
    /// The steps of a layer and the output head.
    enum Step {
        case attentionNorm, queryKeyValue, rotation, attention, attentionOutputNorm, attentionOutput
        case feedForwardNorm, gateUp, feedForwardOutputNorm, down
        case outputNorm, head
    }

    /// Sizes.
    let isa: tk_isa
    let shape: ModelShape
    let epsilon: Float
    let capacity: Int
    /// Where the model lies while its file is lent.
    let file: UnsafeRawPointer
    let layout: UnsafePointer<LayerPlaces>
    let embedding: UnsafePointer<UInt16>  // [vocabulary, hidden]
    let outputNorm: UnsafePointer<Float>  // [hidden]

    /// Memory of the context.
    let stream: UnsafeMutablePointer<Float>  // [tokens, hidden]: the residual stream
    let normed: UnsafeMutablePointer<Float>  // [tokens, max(hidden, feedForward)]
    let query: UnsafeMutablePointer<Float>  // [tokens, hidden]
    let key: UnsafeMutablePointer<Float>  // [tokens, keyValueWidth]
    let value: UnsafeMutablePointer<Float>  // [tokens, keyValueWidth]
    let mixed: UnsafeMutablePointer<Float>  // [tokens, hidden]: attention, then the outputs of linear layers
    let gate: UnsafeMutablePointer<Float>  // [tokens, feedForward]
    let up: UnsafeMutablePointer<Float>  // [tokens, feedForward]
    let codes: UnsafeMutablePointer<Int8>  // [tokens, codeStride]
    let codeStride: Int
    let scales: UnsafeMutablePointer<Float>  // [tokens]
    let sums: UnsafeMutablePointer<Int32>  // [tokens]
    let scores: UnsafeMutablePointer<Float>  // [parts, capacity]
    let cosines: UnsafePointer<Float>  // [capacity, headWidth / 2]
    let sines: UnsafePointer<Float>
    let keys: UnsafeMutablePointer<Float>  // [layers, keyValueHeads, capacity, headWidth]
    let values: UnsafeMutablePointer<Float>

    /// How many tokens, and the position of the first.
    var tokens: Int
    var position: Int
    /// What is wanted of the head: for `headTokens` tokens from `headFirst` on, all rows or those of a list.
    var headFirst = 0
    var headTokens = 0
    var list: UnsafePointer<Int32>?
    var listCount = 0
    var logits: UnsafeMutablePointer<Float>?  // [headTokens, rows or listCount]

    /// Where it stands.
    var layer = 0
    var step = Step.attentionNorm
    var parts = 1

    /// Work below this is done by the caller alone: it takes about 15 microseconds, and waking others nearly as long. The unit
    /// is one weight of a linear layer for one token; the factors below were measured against it.
    static let leastSharedWork = 600_000

    // MARK: The order of the steps

    /// From the stream before a layer to the stream behind it.
    mutating func runLayer(_ layer: Int, _ pool: ThreadPool) {
        self.layer = layer
        let (hidden, wide) = (shape.hidden, shape.feedForward)
        run(.attentionNorm, work: 16 * tokens * hidden, pool)
        run(.queryKeyValue, work: tokens * hidden * (hidden + 2 * shape.keyValueWidth), pool)
        run(.rotation, work: 16 * tokens * hidden, pool)
        run(.attention, work: 6 * tokens * hidden * (position + tokens), pool)
        run(.attentionOutputNorm, work: 16 * tokens * hidden, pool)
        run(.attentionOutput, work: tokens * hidden * hidden, pool)
        run(.feedForwardNorm, work: 16 * tokens * hidden, pool)
        run(.gateUp, work: 2 * tokens * hidden * wide, pool)
        run(.feedForwardOutputNorm, work: 16 * tokens * wide, pool)
        run(.down, work: tokens * hidden * wide, pool)
    }

    /// The logits of the tokens that are asked for.
    mutating func runHead(_ pool: ThreadPool) {
        if headTokens == 0 { return }
        run(.outputNorm, work: 16 * headTokens * shape.hidden, pool)
        run(.head, work: 2 * headTokens * shape.hidden * (list == nil ? shape.vocabulary : listCount), pool)
    }

    private mutating func run(_ step: Step, work: Int, _ pool: ThreadPool) {
        self.step = step
        parts = work < Self.leastSharedWork ? 1 : min(pool.count * (work < 16 * Self.leastSharedWork ? 1 : 2), 64)
        if parts == 1 { return perform(0) }
        let parts = parts
        withUnsafeMutablePointer(to: &self) { pass in
            pool.run(parts: parts, UnsafeMutableRawPointer(pass)) { context, part in
                context.assumingMemoryBound(to: Pass.self).pointee.perform(part)
            }
        }
    }

    /// Most parts of a step on a pool.
    static func mostParts(_ pool: ThreadPool) -> Int { min(pool.count * 2, 64) }

    // MARK: The parts of the steps

    private func perform(_ part: Int) {
        let places = layout[layer]
        switch step {
        case .attentionNorm:
            quantize(part, stream, width: shape.hidden, norm: places.attentionNorm)
        case .queryKeyValue:
            queryKeyValue(part, places)
        case .rotation:
            rotate(part)
        case .attention:
            attend(part)
        case .attentionOutputNorm:
            quantize(part, mixed, width: shape.hidden, norm: places.attentionOutputNorm)
        case .attentionOutput:
            addLinear(part, places.attentionOutput)
        case .feedForwardNorm:
            quantize(part, stream, width: shape.hidden, norm: places.feedForwardNorm)
        case .gateUp:
            gateUp(part, places)
        case .feedForwardOutputNorm:
            quantize(part, gate, width: shape.feedForward, norm: places.feedForwardOutputNorm)
        case .down:
            addLinear(part, places.down)
        case .outputNorm:
            for token in share(part, headTokens) {
                tk_rms_norm(
                    isa, stream + (headFirst + token) * shape.hidden, outputNorm, Int32(shape.hidden), epsilon,
                    normed + token * shape.hidden)
            }
        case .head:
            head(part)
        }
    }

    /// The part of 0 ..< count that belongs to a part of the step.
    private func share(_ part: Int, _ count: Int) -> Range<Int> { count * part / parts..<count * (part + 1) / parts }

    /// Norm and int8 activations of some tokens.
    private func quantize(_ part: Int, _ input: UnsafeMutablePointer<Float>, width: Int, norm: Int) {
        let weights = (file + norm).assumingMemoryBound(to: Float.self)
        let padded = Int32(TernaryTiles.padded(width))
        for token in share(part, tokens) {
            let row = normed + token * width
            tk_rms_norm(isa, input + token * width, weights, Int32(width), epsilon, row)
            scales[token] = tk_quantize(isa, row, Int32(width), codes + token * codeStride, padded, sums + token)
        }
    }

    /// Some tiles of rows of a matrix times all activations.
    private func multiply(
        _ place: MatrixPlace, tiles: Range<Int>, into output: UnsafeMutablePointer<Float>
    ) -> Range<Int> {
        let rows = tiles.lowerBound * TernaryTiles.rows..<min(place.rows, tiles.upperBound * TernaryTiles.rows)
        if rows.isEmpty { return rows }
        let activations = tk_activations(
            values: codes, scales: scales, sums: sums, tokens: Int32(tokens), stride: Int32(codeStride))
        tk_ternary_matmul(
            isa, place.matrix(file), activations, output, place.rows, Int32(rows.lowerBound), Int32(rows.upperBound))
        return rows
    }

    private func tiles(_ rows: Int) -> Int { (rows + TernaryTiles.rows - 1) / TernaryTiles.rows }

    private func queryKeyValue(_ part: Int, _ places: LayerPlaces) {
        let (first, second) = (tiles(places.query.rows), tiles(places.key.rows))
        let range = share(part, first + 2 * second)
        func cut(_ start: Int, _ count: Int) -> Range<Int> {
            let lower = min(max(range.lowerBound - start, 0), count)
            return lower..<min(max(range.upperBound - start, lower), count)
        }
        _ = multiply(places.query, tiles: cut(0, first), into: query)
        _ = multiply(places.key, tiles: cut(first, second), into: key)
        _ = multiply(places.value, tiles: cut(first + second, second), into: value)
    }

    /// Where the keys or values of a head begin.
    private func cacheStart(_ head: Int) -> Int {
        (layer * shape.keyValueHeads + head) * capacity * shape.headWidth
    }

    private func rotate(_ part: Int) {
        let width = shape.headWidth
        for token in share(part, tokens) {
            let place = position + token
            let (cosine, sine) = (cosines + place * (width / 2), sines + place * (width / 2))
            tk_rope_apply(isa, query + token * shape.hidden, Int32(shape.heads), Int32(width), cosine, sine)
            let keyRow = key + token * shape.keyValueWidth
            tk_rope_apply(isa, keyRow, Int32(shape.keyValueHeads), Int32(width), cosine, sine)
            for head in 0..<shape.keyValueHeads {
                let start = cacheStart(head) + place * width
                (keys + start).update(from: keyRow + head * width, count: width)
                (values + start).update(from: value + token * shape.keyValueWidth + head * width, count: width)
            }
        }
    }

    private func attend(_ part: Int) {
        let width = shape.headWidth
        let scale = 1 / Float(width).squareRoot()
        let group = shape.heads / shape.keyValueHeads
        for item in share(part, tokens * shape.heads) {
            let (token, head) = (item / shape.heads, item % shape.heads)
            let start = cacheStart(head / group)
            let at = token * shape.hidden + head * width
            tk_attention_head(
                isa, query + at, keys + start, values + start, width, Int32(position + token + 1), Int32(width), scale,
                scores + part * capacity, mixed + at)
        }
    }

    /// Rows of a linear layer, added to the stream.
    private func addLinear(_ part: Int, _ place: MatrixPlace) {
        let rows = multiply(place, tiles: share(part, tiles(place.rows)), into: mixed)
        for token in 0..<tokens {
            let at = token * place.rows + rows.lowerBound
            tk_add(isa, stream + at, mixed + at, Int32(rows.count))
        }
    }

    private func gateUp(_ part: Int, _ places: LayerPlaces) {
        let range = share(part, tiles(places.gate.rows))
        let rows = multiply(places.gate, tiles: range, into: gate)
        _ = multiply(places.up, tiles: range, into: up)
        for token in 0..<tokens {
            let at = token * places.gate.rows + rows.lowerBound
            tk_relu2_mul(isa, gate + at, up + at, Int32(rows.count), gate + at)
        }
    }

    private func head(_ part: Int) {
        let width = Int32(shape.hidden)
        if let list {
            let range = share(part, listCount)
            for token in 0..<headTokens {
                tk_bf16_listed_rows_dot(
                    isa, embedding, width, normed + token * shape.hidden, list + range.lowerBound, Int32(range.count),
                    logits! + token * listCount + range.lowerBound)
            }
            return
        }
        // Some rows for all tokens before the next rows, so that they are read once.
        let range = share(part, shape.vocabulary)
        for start in stride(from: range.lowerBound, to: range.upperBound, by: 64) {
            for token in 0..<headTokens {
                tk_bf16_rows_dot(
                    isa, embedding, width, normed + token * shape.hidden, Int32(start),
                    Int32(min(start + 64, range.upperBound)), logits! + token * shape.vocabulary)
            }
        }
    }
}
