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
    /// Bytes with a scale a row, in two planes of half a byte.
    case int8Planes = 4
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

    /// True if it holds weights -1, 0 and +1.
    public var isTernary: Bool {
        switch self {
        case .ternary2, .ternary5, .i2s, .rowGroups, .tq2, .tq1: true
        case .float32, .bfloat16, .int8Planes, .float16: false
        }
    }

    /// How many bytes a tensor of that shape takes, or nil where it cannot hold that shape.
    public func byteCount(rows: Int, columns: Int) -> Int? {
        guard rows > 0, columns > 0, rows <= Int(Int32.max), columns <= Int(Int32.max) else { return nil }
        let (count, overflow) = padded(rows, 16).multipliedReportingOverflow(by: padded(columns, 256))
        if overflow || count > Int.max / 8 { return nil }
        switch self {
        case .float32: return rows * columns * 4
        case .bfloat16, .float16: return rows * columns * 2
        case .ternary2: return padded(rows, 16) * padded(columns, 128) / 4
        case .ternary5: return padded(rows, 16) * padded(columns, 20) / 5
        case .int8Planes: return 2 * padded(4 * rows, 64) + rows * padded(columns, 128)
        case .i2s: return rows * columns % 128 == 0 ? rows * columns / 4 : nil
        case .rowGroups: return rows % 4 == 0 ? rows / 4 * columns : nil
        case .tq2: return columns % 256 == 0 ? rows * (columns / 256) * 66 : nil
        case .tq1: return columns % 256 == 0 ? rows * (columns / 256) * 54 : nil
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

    private func padded(_ value: Int, _ unit: Int) -> Int { (value + unit - 1) / unit * unit }
}
