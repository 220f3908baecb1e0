/// Where one tensor lies in a packed file and how it is stored.
public struct TensorRecord: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// How its numbers are stored.
    public var encoding: TensorEncoding
    /// Rows: outputs of a linear layer, 1 for a vector.
    public var rows: Int
    /// Columns: inputs of a linear layer.
    public var columns: Int
    /// What the weights of a ternary tensor are multiplied by; 1 for others.
    public var scale: Float
    /// First byte in the file; a multiple of 64 in packed files.
    public var offset: Int
    /// How many bytes.
    public var byteCount: Int

    /// The bytes in the file.
    public var range: Range<Int> { offset..<offset + byteCount }
}

/// The directory section: a count, a record of 48 bytes for each tensor, then the names.
enum TensorDirectory {
    static let recordLength = 48
    static let prefixLength = 16

    static func encode(_ records: [TensorRecord]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(littleEndian: UInt64(records.count))
        bytes.append(littleEndian: UInt64(0))
        var names: [UInt8] = []
        for record in records {
            bytes.append(littleEndian: UInt32(names.count))
            bytes.append(littleEndian: UInt32(record.name.utf8.count))
            bytes.append(littleEndian: record.encoding.rawValue)
            bytes.append(littleEndian: record.scale.bitPattern)
            bytes.append(littleEndian: UInt64(record.rows))
            bytes.append(littleEndian: UInt64(record.columns))
            bytes.append(littleEndian: UInt64(record.offset))
            bytes.append(littleEndian: UInt64(record.byteCount))
            names.append(contentsOf: record.name.utf8)
        }
        return bytes + names
    }

    static func decode(_ file: RawSpan, header: PackedHeader, path: String) throws(ModelFileError) -> [TensorRecord] {
        let base = header.sections.directory.lowerBound
        let bytes = file.extracting(header.sections.directory)
        func fail(_ offset: Int, _ field: String, _ what: String) -> ModelFileError {
            ModelFileError(path: path, problem: .malformed(offset: UInt64(base + offset), field: field, what: what))
        }
        guard let count = bytes.number(UInt64.self, at: 0), bytes.byteCount >= prefixLength else {
            throw fail(0, "the tensor directory", "is too short")
        }
        guard count <= UInt64((bytes.byteCount - prefixLength) / recordLength) else {
            throw fail(0, "the number of tensors", "is \(count), more than the directory has room for")
        }
        let namesStart = prefixLength + Int(count) * recordLength
        var records: [TensorRecord] = []
        records.reserveCapacity(Int(count))
        var seen: Set<String> = []
        var end = header.sections.tensorStart
        for index in 0..<Int(count) {
            let at = prefixLength + index * recordLength
            func half(_ offset: Int) -> UInt32 { bytes.number(UInt32.self, at: at + offset)! }
            func word(_ offset: Int) -> UInt64 { bytes.number(UInt64.self, at: at + offset)! }

            let nameStart = namesStart + Int(half(0))
            guard half(4) <= 512, let name = bytes.text(nameStart..<nameStart + Int(half(4))), !name.isEmpty else {
                throw fail(at, "the name of tensor \(index)", "lies outside the directory or is no text")
            }
            guard seen.insert(name).inserted else { throw fail(at, "tensor \(name)", "is there twice") }
            guard let encoding = TensorEncoding(rawValue: half(8)) else {
                let reason =
                    half(8) == 4
                    ? "is that of an earlier version; import the model again" : "is \(half(8)), which is unknown"
                throw fail(at + 8, "the encoding of \(name)", reason)
            }
            guard PackedFormat.allows(encoding, version: header.version) else {
                throw fail(
                    at + 8, "the encoding of \(name)",
                    "is \(half(8)), which files of version \(header.version) do not have")
            }
            let scale = Float(bitPattern: half(12))
            guard scale.isFinite, scale > 0 else {
                throw fail(at + 12, "the scale of \(name)", "is no finite number above 0")
            }
            guard let rows = Int(exactly: word(16)), let columns = Int(exactly: word(24)),
                let byteCount = encoding.byteCount(rows: rows, columns: columns)
            else {
                throw fail(at + 16, "the shape of \(name)", "is [\(word(16)), \(word(24))], which is no sensible shape")
            }
            guard word(40) == UInt64(byteCount) else {
                throw fail(at + 40, "the length of \(name)", "is \(word(40)) and should be \(byteCount)")
            }
            guard word(32) % 64 == 0, word(32) >= UInt64(end), word(32) <= header.fileLength,
                UInt64(byteCount) <= header.fileLength - word(32)
            else {
                throw fail(
                    at + 32, "the place of \(name)", "is \(word(32)), outside of the file or inside another section")
            }
            let record = TensorRecord(
                name: name, encoding: encoding, rows: rows, columns: columns, scale: scale, offset: Int(word(32)),
                byteCount: byteCount)
            end = record.range.upperBound
            records.append(record)
        }
        return records
    }
}
