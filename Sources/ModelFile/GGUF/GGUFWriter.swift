/// Writes a GGUF file of version 3, tensor after tensor, so that no tensor has to be in memory as a whole.
public struct GGUFWriter: ~Copyable {
    /// A value to be written for a key.
    public enum Field: Sendable {
        /// A text.
        case text(String)
        /// A whole number.
        case unsigned(UInt32)
        /// A number.
        case float(Float)
        /// True or false.
        case bool(Bool)
        /// Texts.
        case texts(Texts)
        /// Whole numbers with a sign.
        case numbers([Int32])
    }

    /// Texts, kept as they will lie in the file: one after the other with their lengths.
    public struct Texts: Sendable {
        fileprivate var count = 0
        fileprivate var bytes: [UInt8] = []

        /// None yet.
        public init() {}

        /// Adds a text.
        public mutating func append(_ text: some Collection<UInt8>) {
            bytes.append(littleEndian: UInt64(text.count))
            bytes.append(contentsOf: text)
            count += 1
        }
    }

    /// A tensor that will be written.
    public struct Plan: Sendable {
        /// Its name.
        public var name: String
        /// How its numbers are stored.
        public var type: GGUFTensorType
        /// Its dimensions, columns first.
        public var dimensions: [Int]

        /// A tensor.
        public init(_ name: String, _ type: GGUFTensorType, _ dimensions: [Int]) {
            self.name = name
            self.type = type
            self.dimensions = dimensions
        }
    }

    private static let alignment = 32
    private var file: PartialFile
    private var position: Int
    private var ends: ArraySlice<Int>

    /// Creates the file beside its place and writes everything before the tensors.
    public init(path: String, keys: [(name: String, value: Field)], tensors: [Plan]) throws(ModelFileError) {
        var head: [UInt8] = []
        head.append(littleEndian: GGUFHead.magic)
        head.append(littleEndian: UInt32(3))
        head.append(littleEndian: UInt64(tensors.count))
        head.append(littleEndian: UInt64(keys.count))
        for key in keys {
            head.append(text: key.name)
            Self.append(key.value, to: &head)
        }
        var offset = 0
        var ends: [Int] = []
        for tensor in tensors {
            guard let byteCount = tensor.type.byteCount(dimensions: tensor.dimensions) else {
                throw ModelFileError(
                    path: path,
                    problem: .unsuitable([
                        "\(tensor.name) has shape \(tensor.dimensions), which \(tensor.type.name) cannot hold"
                    ]))
            }
            head.append(text: tensor.name)
            head.append(littleEndian: UInt32(tensor.dimensions.count))
            for dimension in tensor.dimensions { head.append(littleEndian: UInt64(dimension)) }
            head.append(littleEndian: tensor.type.rawValue)
            head.append(littleEndian: UInt64(offset))
            ends.append(offset + byteCount)
            offset = Self.aligned(offset + byteCount)
        }
        head.append(contentsOf: repeatElement(0, count: Self.aligned(head.count) - head.count))
        let file = try PartialFile(path: path, byteCount: head.count + offset)
        try file.write(head.span.bytes, at: 0)
        self.file = file
        position = head.count
        let start = head.count
        self.ends = ends.map { start + $0 }[...]
    }

    /// Appends bytes of the current tensor.
    public mutating func append(_ bytes: RawSpan) throws(ModelFileError) {
        precondition(position + bytes.byteCount <= ends.first ?? 0, "a tensor was written too long")
        try file.write(bytes, at: position)
        position += bytes.byteCount
    }

    /// Ends the current tensor.
    public mutating func finishTensor() throws(ModelFileError) {
        precondition(position == ends.popFirst(), "a tensor was written short")
        let padding = [UInt8](repeating: 0, count: Self.aligned(position) - position)
        if !padding.isEmpty { try file.write(padding.span.bytes, at: position) }
        position += padding.count
    }

    /// Waits for the disk and moves the file to its place.
    public mutating func commit() throws(ModelFileError) {
        precondition(ends.isEmpty, "a tensor was not written")
        try file.commit()
    }

    private static func aligned(_ value: Int) -> Int { (value + alignment - 1) & ~(alignment - 1) }

    private static func append(_ value: Field, to head: inout [UInt8]) {
        func type(_ type: GGUFValueType) { head.append(littleEndian: type.rawValue) }
        switch value {
        case .text(let text):
            type(.string)
            head.append(text: text)
        case .unsigned(let number):
            type(.uint32)
            head.append(littleEndian: number)
        case .float(let number):
            type(.float32)
            head.append(littleEndian: number.bitPattern)
        case .bool(let flag):
            type(.bool)
            head.append(flag ? 1 : 0)
        case .texts(let texts):
            type(.array)
            type(.string)
            head.append(littleEndian: UInt64(texts.count))
            head.append(contentsOf: texts.bytes)
        case .numbers(let numbers):
            type(.array)
            type(.int32)
            head.append(littleEndian: UInt64(numbers.count))
            for number in numbers { head.append(littleEndian: number) }
        }
    }
}

extension Array where Element == UInt8 {
    fileprivate mutating func append(text: String) {
        append(littleEndian: UInt64(text.utf8.count))
        append(contentsOf: text.utf8)
    }
}
