import JSONText
import ModelFile
import Testing

/// Quantising master weights: `scale = max(mean |w|, 1e-5)`, `round half even (w / scale)` between -1 and 1.
@Suite struct MasterWeightsTests {
    /// A model whose first gate holds these numbers.
    private func model(_ scratch: borrowing Scratch, _ shape: ModelShape, _ gate: [Float], type: String = "BF16") throws
        -> (SafetensorsModel, TensorRequirement)
    {
        var checkpoint = Checkpoint(shape, seed: 4, masters: true)
        let index = checkpoint.tensors.firstIndex { $0.name.hasSuffix("0.mlp.gate_proj.weight") }!
        checkpoint.tensors[index].type = type
        checkpoint.tensors[index].bytes = gate.flatMap { number in
            (type == "BF16" ? [16, 24] : [0, 8, 16, 24]).map {
                UInt8(truncatingIfNeeded: number.bitPattern >> UInt32($0))
            }
        }
        checkpoint.write(scratch)
        return (
            try SafetensorsModel(path: scratch.path), shape.tensors.first { $0.name == "layer.0.gate" }!
        )
    }

    /// The published reference's own numbers.
    @Test(.enabled(if: Reference.path("unit_vectors.json") != nil)) func unitVectors() throws {
        let json = try JSON(parsing: contents(Reference.path("unit_vectors.json")!))
        let vector = try #require(json["weight_quant_absmean"])
        func all(_ key: String) -> [Double] { vector[key]!.array!.flatMap { $0.array!.map { $0.number! } } }
        let shape = ModelShape(hidden: 6, feedForward: 4, layers: 1, heads: 1, keyValueHeads: 1, vocabulary: 8)
        let scratch = Scratch()
        let (model, gate) = try model(scratch, shape, all("w").map { Float($0) })
        #expect(try trits(model, gate) == all("ternary").map { Int8($0) })
        #expect(try Double(model.scale(of: gate)) == vector["packed_weight_scale_bf16"]!.number!)
    }

    /// Computed once with numpy: `mean` in float32, `rint`, `clip`.
    @Test func numpy() throws {
        let scratch = Scratch()
        let (model, gate) = try model(
            scratch, smallShape,
            (0..<36 * 24).map { index in
                let number = Float((index * 7_919 + 13) % 2_003 - 1_001) / 640
                let bits = number.bitPattern
                return Float(bitPattern: (bits + 0x7FFF + (bits >> 16 & 1)) & 0xFFFF_0000)
            })
        let found = try trits(model, gate)
        #expect(try model.scale(of: gate) == 0.78515625)
        #expect([-1, 0, 1].map { trit in found.count { $0 == trit } } == [324, 215, 325])
        let hash = found.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { hash, trit in
            (hash ^ UInt64(UInt8(bitPattern: trit))) &* 0x0000_0100_0000_01B3
        }
        #expect(hash == 0x81A6_83FB_2A01_E908)
    }

    @Test func halvesGoToTheEvenSide() throws {
        // Mean 1: one half is a tie and becomes 0, three halves would become 2 and are cut to 1.
        var numbers = [Float](repeating: 1, count: 36 * 24)
        (numbers[0], numbers[1], numbers[2], numbers[3]) = (0.5, -0.5, 1.5, -1.5)
        numbers[4] = 0.5078125
        numbers[5] = 1.4921875
        let scratch = Scratch()
        let (model, gate) = try model(scratch, smallShape, numbers)
        #expect(try model.scale(of: gate) == 1)
        #expect(try Array(trits(model, gate)[..<6]) == [0, 0, 1, -1, 1, 1])
    }

    @Test func nothingButZerosIsAModelToo() throws {
        let scratch = Scratch()
        let (model, gate) = try model(scratch, smallShape, [Float](repeating: 0, count: 36 * 24))
        #expect(try trits(model, gate).allSatisfy { $0 == 0 })
        #expect(try abs(model.scale(of: gate) - 1e-5) < 1e-7)
    }

    @Test func whatIsTernaryAlreadyIsRefused() throws {
        let scratch = Scratch()
        let values: [Float] = [0, 1.4453125, -1.4453125]
        let (model, _) = try model(scratch, smallShape, (0..<36 * 24).map { values[$0 % 3] })
        let out = scratch.path + "/out"
        let error = #expect(throws: ModelFileError.self) { try ModelImporter(model).write(to: out) }
        #expect("\(error!)".contains("ternary already"), "\(error!)")
        #expect(!names(scratch.path).contains { $0.hasPrefix("out") })
    }

    @Test func singlePrecisionToo() throws {
        let numbers = (0..<36 * 24).map { Float($0 % 7 - 3) / 3 }
        let single = Scratch()
        let short = Scratch()
        let (model, gate) = try model(single, smallShape, numbers, type: "F32")
        let scale = numbers.map(abs).reduce(0, +) / Float(numbers.count)
        #expect(try abs(model.scale(of: gate) - scale) < scale / 200)
        #expect(try trits(model, gate) == numbers.map { Int8(max(-1, min(1, ($0 / scale).rounded()))) })
        let mistake = #expect(throws: ModelFileError.self) {
            try self.model(short, smallShape, [.infinity] + numbers.dropFirst(), type: "F32").0.scale(of: gate)
        }
        #expect("\(mistake!)".contains("not finite at row 0, column 0"))
    }

    @Test func packedAndMastersDoNotMix() throws {
        let scratch = Scratch()
        var checkpoint = Checkpoint(smallShape, seed: 4)
        let masters = Checkpoint(smallShape, seed: 4, masters: true)
        let index = checkpoint.tensors.firstIndex { $0.name.hasSuffix("0.mlp.up_proj.weight") }!
        checkpoint.tensors[index] = masters.tensors.first { $0.name == checkpoint.tensors[index].name }!
        checkpoint.write(scratch)
        let first = #expect(throws: ModelFileError.self) { try SafetensorsModel(path: scratch.path) }
        #expect("\(first!)".contains("has a scale all the same"))
        checkpoint.tensors.remove(at: index + 1)
        checkpoint.write(scratch)
        let second = #expect(throws: ModelFileError.self) { try SafetensorsModel(path: scratch.path) }
        #expect("\(second!)".contains("put together from two models"))
    }
}
