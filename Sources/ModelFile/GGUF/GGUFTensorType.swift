/// How a GGUF file stores the numbers of a tensor: blocks of so many numbers in so many bytes.
public enum GGUFTensorType: UInt32, Sendable, Hashable, CaseIterable {
    case f32 = 0
    case f16 = 1
    case q4_0 = 2
    case q4_1 = 3
    case q5_0 = 6
    case q5_1 = 7
    case q8_0 = 8
    case q8_1 = 9
    case q2_k = 10
    case q3_k = 11
    case q4_k = 12
    case q5_k = 13
    case q6_k = 14
    case q8_k = 15
    case iq2_xxs = 16
    case iq2_xs = 17
    case iq3_xxs = 18
    case iq1_s = 19
    case iq4_nl = 20
    case iq3_s = 21
    case iq2_s = 22
    case iq4_xs = 23
    case i8 = 24
    case i16 = 25
    case i32 = 26
    case i64 = 27
    case f64 = 28
    case iq1_m = 29
    case bf16 = 30
    case tq1_0 = 34
    case tq2_0 = 35
    /// Only in files of Microsoft's fork; upstream used the number for a type that is gone.
    case i2_s = 36

    /// How many numbers a block holds and in how many bytes.
    var block: (numbers: Int, bytes: Int) {
        switch self {
        case .f32, .i32: (1, 4)
        case .f16, .bf16, .i16: (1, 2)
        case .i8: (1, 1)
        case .i64, .f64: (1, 8)
        case .q4_0, .iq4_nl: (32, 18)
        case .q4_1: (32, 20)
        case .q5_0: (32, 22)
        case .q5_1: (32, 24)
        case .q8_0: (32, 34)
        case .q8_1: (32, 36)
        case .q2_k: (256, 84)
        case .q3_k: (256, 110)
        case .q4_k: (256, 144)
        case .q5_k: (256, 176)
        case .q6_k: (256, 210)
        case .q8_k: (256, 292)
        case .iq2_xxs: (256, 66)
        case .iq2_xs: (256, 74)
        case .iq3_xxs: (256, 98)
        case .iq1_s: (256, 50)
        case .iq3_s: (256, 110)
        case .iq2_s: (256, 82)
        case .iq4_xs: (256, 136)
        case .iq1_m: (256, 56)
        case .tq1_0: (256, 54)
        case .tq2_0: (256, 66)
        case .i2_s: (128, 32)
        }
    }

    /// Bytes behind the last block: I2_S keeps its scale there.
    var trailer: Int { self == .i2_s ? 32 : 0 }

    /// Its name in GGML.
    public var name: String { "\(self)".uppercased() }

    /// How many bytes a tensor takes; nil where its rows are no whole blocks or the number is beyond all files.
    func byteCount(dimensions: [Int]) -> Int? {
        var count = 1
        for dimension in dimensions {
            let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
            if overflow || dimension < 1 { return nil }
            count = product
        }
        // I2_S counts its blocks through the whole tensor, all others begin anew with each row.
        let whole = self == .i2_s ? count : dimensions.first ?? 1
        guard whole % block.numbers == 0 else { return nil }
        let (bytes, overflow) = (count / block.numbers).multipliedReportingOverflow(by: block.bytes)
        return overflow || bytes > Int.max / 2 ? nil : bytes + trailer
    }
}
