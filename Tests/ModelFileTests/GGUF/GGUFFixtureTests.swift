import ModelFile
import Testing

@Suite struct GGUFFixtureTests {
    /// The published forms of one model hold the same weights: row groups in one file, I2_S in the other.
    @Test(.enabled(if: Reference.path("fixture_A/model-i2_s.gguf") != nil)) func tensorsEqualThoseOfTheCheckpoint()
        throws
    {
        let model = try GGUFModel(path: Reference.path("fixture_A/model-i2_s.gguf")!)
        let checkpoint = try SafetensorsFile(path: Reference.path("fixture_A/model.safetensors")!)
        try model.verify()
        try model.requireRunnable()
        #expect(model.metadata.shape.hidden == 256)
        #expect(model.metadata.shape.vocabulary == 512)
        #expect(model.metadata.normEpsilon == 1e-5)
        #expect(model.tensors.map(\.name) == model.metadata.shape.tensors.map(\.name))
        for requirement in model.metadata.shape.tensors {
            let source = checkpoint.tensor(requirement.checkpointName)!
            let bytes = checkpoint.file.withBytes { bytes in
                source.range.map { bytes.unsafeLoad(fromByteOffset: $0, as: UInt8.self) }
            }
            let (rows, columns) = (requirement.rows, requirement.columns)
            if requirement.encoding.isTernary {
                #expect(model.storedEncoding(of: requirement) == .i2s)
                let expected = (0..<rows * columns).map { index in
                    let (row, column) = (index / columns, index % columns)
                    let code = bytes[row % (rows / 4) * columns + column] >> UInt8(2 * (row / (rows / 4))) & 3
                    return Int8(code) - 1
                }
                #expect(try trits(model, requirement) == expected, "\(requirement.name)")
                let scale = checkpoint.tensor(requirement.checkpointName + "_scale")!
                let bits = checkpoint.file.withBytes {
                    $0.unsafeLoadUnaligned(fromByteOffset: scale.range.lowerBound, as: UInt16.self)
                }
                #expect(try model.scale(of: requirement) == Float(bitPattern: UInt32(bits) << 16))
            } else {
                let expected = (0..<rows * columns).map {
                    Float(bitPattern: UInt32(bytes[2 * $0]) << 16 | UInt32(bytes[2 * $0 + 1]) << 24)
                }
                // Half precision has no place for the last bits of numbers below 2^-14.
                let differs = try zip(numbers(model, requirement), expected).filter { abs($0 - $1) > 0x1p-25 }
                #expect(differs.isEmpty, "\(requirement.name)")
            }
        }
    }
}

/// All weights of a ternary tensor.
func trits(_ source: any WeightSource, _ tensor: TensorRequirement) throws -> [Int8] {
    var trits = [Int8](repeating: 9, count: tensor.rows * tensor.columns)
    try trits.withUnsafeMutableBufferPointer { buffer in
        // In two parts, so that the beginning of a part matters.
        let cut = tensor.rows / 3
        try source.readTrits(of: tensor, rows: 0..<cut, into: .init(rebasing: buffer[..<(cut * tensor.columns)]))
        try source.readTrits(
            of: tensor, rows: cut..<tensor.rows, into: .init(rebasing: buffer[(cut * tensor.columns)...]))
    }
    return trits
}

/// All numbers of a tensor that is not ternary.
func numbers(_ source: any WeightSource, _ tensor: TensorRequirement) throws -> [Float] {
    var numbers = [Float](repeating: .nan, count: tensor.rows * tensor.columns)
    try numbers.withUnsafeMutableBufferPointer { buffer in
        let cut = tensor.rows / 3
        try source.readNumbers(of: tensor, rows: 0..<cut, into: .init(rebasing: buffer[..<(cut * tensor.columns)]))
        try source.readNumbers(
            of: tensor, rows: cut..<tensor.rows, into: .init(rebasing: buffer[(cut * tensor.columns)...]))
    }
    return numbers
}
