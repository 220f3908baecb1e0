import CTernaryKernels
import ModelFile

/// Where the numbers of a pass lie while a context lends them.
struct PassMemory {
    let stream: UnsafeMutablePointer<Float>  // [tokens, hidden]: the residual stream
    let normed: UnsafeMutablePointer<Float>  // [tokens, hidden]: what the head takes
    let query: UnsafeMutablePointer<Float>  // [tokens, hidden]
    let key: UnsafeMutablePointer<Float>  // [tokens, keyValueWidth]
    let value: UnsafeMutablePointer<Float>  // [tokens, keyValueWidth]
    let mixed: UnsafeMutablePointer<Float>  // [tokens, hidden]: attention, and outputs whose rows lie apart
    let gate: UnsafeMutablePointer<Float>  // [tokens, feedForward]
    let up: UnsafeMutablePointer<Float>  // [tokens, feedForward], of matrices whose rows lie apart only
    let rows: UnsafeMutablePointer<Float>  // [workers, max(hidden, feedForward)]: a token's norm
    let rowWidth: Int
    let outputs: UnsafeMutablePointer<Float>  // [workers, 2, tokens, Pass.panelRows]: what a panel gives
    let outputsPerMatrix: Int
    let codes: UnsafeMutablePointer<Int8>  // [tokens, codeStride]
    let codeStride: Int
    let scales: UnsafeMutablePointer<Float>  // [tokens]
    let sums: UnsafeMutablePointer<Int32>  // [tokens]
    let scores: UnsafeMutablePointer<Float>  // [workers, scoresPerWorker]
    let scoresPerWorker: Int
    let headHigh: UnsafeMutablePointer<Int8>  // [tokens, headStride]: the normed stream in 15 bits
    let headLow: UnsafeMutablePointer<Int8>
    let headStride: Int
    let headInputs: UnsafeMutablePointer<tk_head_input>  // [tokens]
}

/// The memory behind it, for a batch of tokens. Pages that no pass has touched cost nothing.
final class PassBuffers {
    private let stream: Buffer<Float>
    private let normed: Buffer<Float>
    private let query: Buffer<Float>
    private let key: Buffer<Float>
    private let value: Buffer<Float>
    private let mixed: Buffer<Float>
    private let gate: Buffer<Float>
    private let up: Buffer<Float>
    private let rows: Buffer<Float>
    private let rowWidth: Int
    private let outputs: Buffer<Float>
    private let outputsPerMatrix: Int
    private let codes: Buffer<Int8>
    private let codeStride: Int
    private let scales: Buffer<Float>
    private let sums: Buffer<Int32>
    private let scores: Buffer<Float>
    private let scoresPerWorker: Int
    private let headHigh: Buffer<Int8>
    private let headLow: Buffer<Int8>
    private let headStride: Int
    private let headInputs: Buffer<tk_head_input>

    init(_ shape: ModelShape, batch: Int, capacity: Int, workers: Int) throws(ModelError) {
        let widest = max(shape.hidden, shape.feedForward)
        stream = try Buffer(count: batch * shape.hidden)
        normed = try Buffer(count: batch * shape.hidden)
        query = try Buffer(count: batch * shape.hidden)
        key = try Buffer(count: batch * shape.keyValueWidth)
        value = try Buffer(count: batch * shape.keyValueWidth)
        mixed = try Buffer(count: batch * shape.hidden)
        gate = try Buffer(count: batch * shape.feedForward)
        up = try Buffer(count: batch * shape.feedForward)
        rowWidth = widest
        rows = try Buffer(count: workers * widest)
        outputsPerMatrix = batch * Pass.panelRows
        outputs = try Buffer(count: workers * 2 * outputsPerMatrix)
        codeStride = (Int(tk_activation_columns(Int32(widest))) + 63) & ~63
        codes = try Buffer(count: batch * codeStride)
        scales = try Buffer(count: batch)
        sums = try Buffer(count: batch)
        let group = shape.heads / shape.keyValueHeads
        scoresPerWorker = min(batch, Pass.attentionTokens) * group * capacity
        scores = try Buffer(count: workers * scoresPerWorker)
        headStride = 2 * tk_plane_row_bytes(Int32(shape.hidden))
        headHigh = try Buffer(count: batch * headStride)
        headLow = try Buffer(count: batch * headStride)
        headInputs = try Buffer(count: batch)
    }

    var memory: PassMemory {
        PassMemory(
            stream: stream.pointer, normed: normed.pointer, query: query.pointer, key: key.pointer,
            value: value.pointer, mixed: mixed.pointer, gate: gate.pointer, up: up.pointer, rows: rows.pointer,
            rowWidth: rowWidth, outputs: outputs.pointer, outputsPerMatrix: outputsPerMatrix, codes: codes.pointer,
            codeStride: codeStride, scales: scales.pointer, sums: sums.pointer, scores: scores.pointer,
            scoresPerWorker: scoresPerWorker, headHigh: headHigh.pointer, headLow: headLow.pointer,
            headStride: headStride, headInputs: headInputs.pointer)
    }
}
