import JSONText

/// A `model.safetensors` file, mapped, its header read and checked.
public struct SafetensorsFile: ~Copyable, Sendable {
    /// One tensor of the file.
    public struct Tensor: Sendable, Hashable {
        /// Its name.
        public var name: String
        /// The name of its element type: `U8`, `BF16`, `F32`.
        public var type: String
        /// Its dimensions.
        public var shape: [Int]
        /// Its bytes in the file.
        public var range: Range<Int>
    }

    /// The mapped file.
    public let file: MappedFile
    /// The tensors by name.
    public let tensors: [String: Tensor]

    /// A header may not be longer than this, as in the reference implementation of the format.
    static let headerLimit: UInt64 = 100_000_000
    private static let elementSizes = [
        "BOOL": 1, "U8": 1, "I8": 1, "F8_E4M3": 1, "F8_E5M2": 1, "U16": 2, "I16": 2, "F16": 2, "BF16": 2, "U32": 4,
        "I32": 4, "F32": 4, "U64": 8, "I64": 8, "F64": 8,
    ]

    /// Maps a file and reads its header.
    public init(path: String) throws(ModelFileError) {
        let file = try MappedFile(path: path)
        let tensors = try file.withBytes { (bytes) throws(ModelFileError) in try Self.decode(bytes, path: path) }
        self.file = file
        self.tensors = tensors
    }

    /// True if a file begins like safetensors: a length, then a JSON object.
    static func matches(_ bytes: RawSpan) -> Bool {
        guard let length = bytes.number(UInt64.self, at: 0) else { return false }
        return length <= headerLimit && bytes.number(UInt8.self, at: 8) == UInt8(ascii: "{")
    }

    /// The tensor of that name.
    public func tensor(_ name: String) -> Tensor? { tensors[name] }

    private static func decode(_ bytes: RawSpan, path: String) throws(ModelFileError) -> [String: Tensor] {
        func fail(_ offset: UInt64, _ field: String, _ what: String) -> ModelFileError {
            ModelFileError(path: path, problem: .malformed(offset: offset, field: field, what: what))
        }
        guard let length = bytes.number(UInt64.self, at: 0) else {
            throw ModelFileError(path: path, problem: .wrongLength(expected: 8, actual: UInt64(bytes.byteCount)))
        }
        guard length <= headerLimit else {
            throw ModelFileError(
                path: path, problem: .tooLarge(field: "the safetensors header", limit: headerLimit, actual: length))
        }
        guard length <= UInt64(bytes.byteCount - 8) else {
            throw ModelFileError(
                path: path, problem: .wrongLength(expected: 8 + length, actual: UInt64(bytes.byteCount)))
        }
        let dataStart = 8 + Int(length)
        let parsed: Result<JSON, JSONError> = bytes.withUnsafeBytes { buffer in
            Result { () throws(JSONError) in
                try JSON(
                    parsing: UnsafeRawBufferPointer(rebasing: buffer[8..<dataStart]),
                    limits: JSON.Limits(maximumDepth: 8, maximumBytes: Int(headerLimit)))
            }
        }
        let members: [JSON.Member]
        switch parsed {
        case .failure(let error):
            throw ModelFileError(path: path, problem: .json(field: "the safetensors header", what: "\(error)"))
        case .success(let json):
            guard let object = json.object else { throw fail(8, "the safetensors header", "is not a JSON object") }
            members = object
        }

        var tensors: [String: Tensor] = [:]
        for member in members where member.key != "__metadata__" {
            let name = member.key
            guard let type = member.value["dtype"]?.string, let size = elementSizes[type] else {
                throw fail(8, "the type of \(name)", "is missing or unknown")
            }
            guard let dimensions = member.value["shape"]?.array, dimensions.count <= 8 else {
                throw fail(8, "the shape of \(name)", "is missing or has more than 8 dimensions")
            }
            var shape: [Int] = []
            var expected = size
            for dimension in dimensions {
                guard let value = dimension.integer, value >= 0 else {
                    throw fail(8, "the shape of \(name)", "has a dimension that is no whole number")
                }
                let (product, overflow) = expected.multipliedReportingOverflow(by: value)
                if overflow { throw fail(8, "the shape of \(name)", "is too large") }
                expected = product
                shape.append(value)
            }
            guard let offsets = member.value["data_offsets"], offsets.array?.count == 2,
                let begin = offsets[0]?.integer, let end = offsets[1]?.integer, begin >= 0, begin <= end,
                end <= bytes.byteCount - dataStart
            else {
                throw fail(8, "the offsets of \(name)", "are missing or outside of the file")
            }
            guard end - begin == expected else {
                throw fail(8, "the offsets of \(name)", "span \(end - begin) bytes and its shape needs \(expected)")
            }
            tensors[name] = Tensor(name: name, type: type, shape: shape, range: dataStart + begin..<dataStart + end)
        }

        var end = dataStart
        for tensor in tensors.values.sorted(by: {
            ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
        }) {
            if tensor.range.lowerBound != end {
                throw fail(UInt64(end), "the data of \(tensor.name)", "overlaps another tensor or leaves a gap")
            }
            end = tensor.range.upperBound
        }
        guard end == bytes.byteCount else {
            throw ModelFileError(
                path: path, problem: .wrongLength(expected: UInt64(end), actual: UInt64(bytes.byteCount)))
        }
        return tensors
    }
}
