/// A GGUF file of version 2 or 3, mapped: its keys and where its tensors lie, all of it checked. Opening touches only the
/// part before the tensors, and keeps texts and arrays as places in the file.
public struct GGUFFile: ~Copyable, Sendable {
    /// The mapped file.
    public let file: MappedFile
    /// The version of the format.
    public let version: UInt32
    /// To what the tensors are aligned.
    public let alignment: Int
    /// The keys.
    public let keys: [String: GGUFValue]
    /// The tensors in the order of the file's list.
    public let tensors: [GGUFTensor]

    /// Maps a file and reads everything before its tensors.
    public init(path: String) throws(ModelFileError) {
        let file = try MappedFile(path: path)
        let head = try file.withBytes { (bytes) throws(ModelFileError) in try GGUFHead(bytes, path: path) }
        self.file = file
        version = head.version
        alignment = head.alignment
        keys = head.keys
        tensors = head.tensors
    }

    /// True if a file begins like GGUF.
    public static func matches(_ bytes: RawSpan) -> Bool { bytes.number(UInt32.self, at: 0) == GGUFHead.magic }

    /// The text of a key; nil if there is none or it is not UTF-8.
    public func text(_ key: String) -> String? {
        guard case .text(let range)? = keys[key] else { return nil }
        return file.withBytes { $0.text(range) }
    }

    /// The whole number of a key.
    public func integer(_ key: String) -> Int? {
        switch keys[key] {
        case .unsigned(let value)?: Int(exactly: value)
        case .signed(let value)?: Int(exactly: value)
        default: nil
        }
    }

    /// The number of a key.
    public func number(_ key: String) -> Double? {
        if case .float(let value)? = keys[key] { return value }
        return integer(key).map(Double.init)
    }

    /// The array of a key, if its elements have that type.
    public func array(_ key: String, of type: GGUFValueType) -> GGUFArray? {
        guard case .array(let array)? = keys[key], array.element == type else { return nil }
        return array
    }

    /// Lends the texts of an array one by one, as bytes.
    func forEachText(
        in array: GGUFArray, _ body: (_ index: Int, _ text: UnsafeRawBufferPointer) throws(ModelFileError) -> Void
    ) throws(ModelFileError) {
        precondition(array.element == .string)
        try file.withBytes { (bytes) throws(ModelFileError) in
            var at = array.range.lowerBound
            for index in 0..<array.count {
                // Counts and lengths were checked at opening, but a file can change under the mapping.
                guard let length = bytes.number(UInt64.self, at: at), length <= array.range.upperBound - at - 8 else {
                    throw ModelFileError(
                        path: file.path,
                        problem: .malformed(
                            offset: UInt64(at), field: "text \(index) of an array",
                            what: "has changed since the file was opened"))
                }
                let text = bytes.extracting(at + 8..<at + 8 + Int(length))
                let result = text.withUnsafeBytes { buffer in
                    Result { () throws(ModelFileError) in try body(index, buffer) }
                }
                try result.get()
                at += 8 + Int(length)
            }
        }
    }
}
