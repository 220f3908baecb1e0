extension SafetensorsModel: WeightSource {
    /// All files of the folder that are read.
    public var files: [String] { folder.files }

    /// The tables of its tokenizer; nil if it has none.
    public func makeTokenizerSection() throws(ModelFileError) -> [UInt8]? { tokenizerSection }

    /// The scale that the file tells; of masters, the mean of the magnitudes, rounded to bfloat16 as a packed checkpoint
    /// has it.
    public func scale(of tensor: TensorRequirement) throws(ModelFileError) -> Float {
        let place = place(tensor)
        if place.encoding == .rowGroups { return place.scale }
        return HalfPrecision.brainValue(HalfPrecision.brainBits(try masterScale(of: tensor)))
    }

    /// Row groups can be had as they lie, masters cannot.
    public func storedEncoding(of tensor: TensorRequirement) -> TensorEncoding? {
        let encoding = places[tensor.name]?.encoding
        return tensor.encoding.isTernary && encoding != .rowGroups ? nil : encoding
    }

    /// Lends the bytes of a tensor.
    public func withStoredBytes(
        of tensor: TensorRequirement, _ body: (RawSpan) throws(ModelFileError) -> Void
    ) throws(ModelFileError) {
        let place = place(tensor)
        try shards[place.shard].file.file.withBytes { (bytes) throws(ModelFileError) in
            try body(bytes.extracting(place.range))
        }
    }

    /// The weights of some rows, from row groups or by quantising.
    public func readTrits(
        of tensor: TensorRequirement, rows: Range<Int>, into trits: UnsafeMutableBufferPointer<Int8>
    ) throws(ModelFileError) {
        let place = place(tensor)
        precondition(rows.lowerBound >= 0 && rows.upperBound <= tensor.rows, "rows outside of the tensor")
        precondition(trits.count == rows.count * tensor.columns)
        guard place.encoding == .rowGroups else { return try quantise(tensor, rows, into: trits) }
        let quarter = tensor.rows / 4
        let isValid = shards[place.shard].file.file.withBytes { bytes in
            bytes.withUnsafeBytes { buffer in
                var found: UInt8 = 0
                for (line, row) in rows.enumerated() {
                    let source = buffer.baseAddress! + place.range.lowerBound + row % quarter * tensor.columns
                    let target = trits.baseAddress! + line * tensor.columns
                    let shift = UInt8(2 * (row / quarter))
                    for column in 0..<tensor.columns {
                        let code = source.load(fromByteOffset: column, as: UInt8.self) &>> shift & 3
                        found |= code & code &>> 1
                        target[column] = Int8(truncatingIfNeeded: code) &- 1
                    }
                }
                return found == 0
            }
        }
        guard !isValid, let index = trits.firstIndex(of: 2) else { return }
        throw unsuitable(
            place,
            "\(place.name) holds the code 3 at row \(rows.lowerBound + index / tensor.columns), column "
                + "\(index % tensor.columns), which stands for no weight: the file is damaged or not packed as published")
    }

    /// The numbers of some rows.
    public func readNumbers(
        of tensor: TensorRequirement, rows: Range<Int>, into numbers: UnsafeMutableBufferPointer<Float>
    ) throws(ModelFileError) {
        let place = place(tensor)
        precondition(rows.lowerBound >= 0 && rows.upperBound <= tensor.rows, "rows outside of the tensor")
        precondition(numbers.count == rows.count * tensor.columns)
        let rowBytes = place.range.count / tensor.rows
        shards[place.shard].file.file.withBytes { bytes in
            bytes.withUnsafeBytes {
                let start = $0.baseAddress! + place.range.lowerBound + rows.lowerBound * rowBytes
                FloatingPoint.decode(place.encoding, start, into: numbers)
            }
        }
        if let index = FloatingPoint.firstNotFinite(numbers) {
            throw unsuitable(
                place,
                "\(place.name) holds a number that is not finite at row \(rows.lowerBound + index / tensor.columns), "
                    + "column \(index % tensor.columns)")
        }
    }

    /// Gives the pages of a tensor back.
    public func finished(with tensor: TensorRequirement) {
        let place = place(tensor)
        shards[place.shard].file.file.release(place.range)
    }

    func place(_ tensor: TensorRequirement) -> Place {
        guard let place = places[tensor.name] else { preconditionFailure("a tensor that is not of this model") }
        return place
    }

    func unsuitable(_ place: Place, _ reason: String) -> ModelFileError {
        ModelFileError(path: fileName(place), problem: .unsuitable([reason]))
    }
}
