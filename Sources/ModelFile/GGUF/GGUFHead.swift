/// Everything in a GGUF file before the tensors.
struct GGUFHead {
    var version: UInt32
    var alignment = 32
    var keys: [String: GGUFValue] = [:]
    var tensors: [GGUFTensor] = []

    static let magic: UInt32 = 0x4655_4747  // "GGUF"
    // No model has more; a file that says so is damaged, and memory stays bounded.
    static let keyLimit: UInt64 = 65_536
    static let tensorLimit: UInt64 = 65_536
    static let nameLimit: UInt64 = 65_535

    init(_ bytes: RawSpan, path: String) throws(ModelFileError) {
        var cursor = GGUFCursor(path: path)
        guard try cursor.number(UInt32.self, "the magic number", bytes) == Self.magic else {
            throw cursor.malformed(0, "the magic number", "is not that of a GGUF file")
        }
        version = try cursor.number(UInt32.self, "the version", bytes)
        guard version & 0xFFFF != 0 || version == 0 else {
            throw cursor.malformed(
                4, "the version",
                "has its bytes in the other order: this is a big-endian GGUF file, and only little-endian ones are read"
            )
        }
        guard version == 2 || version == 3 else {
            throw cursor.malformed(4, "the version", "is \(version); versions 2 and 3 are read")
        }
        let tensorCount = try cursor.count("the number of tensors", limit: Self.tensorLimit, bytes)
        let keyCount = try cursor.count("the number of keys", limit: Self.keyLimit, bytes)
        keys.reserveCapacity(min(keyCount, 256))
        for index in 0..<keyCount {
            let place = cursor.at
            let name = try cursor.name("the name of key \(index)", limit: Self.nameLimit, bytes)
            let value = try cursor.value(of: name, bytes)
            guard keys.updateValue(value, forKey: name) == nil else {
                throw cursor.malformed(place, "the key \(name)", "is there twice")
            }
            if name == "general.alignment" { alignment = try cursor.alignment(value, place) }
        }
        try readTensors(tensorCount, &cursor, bytes)
    }

    private mutating func readTensors(_ count: Int, _ cursor: inout GGUFCursor, _ bytes: RawSpan)
        throws(ModelFileError)
    {
        var names: Set<String> = []
        var offsets: [UInt64] = []
        for index in 0..<count {
            let place = cursor.at
            let name = try cursor.name("the name of tensor \(index)", limit: 255, bytes)
            guard names.insert(name).inserted else {
                throw cursor.malformed(place, "the tensor \(name)", "is there twice")
            }
            tensors.append(try cursor.tensor(name, place, &offsets, bytes))
        }
        // The data begins at the next multiple of the alignment.
        let start = (cursor.at + alignment - 1) & ~(alignment - 1)
        for index in tensors.indices {
            let (offset, tensor) = (offsets[index], tensors[index])
            guard offset % UInt64(alignment) == 0 else {
                throw cursor.malformed(
                    tensor.place, "the offset of \(tensor.name)", "is \(offset), no multiple of \(alignment)")
            }
            guard start <= bytes.byteCount, offset <= UInt64(bytes.byteCount - start),
                tensor.range.count <= bytes.byteCount - start - Int(offset)
            else {
                throw cursor.malformed(
                    tensor.place, "the data of \(tensor.name)",
                    "begins \(offset) bytes behind byte \(start), takes \(tensor.range.count), and the file ends at "
                        + "\(bytes.byteCount): it was cut off or the offset is wrong")
            }
            tensors[index].range = start + Int(offset)..<start + Int(offset) + tensor.range.count
        }
        var end = start
        for tensor in tensors.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
            guard tensor.range.lowerBound >= end else {
                throw cursor.malformed(tensor.place, "the data of \(tensor.name)", "overlaps that of another tensor")
            }
            end = tensor.range.upperBound
        }
    }
}

/// A place in a file that is read from front to back. What would lie beyond the end is an error that names the field.
private struct GGUFCursor {
    let path: String
    var at = 0

    func malformed(_ offset: Int, _ field: String, _ what: String) -> ModelFileError {
        ModelFileError(path: path, problem: .malformed(offset: UInt64(offset), field: field, what: what))
    }

    mutating func number<T: FixedWidthInteger & BitwiseCopyable>(
        _ type: T.Type, _ field: @autoclosure () -> String, _ bytes: RawSpan
    ) throws(ModelFileError) -> T {
        guard let value = bytes.number(T.self, at: at) else {
            throw malformed(at, field(), "lies beyond the end of the file, which has \(bytes.byteCount) bytes")
        }
        at += MemoryLayout<T>.size
        return value
    }

    mutating func count(_ field: String, limit: UInt64, _ bytes: RawSpan) throws(ModelFileError) -> Int {
        let place = at
        let value = try number(UInt64.self, field, bytes)
        guard value <= limit else { throw malformed(place, field, "is \(value), more than the \(limit) allowed") }
        return Int(value)
    }

    /// A length and so many bytes; the range of the bytes.
    mutating func bytes(_ field: @autoclosure () -> String, limit: UInt64 = .max, _ bytes: RawSpan)
        throws(ModelFileError) -> Range<Int>
    {
        let place = at
        let length = try number(UInt64.self, field(), bytes)
        guard length <= limit else {
            throw malformed(place, field(), "has \(length) bytes, more than the \(limit) allowed")
        }
        guard length <= UInt64(bytes.byteCount - at) else {
            throw malformed(
                place, field(), "has \(length) bytes and the file ends \(bytes.byteCount - at) bytes behind")
        }
        defer { at += Int(length) }
        return at..<at + Int(length)
    }

