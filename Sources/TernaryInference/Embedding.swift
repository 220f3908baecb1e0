import CTernaryKernels
import ModelFile

/// Where the embedding lies in the file, which is the output head too, and how its numbers are stored.
struct EmbeddingPlace: Sendable {
    /// How its numbers are stored.
    enum Storage: Sendable {
        case float32, bfloat16, float16, planes
    }

    let storage: Storage
    private let offset: Int
    private let rows: Int
    private let columns: Int

    init(_ record: TensorRecord) {
        offset = record.offset
        rows = record.rows
        columns = record.columns
        storage =
            switch record.encoding {
            case .float32: .float32
            case .bfloat16: .bfloat16
            case .float16: .float16
            case .int8Planes: .planes
            default: preconditionFailure("an embedding is not stored as \(record.encoding.name)")
            }
    }

    /// The embedding while the file is lent.
    func embedding(_ file: UnsafeRawPointer) -> Embedding {
        let start = file + offset
        guard storage == .planes else { return Embedding(storage: storage, start: start, columns: columns) }
        return Embedding(
            storage: storage, start: start, columns: columns,
            planes: tk_planes(
                high: (file + planes.high.lowerBound).assumingMemoryBound(to: UInt8.self),
                low: (file + planes.low.lowerBound).assumingMemoryBound(to: UInt8.self),
                scales: start.assumingMemoryBound(to: Float.self),
                low_norms: (start + listBytes).assumingMemoryBound(to: Float.self), rows: Int32(rows),
                columns: Int32(columns)))
    }

    /// Where the planes lie in the file: scales | norms of the low nibbles | high nibbles | low nibbles, each part
    /// beginning at a multiple of 64. Empty where there are none.
    var planes: (high: Range<Int>, low: Range<Int>) {
        guard storage == .planes else { return (0..<0, 0..<0) }
        let plane = rows * tk_plane_row_bytes(Int32(columns))
        let high = offset + 2 * listBytes
        let low = high + ((plane + 63) & ~63)
        return (high..<high + plane, low..<low + plane)
    }

    private var listBytes: Int { (4 * rows + 63) & ~63 }
}

/// The embedding in memory: rows of numbers, looked up as inputs and multiplied as the output head.
struct Embedding {
    let storage: EmbeddingPlace.Storage
    let start: UnsafeRawPointer
    let columns: Int
    /// Of `.planes` only.
    var planes: tk_planes?

    /// Writes the row of a token.
    func lookUp(_ token: Int32, _ isa: tk_isa, into output: UnsafeMutablePointer<Float>) {
        let width = Int32(columns)
        switch storage {
        case .float32:
            output.update(from: start.assumingMemoryBound(to: Float.self) + Int(token) * columns, count: columns)
        case .bfloat16:
            tk_bf16_expand(isa, start.assumingMemoryBound(to: UInt16.self) + Int(token) * columns, width, output)
        case .float16:
            tk_f16_expand(isa, start.assumingMemoryBound(to: UInt16.self) + Int(token) * columns, width, output)
        case .planes:
            tk_planes_expand_row(isa, planes!, token, output)
        }
    }

    /// Logits of a stretch of tokens: `state` is the normed stream, `input` the same as the planes take it.
    func logits(
        _ isa: tk_isa, _ state: UnsafePointer<Float>, _ input: UnsafePointer<tk_head_input>, rows: Range<Int>,
        into logits: UnsafeMutablePointer<Float>
    ) {
        let (width, first, end) = (Int32(columns), Int32(rows.lowerBound), Int32(rows.upperBound))
        switch storage {
        case .float32:
            let numbers = start.assumingMemoryBound(to: Float.self)
            for row in rows { logits[row] = tk_dot(isa, numbers + row * columns, state, width) }
        case .bfloat16:
            tk_bf16_rows_dot(isa, start.assumingMemoryBound(to: UInt16.self), width, state, first, end, logits)
        case .float16:
            tk_f16_rows_dot(isa, start.assumingMemoryBound(to: UInt16.self), width, state, first, end, logits)
        case .planes:
            tk_planes_rows(isa, planes!, input.pointee, first, end, logits)
        }
    }

    /// Logits of listed tokens, the same bits.
    func logits(
        _ isa: tk_isa, _ state: UnsafePointer<Float>, _ input: UnsafePointer<tk_head_input>,
        list: UnsafePointer<Int32>, count: Int, into logits: UnsafeMutablePointer<Float>
    ) {
        let width = Int32(columns)
        switch storage {
        case .float32:
            let numbers = start.assumingMemoryBound(to: Float.self)
            for index in 0..<count {
                logits[index] = tk_dot(isa, numbers + Int(list[index]) * columns, state, width)
            }
        case .bfloat16:
            let numbers = start.assumingMemoryBound(to: UInt16.self)
            tk_bf16_listed_rows_dot(isa, numbers, width, state, list, Int32(count), logits)
        case .float16:
            let numbers = start.assumingMemoryBound(to: UInt16.self)
            tk_f16_listed_rows_dot(isa, numbers, width, state, list, Int32(count), logits)
        case .planes:
            tk_planes_listed_rows(isa, planes!, input.pointee, list, Int32(count), logits)
        }
    }
}
