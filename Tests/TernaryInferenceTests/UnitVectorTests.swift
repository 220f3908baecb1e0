import CTernaryKernels
import JSONText
import ModelFile
import TernaryInference
import Testing

/// Step 1 of the specification's section 9: the published vectors.
@Suite struct UnitVectorTests {
    let vectors: JSON

    init() throws { vectors = try Reference.json("unit_vectors.json") }

    private func floats(_ json: JSON?) -> [Float] { json!.array!.map { Float($0.number!) } }

    @Test(arguments: instructionSets) func activationQuantisation(set: String) {
        for vector in vectors["activation_quant"]!.array! {
            let x = floats(vector["x"])
            let padded = tk_padded_columns(Int32(x.count))
            var q = [Int8](repeating: 99, count: Int(padded))
            var sum: Int32 = 0
            let scale = tk_quantize(isa(set), x, Int32(x.count), &q, padded, &sum)
            #expect(scale == Float(vector["scale"]!.number!))
            #expect(q.prefix(x.count).map { Int($0) } == vector["q"]!.array!.map { $0.integer! })
            #expect(q.dropFirst(x.count).allSatisfy { $0 == 0 })
            #expect(sum == q.reduce(0) { $0 + Int32($1) })
        }
    }

    @Test func packingOfCheckpoints() throws {
        let vector = vectors["pack_safetensors"]!
        let trits = vector["ternary_rows"]!.array!.map { $0.array!.map { Int8($0.integer!) } }
        let packed = vector["packed_rows"]!.array!.flatMap { $0.array!.map { UInt8($0.integer!) } }
        let (rows, columns) = (trits.count, trits[0].count)
        var codes = [UInt8](repeating: 0, count: tk_ternary_bytes(Int32(rows), Int32(columns)))
        #expect(tk_ternary_pack_checkpoint(packed, Int32(rows), Int32(columns), &codes))
        var unpacked = [Int8](repeating: 9, count: rows * columns)
        tk_ternary_unpack(codes, Int32(rows), Int32(columns), &unpacked)
        #expect(unpacked == trits.flatMap(\.self))
    }

    @Test(arguments: instructionSets) func norms(set: String) {
        for vector in vectors["rms_norm"]!.array! {
            let x = floats(vector["x"])
            let weights = floats(vector["weight"] ?? vector["w"])
            var y = [Float](repeating: 9, count: x.count)
            tk_rms_norm(isa(set), x, weights, Int32(x.count), Float(vector["eps"]!.number!), &y)
            #expect(relativeError(y, floats(vector["y"])) <= 3e-7)
        }
    }

    @Test(arguments: instructionSets) func squaredReLU(set: String) {
        let x = floats(vectors["relu2"]!["x"])
        var y = [Float](repeating: 9, count: x.count)
        tk_relu2_mul(isa(set), x, [Float](repeating: 1, count: x.count), Int32(x.count), &y)
        #expect(y == floats(vectors["relu2"]!["y"]))
    }

    @Test(arguments: instructionSets) func rotation(set: String) {
        let vector = vectors["rope"]!
        let width = vector["head_dim"]!.integer!
        var frequencies = [Float](repeating: 0, count: width / 2)
        tk_rope_frequencies(Float(vector["theta"]!.number!), Int32(width), &frequencies)
        #expect(frequencies == floats(vector["inv_freq"]))
        for (index, position) in vector["positions"]!.array!.enumerated() {
            var cosines = [Float](repeating: 0, count: width / 2)
            var sines = cosines
            tk_rope_table(frequencies, Int32(width), Int32(position.integer!), 1, &cosines, &sines)
            #expect(relativeError(cosines, floats(vector["cos_first_half"]![index])) <= 1.2e-7)
            #expect(relativeError(sines, floats(vector["sin_first_half"]![index])) <= 1.2e-7 || position.integer == 0)
            var head = floats(vector["q_in"])
            tk_rope_apply(isa(set), &head, 1, Int32(width), cosines, sines)
            #expect(relativeError(head, floats(vector["q_out"]![index])) <= 2e-7)
        }
    }

    /// The layout of packed files is written twice, in Swift for importing and in C for the kernels.
    @Test(arguments: fixtures) func importAndKernelsAgreeOnTheLayout(name: String) throws {
        let fixture = try Fixture(name)
        let path = Reference.path(name + "/model.safetensors")!
        let source = try SafetensorsFile(path: path)
        for requirement in fixture.file.metadata.shape.tensors where requirement.encoding == .ternary2 {
            let record = fixture.file.tensor(requirement.name)!
            let (rows, columns) = (Int32(record.rows), Int32(record.columns))
            #expect(record.byteCount == tk_ternary_bytes(rows, columns))
            var codes = [UInt8](repeating: 0, count: record.byteCount)
            let range = source.tensor(requirement.checkpointName)!.range
            let isPacked = source.file.withBytes { bytes in
                bytes.withUnsafeBytes {
                    tk_ternary_pack_checkpoint(
                        $0.baseAddress! + range.lowerBound, rows, columns, &codes)
                }
            }
            #expect(isPacked)
            let equal = fixture.file.withBytes { bytes in
                bytes.withUnsafeBytes { codes.elementsEqual($0[record.range]) }
            }
            #expect(equal, "\(record.name)")
        }
    }
}
