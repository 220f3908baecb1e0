import CTernaryKernels

/// How the numbers of a tensor are stored. Those from 16 on are found only in foreign files.
public enum TensorEncoding: UInt32, Sendable, Hashable, CaseIterable {
    /// IEEE 754 single precision.
    case float32 = 0
    /// The upper half of a single-precision number.
    case bfloat16 = 1
    /// Weights -1, 0 and +1, two bits each, in tiles of 16 rows.
    case ternary2 = 2
    /// Weights -1, 0 and +1, five in a byte, in tiles of 16 rows.
    case ternary5 = 3
    /// Bytes with a scale a row, in two planes of half a byte, cut behind a dither. 4 was the same without one.
    case int8Planes = 5
    /// IEEE 754 half precision.
    case float16 = 16
    /// GGUF's I2_S: blocks of 128 weights in 32 bytes.
    case i2s = 17
    /// Published checkpoints: a byte holds the weights of four rows that lie a quarter of the matrix apart.
    case rowGroups = 18
    /// GGUF's TQ2_0: blocks of 256 weights in 64 bytes and a scale.
    case tq2 = 19
    /// GGUF's TQ1_0: blocks of 256 weights in 52 bytes and a scale.
    case tq1 = 20

    /// How the kernels call the layout of a ternary tensor; nil for one that holds other numbers.
    var layout: tk_ternary_layout? {
        switch self {
        case .ternary2: TK_TERNARY_TILES2
        case .ternary5: TK_TERNARY_TILES5
        case .i2s: TK_TERNARY_I2S
        case .rowGroups: TK_TERNARY_ROW_GROUPS
        case .tq2: TK_TERNARY_TQ2_0
        case .tq1: TK_TERNARY_TQ1_0
        case .float32, .bfloat16, .int8Planes, .float16: nil
        }
    }

    /// True if it holds weights -1, 0 and +1.
    public var isTernary: Bool { layout != nil }

    /// The longest side of a matrix for which no product of sizes overflows.
    private static let longestSide = 1 << 28

    /// How many bytes a tensor of that shape takes, or nil where it cannot hold that shape.
    public func byteCount(rows: Int, columns: Int) -> Int? {
        guard (1...Self.longestSide).contains(rows), (1...Self.longestSide).contains(columns) else { return nil }
        switch self {
        case .float32: return rows * columns * 4
        case .bfloat16, .float16: return rows * columns * 2
        case .int8Planes: return PlanesLayout(rows: rows, columns: columns).byteCount
        default:
            let count = tk_ternary_bytes(layout!, Int32(rows), Int32(columns))
            return count == 0 ? nil : count
        }
    }

    /// A short name for people.
    public var name: String {
        switch self {
        case .float32: "f32"
        case .bfloat16: "bf16"
        case .ternary2: "ternary, 2 bit"
        case .ternary5: "ternary, 1.6 bit"
        case .int8Planes: "int8 in two planes"
        case .float16: "f16"
        case .i2s: "ternary, I2_S"
        case .rowGroups: "ternary, row groups"
        case .tq2: "ternary, TQ2_0"
        case .tq1: "ternary, TQ1_0"
        }
    }
}

/// Where the parts of a tensor in two planes lie, from its first byte. Each begins at a multiple of 64.
public struct PlanesLayout: Sendable, Hashable {
    /// A float32 for each row: what its bytes are multiplied by.
    public var scales: Range<Int>
    /// A float32 for each row: the norm of what its high plane leaves out.
    public var lowNorms: Range<Int>
    /// The upper halves of the bytes.
    public var high: Range<Int>
    /// The lower halves of the bytes.
    public var low: Range<Int>
    /// How many bytes a row of a plane takes.
    public var rowBytes: Int

    /// The layout for a shape.
    public init(rows: Int, columns: Int) {
        rowBytes = tk_plane_row_bytes(Int32(columns))
        let list = 4 * rows
        let next = (list + 63) & ~63
        scales = 0..<list
        lowNorms = next..<next + list
        high = 2 * next..<2 * next + rows * rowBytes
        low = high.upperBound..<high.upperBound + rows * rowBytes
    }

    /// How many bytes all parts take.
    public var byteCount: Int { low.upperBound }
}
