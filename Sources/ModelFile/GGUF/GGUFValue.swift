/// The value of a key in a GGUF file. Texts and arrays stay in the file: only where they lie is kept.
public enum GGUFValue: Sendable, Hashable {
    /// A whole number without a sign.
    case unsigned(UInt64)
    /// A whole number with a sign.
    case signed(Int64)
    /// A number of either precision.
    case float(Double)
    /// True or false.
    case bool(Bool)
    /// Where the bytes of a text lie in the file.
    case text(Range<Int>)
    /// An array.
    case array(GGUFArray)
}

/// An array of a GGUF file: where it lies. Its elements lie inside the file, which was checked.
public struct GGUFArray: Sendable, Hashable {
    /// The type of its elements.
    public var element: GGUFValueType
    /// How many elements.
    public var count: Int
    /// The bytes of the elements in the file.
    public var range: Range<Int>
}

/// The types that values of keys may have.
public enum GGUFValueType: UInt32, Sendable, Hashable {
    case uint8 = 0
    case int8 = 1
    case uint16 = 2
    case int16 = 3
    case uint32 = 4
    case int32 = 5
    case float32 = 6
    case bool = 7
    case string = 8
    case array = 9
    case uint64 = 10
    case int64 = 11
    case float64 = 12

    /// How many bytes a value takes; nil where that depends on the value.
    var size: Int? {
        switch self {
        case .uint8, .int8, .bool: 1
        case .uint16, .int16: 2
        case .uint32, .int32, .float32: 4
        case .uint64, .int64, .float64: 8
        case .string, .array: nil
        }
    }
}

/// A tensor of a GGUF file.
public struct GGUFTensor: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// How its numbers are stored.
    public var type: GGUFTensorType
    /// Its dimensions as in the file: columns first.
    public var dimensions: [Int]
    /// Its bytes in the file.
    public var range: Range<Int>
    /// Where the file describes it.
    public var place: Int

    /// The length of a row.
    public var columns: Int { dimensions[0] }
    /// How many rows.
    public var rows: Int { dimensions.dropFirst().reduce(1, *) }
}
