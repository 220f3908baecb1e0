import CTernaryKernels
public import ModelFile

/// Random matrices of the sizes of a model's layers in memory, to find out how long this machine takes for them: in which
/// layout, with which instruction set, on how many threads. They are walked as a pass walks the layers of a model, one loop
/// of the pool for each part.
public final class KernelTrial {
    /// How the matrices are stored.
    public let encoding: TensorEncoding
    /// How many layers there are in memory: as many as the model has or the memory allows, and at least one.
    public let layers: Int

    private let parts: [[MatrixPlace]]  // of all layers, one after the other
    private let codes: Buffer<UInt8>
    private let values: Buffer<Int8>
    private let scales: Buffer<Float>
    private let sums: Buffer<Int32>
    private let output: Buffer<Float>
    private let stride: Int
    private let mostTokens: Int
    private var pools: [Int: ThreadPool] = [:]

    /// Matrices of a shape in at most so many bytes; nil where the encoding cannot hold the shape.
    public init?(_ encoding: TensorEncoding, _ shape: ModelShape, mostBytes: Int, mostTokens: Int) throws(ModelError) {
        guard let layout = encoding.ternaryLayout else { return nil }
        let (hidden, wide, narrow) = (shape.hidden, shape.feedForward, shape.keyValueWidth)
        let sizes = [
            [(hidden, hidden), (narrow, hidden), (narrow, hidden)], [(hidden, hidden)],
            [(wide, hidden), (wide, hidden)],
            [(hidden, wide)],
        ]
        var offset = 0
        func layer() -> [[MatrixPlace]]? {
            var parts: [[MatrixPlace]] = []
            for part in sizes {
                var places: [MatrixPlace] = []
                for (rows, columns) in part {
                    guard let bytes = encoding.byteCount(rows: rows, columns: columns) else { return nil }
                    places.append(MatrixPlace(layout, rows: rows, columns: columns, offset: offset, scale: 1))
                    offset += (bytes + 63) & ~63
                }
                parts.append(places)
            }
            return parts
        }
        guard var parts = layer() else { return nil }
        let layers = min(shape.layers, max(1, mostBytes / offset))
        for _ in 1..<layers { parts += layer()! }
        self.encoding = encoding
        self.layers = layers
        self.parts = parts
        self.mostTokens = mostTokens
        stride = (Int(tk_activation_columns(Int32(max(hidden, wide)))) + 63) & ~63
        codes = try Buffer(count: offset)
        values = try Buffer(count: mostTokens * stride)
        scales = try Buffer(count: mostTokens)
        sums = try Buffer(count: mostTokens)
        output = try Buffer(count: mostTokens * max(hidden, wide))
        fill()
    }

    /// Seconds that some tokens take through so many layers, from the first on.
    public func seconds(instructionSet: String, threads: Int, tokens: Int, layers: Int) throws(ModelError) -> Double {
        precondition((1...mostTokens).contains(tokens) && (1...self.layers).contains(layers))
        let isa = try InstructionSets.choose(instructionSet)
        let pool = pools[threads] ?? ThreadPool(count: threads)
        pools[threads] = pool
        let started = StepTimes.now()
        for part in parts[..<(layers * parts.count / self.layers)] {
            var walk = TrialWalk(
                isa: isa, places: part, codes: codes.pointer,
                activations: tk_activations(
                    values: values.pointer, scales: scales.pointer, sums: sums.pointer, tokens: Int32(tokens),
                    stride: Int32(stride)),
                output: output.pointer)
            walk.run(pool)
        }
        return StepTimes.now() - started
    }

    /// Bytes and activations like any others.
    private func fill() {
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
        let bytes = UnsafeMutableRawPointer(codes.pointer)
        for at in Swift.stride(from: 0, to: codes.count & ~7, by: 8) {
            bytes.storeBytes(of: next(), toByteOffset: at, as: UInt64.self)
        }
        for token in 0..<mostTokens {
            var sum: Int32 = 0
            for column in 0..<stride {
                let value = Int8(truncatingIfNeeded: next() >> 32)
                values.pointer[token * stride + column] = value
                sum += Int32(value)
            }
            scales.pointer[token] = 1
            sums.pointer[token] = sum
        }
    }
}

/// One loop over matrices that have the same input.
private struct TrialWalk {
    let isa: tk_isa
    let places: [MatrixPlace]
    let codes: UnsafePointer<UInt8>
    let activations: tk_activations
    let output: UnsafeMutablePointer<Float>

    mutating func run(_ pool: ThreadPool) {
        let units = places.reduce(0) { $0 + $1.units }
        let unitWork = MatrixPlace.unitLines * Int(activations.tokens) * places[0].columns
        if units * unitWork < Pass.leastSharedWork { return perform(0..<units) }
        withUnsafeMutablePointer(to: &self) { walk in
            let grain = max(1, Pass.pieceWork / unitWork)
            pool.run(units: units, grain: grain, UnsafeMutableRawPointer(walk)) { context, _, lower, upper in
                context.assumingMemoryBound(to: TrialWalk.self).pointee.perform(lower..<upper)
            }
        }
    }

    private func perform(_ units: Range<Int>) {
        var start = 0
        for place in places {
            let lower = min(max(units.lowerBound - start, 0), place.units)
            let upper = min(max(units.upperBound - start, lower), place.units)
            let lines = place.lines(lower..<upper)
            if !lines.isEmpty {
                tk_ternary_matmul(
                    isa, place.matrix(codes), activations, output, place.rows, Int32(lines.lowerBound),
                    Int32(lines.upperBound))
            }
            start += place.units
        }
    }
}
