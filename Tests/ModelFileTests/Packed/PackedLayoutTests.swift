import JSONText
import ModelFile
import Testing

/// What `docs/model-format.md` says of the bytes of tensors, written down again and compared with what the importer writes.
@Suite struct PackedLayoutTests {
    private let shape = ModelShape(hidden: 24, feedForward: 44, layers: 1, heads: 3, keyValueHeads: 1, vocabulary: 19)

    private func imported(_ options: ImportOptions, _ body: ([UInt8], PackedModel, SafetensorsModel) throws -> Void)
        throws
    {
        let scratch = Scratch()
        let path = try Checkpoint(shape, seed: 12).importModel(scratch, "model.trivet", options)
        let model = try PackedModel(path: path)
        try model.verify()
        try body(contents(path), model, SafetensorsModel(path: scratch.path))
    }

    @Test func fiveWeightsInAByte() throws {
        try imported(ImportOptions()) { bytes, model, source in
            for requirement in shape.tensors where requirement.encoding.isTernary {
                let record = try #require(model.tensor(requirement.name))
                #expect(record.encoding == .ternary5)
                let weights = try trits(source, requirement)
                let blocks = (record.columns + 19) / 20
                var expected = [UInt8](repeating: 128, count: (record.rows + 15) / 16 * blocks * 64)
                for block in 0..<expected.count / 64 {
                    for row in 0..<16 {
                        for column in 0..<4 {
                            var sum = 0.0
                            for (digit, weight) in [3.0, 9, 27, 81, 243].enumerated() {
                                let (r, k) = (block / blocks * 16 + row, block % blocks * 20 + 4 * digit + column)
                                guard r < record.rows, k < record.columns else { continue }
                                sum += Double(weights[r * record.columns + k]) / weight
                            }
                            expected[64 * block + 4 * row + column] = UInt8(128 + Int((256 * sum).rounded()))
                        }
                    }
                }
                #expect(Array(bytes[record.range]) == expected, "\(record.name)")
            }
        }
    }

    @Test func twoBitsAWeight() throws {
        try imported(ImportOptions(body: .twoBits)) { bytes, model, source in
            for requirement in shape.tensors where requirement.encoding.isTernary {
                let record = try #require(model.tensor(requirement.name))
                #expect(record.encoding == .ternary2)
                let weights = try trits(source, requirement)
                let padded = (record.columns + 127) / 128 * 128
                var expected = [UInt8](repeating: 0x55, count: (record.rows + 15) / 16 * 4 * padded)
                for row in 0..<record.rows {
                    for column in 0..<record.columns {
                        let byte = 64 * (row / 16 * (padded / 16) + column / 16) + 4 * (row % 16) + column % 4
                        let field = UInt8(2 * (column % 16 / 4))
                        expected[byte] &= ~(3 << field)
                        expected[byte] |= UInt8(weights[row * record.columns + column] + 1) << field
                    }
                }
                #expect(Array(bytes[record.range]) == expected, "\(record.name)")
            }
        }
    }

    /// As the format's documentation has it.
    private func dither(_ column: Int) -> UInt32 {
        var hash = UInt32(column) &+ 0x9E37_79B9
        hash = (hash ^ hash >> 16) &* 0x7FEB_352D
        hash = (hash ^ hash >> 15) &* 0x846C_A68B
        return (hash ^ hash >> 16) >> 28
    }

    @Test func bytesInTwoPlanes() throws {
        try imported(ImportOptions(embedding: .int8Planes)) { bytes, model, source in
            let record = try #require(model.tensor("token_embedding"))
            #expect(record.encoding == .int8Planes)
            let numbers = try numbers(source, shape.tensors[0])
            let (rows, columns) = (record.rows, record.columns)
            #expect((rows, columns) == (19, 24))
            // Two lists of 19 numbers, each filled up to 128 bytes, and two planes of 19 rows of 64 bytes.
            #expect(record.byteCount == 128 + 128 + 2 * 19 * 64)
            func float(_ at: Int) -> Float {
                let word = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[record.offset + at + $1]) << UInt32(8 * $1) }
                return Float(bitPattern: word)
            }
            for row in 0..<rows {
                let values = numbers[row * columns..<(row + 1) * columns]
                let scale = values.map(abs).max()! / 120
                #expect(float(4 * row) == scale)
                var squares = 0.0
                for column in 0..<128 {
                    let value =
                        column < columns ? (values[row * columns + column] / scale).rounded(.toNearestOrEven) : 0
                    let code = UInt8(Int(value) + 120 + Int(dither(column)))
                    let byte = record.offset + 256 + 64 * row + column % 64
                    let shift = UInt8(column < 64 ? 0 : 4)
                    #expect(bytes[byte] >> shift & 15 == code >> 4)
                    #expect(bytes[byte + 64 * rows] >> shift & 15 == code & 15)
                    if column < columns { squares += (Double(code & 15) - 7.5) * (Double(code & 15) - 7.5) }
                }
                let norm = float(128 + 4 * row)
                #expect(Double(norm) >= squares.squareRoot() && Double(norm) < squares.squareRoot() * 1.00001)
            }
            for at in Array(76..<128) + Array(128 + 76..<256) { #expect(bytes[record.offset + at] == 0) }
        }
    }

    @Test func numbersAreExact() throws {
        try imported(ImportOptions()) { bytes, model, source in
            for requirement in shape.tensors where !requirement.encoding.isTernary {
                let record = try #require(model.tensor(requirement.name))
                let expected = try numbers(source, requirement).flatMap { number in
                    let word = number.bitPattern
                    let parts = record.encoding == .float32 ? [0, 8, 16, 24] : [16, 24]
                    return parts.map { UInt8(truncatingIfNeeded: word >> UInt32($0)) }
                }
                #expect(Array(bytes[record.range]) == expected, "\(record.name)")
            }
        }
    }

    /// The whole file, byte for byte, as it was when the tests above held.
    @Test(
        arguments: [
            (ImportOptions(), 3_356_094_568_299_072_008),
            (ImportOptions(body: .twoBits), 12_761_517_888_413_576_151),
            (ImportOptions(embedding: .int8Planes), 13_548_177_376_565_557_709),
        ] as [(ImportOptions, UInt64)])
    func theFileStaysTheSame(options: ImportOptions, expected: UInt64) throws {
        let scratch = Scratch()
        var checkpoint = Checkpoint(shape, seed: 12, trivet: ["name": "golden"])
        checkpoint.tokenizer = nil
        let hash = Checksum.of(contents(try checkpoint.importModel(scratch, "m", options)).span.bytes)
        #expect(hash == expected, "\(String(hash, radix: 16))")
    }

    /// Version 1 is version 2 without the new encodings.
    @Test func version1Opens() throws {
        let scratch = Scratch()
        let options = ImportOptions(body: .twoBits)
        let path = try Checkpoint(shape, seed: 12).importModel(scratch, "two", options)
        var bytes = contents(path)
        #expect(bytes[8] == 2)
        bytes[8] = 1
        PackedFormat.seal(&bytes)
        let model = try MappedModel(path: scratch.write("one", bytes))
        try model.verify()
        #expect(model.tensors.allSatisfy { $0.encoding.rawValue < 3 })

        // And a file that says so may not hold what version 1 did not have.
        var newer = contents(try Checkpoint(shape, seed: 12).importModel(scratch))
        newer[8] = 1
        PackedFormat.seal(&newer)
        #expect("\(try #require(mistake(scratch.write("wrong", newer))))".contains("files of version 1 do not have"))
    }
}
