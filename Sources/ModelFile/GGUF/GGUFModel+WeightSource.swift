extension GGUFModel: WeightSource {
    /// The tables of its tokenizer; nil if it has none. Builds them anew each time.
    public func makeTokenizerSection() throws(ModelFileError) -> [UInt8]? {
        guard let vocabulary else { return nil }
        return try vocabulary.section(file)
    }

    /// The scale of a ternary tensor; of the types with a scale in each block, all blocks are compared.
    public func scale(of tensor: TensorRequirement) throws(ModelFileError) -> Float {
        let record = record(tensor)
        if record.encoding == .i2s { return record.scale }
        let name = GGUFTensorNames.weight(tensor)
        let scale = file.file.withBytes { GGUFScale.of(record, named: name, $0, everyBlock: true) }
        if case .failure(let mistake) = scale {
            throw ModelFileError(path: path, problem: .unsuitable([mistake.text]))
        }
        return record.scale
    }

    /// The type in the file: every ternary tensor can be had as it lies.
    public func storedEncoding(of tensor: TensorRequirement) -> TensorEncoding? {
        records[tensor.name]?.encoding
    }

    /// Lends the codes of a tensor.
    public func withStoredBytes(
        of tensor: TensorRequirement, _ body: (RawSpan) throws(ModelFileError) -> Void
    ) throws(ModelFileError) {
        let record = record(tensor)
        try file.file.withBytes { (bytes) throws(ModelFileError) in try body(bytes.extracting(record.range)) }
    }

    /// The weights of some rows, plainly.
    public func readTrits(
        of tensor: TensorRequirement, rows: Range<Int>, into trits: UnsafeMutableBufferPointer<Int8>
    ) throws(ModelFileError) {
        let record = record(tensor)
        precondition(rows.lowerBound >= 0 && rows.upperBound <= record.rows, "rows outside of the tensor")
        let invalid = file.file.withBytes { bytes in
            bytes.withUnsafeBytes {
                GGUFTrits.read(
                    record.encoding, $0.baseAddress! + record.offset, columns: record.columns, rows: rows, into: trits)
            }
        }
        guard let invalid else { return }
        throw ModelFileError(
            path: path,
            problem: .unsuitable([
                "\(GGUFTensorNames.weight(tensor)) holds the code 3 at row \(rows.lowerBound + invalid / record.columns), "
                    + "column \(invalid % record.columns), which stands for no weight: the file is damaged"
            ]))
    }

    /// The numbers of some rows, from any type that is read.
    public func readNumbers(
        of tensor: TensorRequirement, rows: Range<Int>, into numbers: UnsafeMutableBufferPointer<Float>
    ) throws(ModelFileError) {
        let name = GGUFTensorNames.weight(tensor)
        guard let source = file.tensors.first(where: { $0.name == name }), GGUFNumbers.reads(source.type) else {
            preconditionFailure("a tensor that is not of this model")
        }
        precondition(rows.lowerBound >= 0 && rows.upperBound <= source.rows, "rows outside of the tensor")
        precondition(numbers.count == rows.count * tensor.columns)
        let rowBytes = source.range.count / source.rows
        let isFinite = file.file.withBytes { bytes in
            bytes.withUnsafeBytes { buffer in
                let start = buffer.baseAddress! + source.range.lowerBound + rows.lowerBound * rowBytes
                GGUFNumbers.decode(source.type, start, into: numbers)
            }
            // Infinity and everything that is no number have the largest bits.
            var largest: UInt32 = 0
            for number in numbers { largest = max(largest, number.bitPattern & 0x7FFF_FFFF) }
            return largest < 0x7F80_0000
        }
        guard isFinite else {
            throw ModelFileError(path: path, problem: .unsuitable(["\(name) holds a number that is not finite"]))
        }
    }

    /// Gives the pages of a tensor back.
    public func finished(with tensor: TensorRequirement) {
        let name = GGUFTensorNames.weight(tensor)
        if let range = file.tensors.first(where: { $0.name == name })?.range { file.file.release(range) }
    }

    private func record(_ tensor: TensorRequirement) -> TensorRecord {
        guard let record = records[tensor.name] else { preconditionFailure("a tensor that is not of this model") }
        return record
    }
}
