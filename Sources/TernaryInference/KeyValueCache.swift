import CTernaryKernels
public import ModelFile

/// How a context keeps keys and values.
public enum KeyValueType: String, Sendable, Hashable, CaseIterable {
    /// Single precision: nothing is rounded.
    case float32 = "f32"
    /// Half precision, in half the memory.
    case float16 = "f16"
    /// Bytes with a scale for each head and position, in about a quarter of the memory.
    case int8 = "i8"

    /// What suits a model: nothing is rounded unless the keys and values of its longest context would take more than 64
    /// MiB.
    public static func usual(for metadata: ModelMetadata) -> KeyValueType {
        let numbers = 2 * metadata.shape.layers * metadata.shape.keyValueWidth * metadata.contextLength
        return numbers * MemoryLayout<Float>.stride <= 64 << 20 ? .float32 : .float16
    }

    var kernelType: tk_kv_type {
        switch self {
        case .float32: TK_KV_F32
        case .float16: TK_KV_F16
        case .int8: TK_KV_I8
        }
    }
}

/// The keys and values of a context: for each layer and head one stretch of positions, so that attention streams
/// through them. Memory is taken page by page as positions are written.
final class KeyValueCache {
    let type: KeyValueType
    let capacity: Int
    private let shape: ModelShape
    /// Bytes of a key or value of one head.
    let rowBytes: Int
    private let keys: Buffer<UInt8>  // [layers, keyValueHeads, capacity, rowBytes]
    private let values: Buffer<UInt8>
    private let keyScales: Buffer<Float>  // [layers, keyValueHeads, capacity], of int8 only
    private let valueScales: Buffer<Float>

    init(_ type: KeyValueType, _ shape: ModelShape, capacity: Int) throws(ModelError) {
        self.type = type
        self.shape = shape
        self.capacity = capacity
        rowBytes = shape.headWidth * tk_kv_element_bytes(type.kernelType)
        let rows = shape.layers * shape.keyValueHeads * capacity
        keys = try Buffer(count: rows * rowBytes)
        values = try Buffer(count: rows * rowBytes)
        keyScales = try Buffer(count: type == .int8 ? rows : 0)
        valueScales = try Buffer(count: type == .int8 ? rows : 0)
    }

    /// How many stretches of positions there are.
    var stretches: Int { shape.layers * shape.keyValueHeads }

    /// How many bytes some positions take.
    func bytes(positions: Int) -> Int {
        2 * stretches * positions * (rowBytes + (type == .int8 ? MemoryLayout<Float>.stride : 0))
    }

    /// The places for the kernels.
    var places: KeyValuePlaces {
        KeyValuePlaces(
            type: type.kernelType, headsPerLayer: shape.keyValueHeads, capacity: capacity, width: shape.headWidth,
            rowBytes: rowBytes, keys: keys.pointer, values: values.pointer,
            keyScales: type == .int8 ? keyScales.pointer : nil,
            valueScales: type == .int8 ? valueScales.pointer : nil)
    }

    /// Calls with the memory of the first positions, part by part, always in the same order.
    func forEachPart<E: Error>(positions: Int, _ body: (UnsafeMutableRawBufferPointer) throws(E) -> Void) throws(E) {
        func part<Element>(_ base: UnsafeMutablePointer<Element>, _ stretch: Int, _ row: Int)
            -> UnsafeMutableRawBufferPointer
        {
            UnsafeMutableRawBufferPointer(
                start: base + stretch * capacity * row, count: positions * row * MemoryLayout<Element>.stride)
        }
        for stretch in 0..<stretches {
            try body(part(keys.pointer, stretch, rowBytes))
            try body(part(values.pointer, stretch, rowBytes))
            if type == .int8 {
                try body(part(keyScales.pointer, stretch, 1))
                try body(part(valueScales.pointer, stretch, 1))
            }
        }
    }
}

/// Where keys and values lie while a context lends them.
struct KeyValuePlaces {
    let type: tk_kv_type
    let headsPerLayer: Int
    let capacity: Int
    let width: Int
    let rowBytes: Int
    let keys: UnsafeMutablePointer<UInt8>
    let values: UnsafeMutablePointer<UInt8>
    let keyScales: UnsafeMutablePointer<Float>?
    let valueScales: UnsafeMutablePointer<Float>?

    private func row(_ layer: Int, _ head: Int) -> Int { (layer * headsPerLayer + head) * capacity }

    /// All positions of a head.
    func head(_ layer: Int, _ head: Int) -> tk_kv {
        let row = row(layer, head)
        return tk_kv(
            type: type, keys: keys + row * rowBytes, values: values + row * rowBytes,
            key_scales: keyScales.map { UnsafePointer($0 + row) },
            value_scales: valueScales.map { UnsafePointer($0 + row) })
    }

    /// Keeps a key and a value.
    func store(
        _ isa: tk_isa, _ layer: Int, _ head: Int, _ position: Int, key: UnsafePointer<Float>,
        value: UnsafePointer<Float>
    ) {
        let row = row(layer, head) + position
        tk_kv_store(isa, type, key, Int32(width), keys + row * rowBytes, keyScales.map { $0 + row })
        tk_kv_store(isa, type, value, Int32(width), values + row * rowBytes, valueScales.map { $0 + row })
    }
}
