import CTernaryKernels

/// A packed model can be packed anew: in another version, with another body or tokenizer.
extension PackedModel: WeightSource {
    /// The section as it lies in the file.
    public func makeTokenizerSection() throws(ModelFileError) -> [UInt8]? {
        let range = header.sections.tokenizer
        return range.isEmpty ? nil : withBytes { bytes in bytes.extracting(range).withUnsafeBytes { Array($0) } }
    }

    /// The scale in the directory.
    public func scale(of tensor: TensorRequirement) throws(ModelFileError) -> Float { record(tensor).scale }

    /// Every tensor can be had as it lies.
    public func storedEncoding(of tensor: TensorRequirement) -> TensorEncoding? { record(tensor).encoding }

    /// Lends the bytes of a tensor.
    public func withStoredBytes(
        of tensor: TensorRequirement, _ body: (RawSpan) throws(ModelFileError) -> Void
    ) throws(ModelFileError) {
        let range = record(tensor).range
        try withBytes { (bytes) throws(ModelFileError) in try body(bytes.extracting(range)) }
    }

    /// The weights of some rows.
    public func readTrits(
        of tensor: TensorRequirement, rows: Range<Int>, into trits: UnsafeMutableBufferPointer<Int8>
    ) throws(ModelFileError) {
        let record = record(tensor)
        guard let layout = record.encoding.layout else { preconditionFailure("not a ternary tensor") }
        precondition(trits.count == rows.count * record.columns)
        withBytes { bytes in
            bytes.withUnsafeBytes {
                tk_ternary_unpack(
                    layout, ($0.baseAddress! + record.offset).assumingMemoryBound(to: UInt8.self), Int32(record.rows),
                    Int32(record.columns), Int32(rows.lowerBound), Int32(rows.upperBound), trits.baseAddress!)
            }
        }
        if !trits.allSatisfy({ (-1...1).contains($0) }) {
            throw ModelFileError(
                path: path,
                problem: .unsuitable(["\(tensor.name) holds a code that stands for no weight: the file is damaged"]))
        }
    }

    /// The numbers of some rows.
    public func readNumbers(
        of tensor: TensorRequirement, rows: Range<Int>, into numbers: UnsafeMutableBufferPointer<Float>
    ) throws(ModelFileError) {
        let record = record(tensor)
        precondition(numbers.count == rows.count * record.columns)
        if record.encoding == .int8Planes {
            readPlanes(record, rows, into: numbers)
        } else {
            let rowBytes = record.byteCount / record.rows
            withBytes { bytes in
                bytes.withUnsafeBytes {
                    FloatingPoint.decode(
                        record.encoding, $0.baseAddress! + record.offset + rows.lowerBound * rowBytes, into: numbers)
                }
            }
        }
        if FloatingPoint.firstNotFinite(numbers) != nil {
            throw ModelFileError(
                path: path, problem: .unsuitable(["\(tensor.name) holds a number that is not finite"]))
        }
    }

    private func readPlanes(
        _ record: TensorRecord, _ rows: Range<Int>, into numbers: UnsafeMutableBufferPointer<Float>
    ) {
        let layout = PlanesLayout(rows: record.rows, columns: record.columns)
        withBytes { bytes in
            bytes.withUnsafeBytes { buffer in
                let base = buffer.baseAddress! + record.offset
                let planes = tk_planes(
                    high: (base + layout.high.lowerBound).assumingMemoryBound(to: UInt8.self),
                    low: (base + layout.low.lowerBound).assumingMemoryBound(to: UInt8.self),
                    scales: (base + layout.scales.lowerBound).assumingMemoryBound(to: Float.self),
                    low_norms: (base + layout.lowNorms.lowerBound).assumingMemoryBound(to: Float.self),
                    rows: Int32(record.rows), columns: Int32(record.columns))
                for (line, row) in rows.enumerated() {
                    tk_planes_expand_row(
                        TK_ISA_SCALAR, planes, Int32(row), numbers.baseAddress! + line * record.columns)
                }
            }
        }
    }

    /// Gives the pages of a tensor back.
    public func finished(with tensor: TensorRequirement) { file.release(record(tensor).range) }

    private func record(_ tensor: TensorRequirement) -> TensorRecord {
        guard let record = records[tensor.name] else { preconditionFailure("a tensor that is not of this model") }
        return record
    }
}
