import CTernaryKernels

extension PackedModel {
    /// Reads every byte: the checksums, and that every tensor holds nothing but what its encoding can mean.
    public func verify(progress: (_ readBytes: Int) -> Void = { _ in }) throws(ModelFileError) {
        try file.withBytes { (bytes) throws(ModelFileError) in
            try header.checkHead(bytes, path: path)
            var body = Checksum()
            var at = header.sections.tensorStart
            let total = max(1, bytes.byteCount - at)
            // The tensors are checked while their bytes are at hand; what is wrong with one is told only if the checksum
            // has nothing to say.
            var mistake: ModelFileError.Problem?
            for record in tensors + [nil] {
                let end = record?.range.upperBound ?? bytes.byteCount
                body.update(bytes.extracting(at..<end))
                at = end
                if let record, mistake == nil { mistake = TensorCheck.problem(of: record, bytes) }
                file.release(record?.range ?? at..<at)
                progress(total - (bytes.byteCount - at))
            }
            guard body.value == header.bodyChecksum else {
                throw ModelFileError(
                    path: path,
                    problem: .checksum(section: "weights", expected: header.bodyChecksum, actual: body.value))
            }
            if let mistake { throw ModelFileError(path: path, problem: mistake) }
        }
    }
}

/// Looks at every byte of a tensor.
enum TensorCheck {
    /// What is wrong with a tensor, if anything; `file` is the whole file.
    static func problem(of record: TensorRecord, _ file: RawSpan, name: String? = nil) -> ModelFileError.Problem? {
        let bytes = file.extracting(record.range)
        func fail(_ offset: Int, _ what: String) -> ModelFileError.Problem {
            .malformed(offset: UInt64(record.offset + offset), field: "a number of \(name ?? record.name)", what: what)
        }
        if let layout = record.encoding.layout {
            let invalid = bytes.withUnsafeBytes {
                tk_ternary_first_invalid(
                    layout, $0.baseAddress!.assumingMemoryBound(to: UInt8.self), Int32(record.rows),
                    Int32(record.columns))
            }
            return invalid < 0
                ? nil : fail(Int(invalid), "has a code that stands for no weight, or padding that is not 0")
        }
        switch record.encoding {
        case .int8Planes: return planes(record, bytes).map { fail($0.offset, $0.what) }
        default: return FloatingPoint.firstNotFinite(record.encoding, bytes).map { fail($0, "is not finite") }
        }
    }

    private static func planes(_ record: TensorRecord, _ bytes: RawSpan) -> (offset: Int, what: String)? {
        let layout = PlanesLayout(rows: record.rows, columns: record.columns)
        for gap in [
            layout.scales.upperBound..<layout.lowNorms.lowerBound, layout.lowNorms.upperBound..<layout.high.lowerBound,
        ] {
            for at in gap where bytes.number(UInt8.self, at: at)! != 0 { return (at, "is padding that is not 0") }
        }
        return bytes.withUnsafeBytes { buffer in
            for row in 0..<record.rows {
                let scale = number(buffer, layout.scales.lowerBound + 4 * row)
                guard scale.isFinite, scale >= 0 else {
                    return (layout.scales.lowerBound + 4 * row, "is the scale of a row and no finite number from 0 on")
                }
                let start = row * layout.rowBytes
                let squares: Int
                switch row8(
                    high: buffer.baseAddress! + layout.high.lowerBound + start,
                    low: buffer.baseAddress! + layout.low.lowerBound + start, columns: record.columns)
                {
                case .failure(let invalid):
                    return (
                        layout.high.lowerBound + start + invalid.byte,
                        "is none of -120 to 120, or padding that is not 0"
                    )
                case .success(let sum): squares = sum
                }
                // As it is computed when a row is packed: half the root of four times the squares, rounded up a little.
                let norm = Float(0.5 * Double(squares).squareRoot() * (1 + 0x1p-22))
                guard number(buffer, layout.lowNorms.lowerBound + 4 * row) == norm else {
                    return (layout.lowNorms.lowerBound + 4 * row, "is not the norm of the low plane of its row")
                }
            }
            return nil
        }
    }

    private struct InvalidByte: Error { var byte: Int }

    /// True for a byte that stands for -120 to 120 in a column, or for 0 if it is padding.
    private static func isWeight(_ byte: UInt8, _ column: Int, isPadding: Bool) -> Bool {
        let shifted = Int32(byte) - tk_plane_dither(Int32(column))
        return isPadding ? shifted == 120 : shifted >= 0 && shifted <= 240
    }

    /// Checks a row of both planes; the sum of the squares of `2 * low - 15`.
    private static func row8(high: UnsafeRawPointer, low: UnsafeRawPointer, columns: Int) -> Result<Int, InvalidByte> {
        var squares = 0
        for block in 0..<(columns + 127) / 128 {
            let (first, second) = (min(64, columns - 128 * block), min(64, max(0, columns - 128 * block - 64)))
            var sum: Int32 = 0
            var isValid = true
            for byte in 0..<64 {
                let upper = high.load(fromByteOffset: 64 * block + byte, as: UInt8.self)
                let lower = low.load(fromByteOffset: 64 * block + byte, as: UInt8.self)
                let left = (upper & 15) &<< 4 | lower & 15
                let right = upper & 0xF0 | lower &>> 4
                isValid = isValid && isWeight(left, 128 * block + byte, isPadding: byte >= first)
                isValid = isValid && isWeight(right, 128 * block + 64 + byte, isPadding: byte >= second)
                let (a, b) = (2 * Int32(lower & 15) - 15, 2 * Int32(lower &>> 4) - 15)
                sum &+= (byte < first ? a &* a : 0) &+ (byte < second ? b &* b : 0)
            }
            if !isValid { return .failure(InvalidByte(byte: 64 * block)) }
            squares += Int(sum)
        }
        return .success(squares)
    }

    private static func number(_ buffer: UnsafeRawBufferPointer, _ at: Int) -> Float {
        Float(bitPattern: UInt32(littleEndian: buffer.loadUnaligned(fromByteOffset: at, as: UInt32.self)))
    }
}
