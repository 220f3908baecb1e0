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
            let padded = tk_activation_columns(Int32(x.count))
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
        var unpacked = [Int8](repeating: 9, count: rows * columns)
        tk_ternary_unpack(
            TK_TERNARY_ROW_GROUPS, packed, Int32(rows), Int32(columns), 0, Int32(rows), &unpacked)
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

    /// Every form of a fixture holds the weights of the published one.
    @Test(arguments: fixtures) func everyFormHoldsTheSameWeights(name: String) throws {
        func trits(_ file: MappedModel, _ name: String) -> [Int8] {
            let record = file.tensor(name)!
            let (rows, columns) = (Int32(record.rows), Int32(record.columns))
            var trits = [Int8](repeating: 9, count: record.rows * record.columns)
            file.withBytes { bytes in
                bytes.withUnsafeBytes {
                    tk_ternary_unpack(
                        layout(record.encoding), $0.baseAddress! + record.offset, rows, columns, 0, rows, &trits)
                }
            }
            return trits
        }
        let published = try Fixture(name, .safetensors)
        for form in Form.allCases {
            let fixture = try Fixture(name, form)
            for requirement in fixture.file.metadata.shape.tensors where requirement.encoding.isTernary {
                #expect(
                    trits(fixture.file, requirement.name) == trits(published.file, requirement.name),
                    "\(form) \(requirement.name)")
                #expect(
                    fixture.file.tensor(requirement.name)!.scale == published.file.tensor(requirement.name)!.scale)
            }
        }
    }
}

/// How the kernels call a layout.
func layout(_ encoding: TensorEncoding) -> tk_ternary_layout {
    switch encoding {
    case .ternary2: TK_TERNARY_TILES2
    case .ternary5: TK_TERNARY_TILES5
    case .i2s: TK_TERNARY_I2S
    case .rowGroups: TK_TERNARY_ROW_GROUPS
    case .tq2: TK_TERNARY_TQ2_0
    case .tq1: TK_TERNARY_TQ1_0
    default: fatalError("\(encoding.name) is not ternary")
    }
}