    mutating func name(_ field: @autoclosure () -> String, limit: UInt64, _ file: RawSpan) throws(ModelFileError)
        -> String
    {
        let place = at
        let range = try bytes(field(), limit: limit, file)
        guard let text = file.text(range), !text.isEmpty else {
            throw malformed(place, field(), "is empty or no UTF-8")
        }
        return text
    }

    mutating func type(_ field: @autoclosure () -> String, _ bytes: RawSpan) throws(ModelFileError) -> GGUFValueType {
        let place = at
        let raw = try number(UInt32.self, field(), bytes)
        guard let type = GGUFValueType(rawValue: raw) else {
            throw malformed(place, field(), "is \(raw), an unknown type")
        }
        return type
    }

    mutating func value(of key: String, _ bytes: RawSpan) throws(ModelFileError) -> GGUFValue {
        let type = try type("the type of \(key)", bytes)
        let field = "the value of \(key)"
        let place = at
        switch type {
        case .uint8: return .unsigned(UInt64(try number(UInt8.self, field, bytes)))
        case .uint16: return .unsigned(UInt64(try number(UInt16.self, field, bytes)))
        case .uint32: return .unsigned(UInt64(try number(UInt32.self, field, bytes)))
        case .uint64: return .unsigned(try number(UInt64.self, field, bytes))
        case .int8: return .signed(Int64(try number(Int8.self, field, bytes)))
        case .int16: return .signed(Int64(try number(Int16.self, field, bytes)))
        case .int32: return .signed(Int64(try number(Int32.self, field, bytes)))
        case .int64: return .signed(try number(Int64.self, field, bytes))
        case .float32: return .float(Double(Float(bitPattern: try number(UInt32.self, field, bytes))))
        case .float64: return .float(Double(bitPattern: try number(UInt64.self, field, bytes)))
        case .bool:
            let value = try number(UInt8.self, field, bytes)
            guard value < 2 else { throw malformed(place, field, "is \(value), neither true nor false") }
            return .bool(value == 1)
        case .string: return .text(try self.bytes(field, bytes))
        case .array: return .array(try array(of: key, bytes))
        }
    }

    /// An array: only its place is kept, so that no count in a file can take memory.
    private mutating func array(of key: String, _ bytes: RawSpan) throws(ModelFileError) -> GGUFArray {
        let typePlace = at
        let element = try type("the element type of \(key)", bytes)
        guard element != .array else {
            throw malformed(typePlace, "the element type of \(key)", "is array: arrays of arrays are not supported")
        }
        let place = at
        let count = try number(UInt64.self, "the length of \(key)", bytes)
        let rest = UInt64(bytes.byteCount - at)
        // Every text takes at least the eight bytes of its length.
        guard count <= rest / UInt64(element.size ?? 8) else {
            throw malformed(place, "the length of \(key)", "is \(count), and only \(rest) bytes follow in the file")
        }
        let start = at
        if let size = element.size {
            at += Int(count) * size
        } else {
            for index in 0..<Int(count) { _ = try self.bytes("text \(index) of \(key)", bytes) }
        }
        return GGUFArray(element: element, count: Int(count), range: start..<at)
    }

    func alignment(_ value: GGUFValue, _ place: Int) throws(ModelFileError) -> Int {
        guard case .unsigned(let alignment) = value, alignment.nonzeroBitCount == 1, (8...65_536).contains(alignment)
        else {
            throw malformed(
                place, "the key general.alignment", "is \(value); a power of two from 8 to 65536 is allowed")
        }
        return Int(alignment)
    }

    /// The description of a tensor behind its name. Its range still begins at 0 and has only the right length.
    mutating func tensor(_ name: String, _ place: Int, _ offsets: inout [UInt64], _ bytes: RawSpan)
        throws(ModelFileError) -> GGUFTensor
    {
        let countPlace = at
        let count = try number(UInt32.self, "the number of dimensions of \(name)", bytes)
        guard (1...4).contains(count) else {
            throw malformed(countPlace, "the number of dimensions of \(name)", "is \(count) and must be 1 to 4")
        }
        let dimensionsPlace = at
        var dimensions: [Int] = []
        for _ in 0..<count {
            let place = at
            let value = try number(UInt64.self, "a dimension of \(name)", bytes)
            guard let dimension = Int(exactly: value), dimension > 0 else {
                throw malformed(place, "a dimension of \(name)", "is \(value), which is no size")
            }
            dimensions.append(dimension)
        }
        let typePlace = at
        let raw = try number(UInt32.self, "the type of \(name)", bytes)
        guard let type = GGUFTensorType(rawValue: raw) else {
            let known = raw == 38 || raw == 39 ? " (TL1 or TL2 of bitnet.cpp? quantise to i2_s instead)" : ""
            throw malformed(typePlace, "the type of \(name)", "is \(raw), an unknown type\(known)")
        }
        guard let byteCount = type.byteCount(dimensions: dimensions) else {
            throw malformed(
                dimensionsPlace, "the shape of \(name)",
                "is \(dimensions), which is too large or no whole number of \(type.name) blocks")
        }
        offsets.append(try number(UInt64.self, "the offset of \(name)", bytes))
        return GGUFTensor(name: name, type: type, dimensions: dimensions, range: 0..<byteCount, place: place)
    }
}
