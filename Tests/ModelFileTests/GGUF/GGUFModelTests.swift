import ModelFile
import Testing

@Suite struct GGUFModelTests {
    private func mistake(_ file: RawGGUF, verify: Bool = false) -> String? {
        let scratch = Scratch()
        do {
            let model = try GGUFModel(path: scratch.write("model.gguf", file.bytes))
            if verify { try model.verify() }
            return nil
        } catch {
            return "\(error)"
        }
    }

    private func tensor(_ name: String, _ shape: ModelShape) -> TensorRequirement {
        shape.tensors.first { $0.name == name }!
    }

    @Test(arguments: ["bitnet-b1.58", "bitnet-25", "bitnet"]) func architectures(_ architecture: String) throws {
        let scratch = Scratch()
        let file = RawGGUF.model(blockShape, architecture: architecture, tokenizer: true)
        let model = try GGUFModel(path: scratch.write("model.gguf", file.bytes))
        try model.verify()
        try model.requireRunnable()
        #expect(model.metadata.shape == blockShape)
        #expect(model.metadata.name == "raw")
        #expect(model.metadata.contextLength == 512)
        #expect(model.metadata.ropeTheta == 500_000)
        #expect(model.metadata.dialect == "bitnet")
        #expect(model.metadata.preTokenizer == .llama3)
        #expect(model.metadata.beginToken == 259)
        #expect(model.metadata.endTokens == [260, 261])
        #expect(model.tensors.map(\.name) == blockShape.tensors.map(\.name))
        #expect(model.tensors.filter { $0.encoding == .i2s }.allSatisfy { $0.scale == 1.5 })
    }

    @Test func otherArchitecturesAreRefused() throws {
        let llama = try #require(mistake(RawGGUF.model(blockShape, architecture: "llama")))
        #expect(llama.contains("\"llama\"") && llama.contains("type 36"), "\(llama)")
        var file = RawGGUF.model(blockShape)
        file.remove("general.architecture")
        #expect(try #require(mistake(file)).contains("general.architecture"))
    }

    @Test func everythingThatLacksIsToldAtOnce() throws {
        var file = RawGGUF.model(blockShape)
        file.remove("bitnet-b1.58.block_count")
        file.remove("bitnet-b1.58.attention.layer_norm_rms_epsilon")
        let keys = try #require(mistake(file))
        #expect(keys.contains("block_count") && keys.contains("layer_norm_rms_epsilon"), "\(keys)")

        file = RawGGUF.model(blockShape)
        file.tensors.removeAll { $0.name == Array("blk.0.attn_q.weight".utf8) }
        file["blk.0.ffn_up.weight"].dimensions = [64, 32]
        file["blk.0.ffn_down.weight"].type = GGUFTensorType.f16.rawValue
        file["blk.0.ffn_down.weight"].data = [UInt8](repeating: 0, count: 64 * 32 * 2)
        file.add("blk.0.extra.weight", [4], .f32, [UInt8](repeating: 0, count: 16))
        let tensors = try #require(mistake(file))
        for part in [
            "lacks the tensor blk.0.attn_q.weight", "ffn_up.weight has shape [64, 32]",
            "ffn_down.weight is stored as F16",
            "blk.0.extra.weight",
        ] { #expect(tensors.contains(part), "\(tensors)") }
    }

    @Test func keysThatContradictTheTensors() throws {
        for (key, value) in [("vocab_size", 7), ("rope.dimension_count", 8), ("attention.key_length", 99)] {
            var file = RawGGUF.model(blockShape)
            file.remove("bitnet-b1.58." + key)
            file.add("bitnet-b1.58." + key, number: value)
            #expect(try #require(mistake(file)).contains(key))
        }
        var file = RawGGUF.model(blockShape)
        file.add("bitnet-b1.58.rope.scaling.type", text: "yarn")
        #expect(try #require(mistake(file)).contains("yarn"))
        file = RawGGUF.model(blockShape)
        file.remove("bitnet-b1.58.attention.head_count")
        file.add("bitnet-b1.58.attention.head_count", numbers: [2])
        #expect(try #require(mistake(file)).contains("attention.head_count"))
    }

    @Test func theHeadOfOlderFiles() throws {
        var file = RawGGUF.model(blockShape, architecture: "bitnet-25")
        file.tensors[0].data = (0..<file.tensors[0].data.count).map { UInt8($0 % 59) }
        var output = file.tensors[0]
        output.name = Array("output.weight".utf8)
        file.tensors.append(output)
        #expect(mistake(file, verify: true) == nil)
        // Row 9 of 270 is not among the rows that opening compares.
        file.tensors[file.tensors.count - 1].data[9 * 64] ^= 1
        #expect(mistake(file) == nil)
        #expect(try #require(mistake(file, verify: true)).contains("output.weight differs"))
        file.tensors[file.tensors.count - 1].data[0] ^= 1
        #expect(try #require(mistake(file)).contains("output.weight differs"))
        file.tensors[file.tensors.count - 1] = output
        file.tensors[file.tensors.count - 1].dimensions = [64, 135]
        #expect(try #require(mistake(file)).contains("output.weight is not the embedding"))
    }

    @Test func weightsOfI2S() throws {
        let scratch = Scratch()
        var file = RawGGUF.model(blockShape)
        // Byte 33 is place 1 of block 1: its four weights are 128 + 1, + 33, + 65, + 97.
        file["blk.0.attn_q.weight"].data[33] = 0b00_01_10_00
        let model = try GGUFModel(path: scratch.write("model.gguf", file.bytes))
        let trits = try trits(model, tensor("layer.0.query", blockShape))
        #expect(trits.enumerated().filter { $0.element != 0 }.map(\.offset) == [129, 193, 225])
        #expect(trits[129] == -1 && trits[193] == 1 && trits[225] == -1)
    }

    @Test func code3IsFound() throws {
        for (type, shape) in [(GGUFTensorType.i2_s, blockShape), (.tq2_0, wideShape)] {
            let scratch = Scratch()
            var file = RawGGUF.model(shape, ternary: type)
            file["blk.0.ffn_gate.weight"].data[200] |= 0x0C
            let path = scratch.write("model.gguf", file.bytes)
            let model = try GGUFModel(path: path)
            let problem = #expect(throws: ModelFileError.self) { try model.verify() }
            #expect("\(problem!)".contains("blk.0.ffn_gate.weight") && "\(problem!)".contains("code 3"))
            let read = #expect(throws: ModelFileError.self) { try trits(model, tensor("layer.0.gate", shape)) }
            #expect("\(read!)".contains("code 3"))
        }
    }

    @Test(arguments: [Float(0), -1, .nan, .infinity]) func scalesOfI2S(_ scale: Float) throws {
        var file = RawGGUF.model(blockShape)
        let end = file["blk.0.ffn_up.weight"].data.count - 32
        file["blk.0.ffn_up.weight"].data.replaceSubrange(end..<end + 4, with: RawGGUF.word(scale.bitPattern))
        #expect(try #require(mistake(file)).contains("blk.0.ffn_up.weight has the scale"))
    }

    @Test(arguments: [GGUFTensorType.tq1_0, .tq2_0]) func scalesOfBlocks(_ type: GGUFTensorType) throws {
        let bytes = type == .tq1_0 ? 54 : 66
        var file = RawGGUF.model(wideShape, ternary: type)
        #expect(mistake(file, verify: true) == nil)
        // A block of zeros may have the scale zero.
        file["blk.0.attn_k.weight"].data.replaceSubrange(bytes - 2..<bytes, with: [0, 0])
        #expect(mistake(file, verify: true) == nil)
        // Not so a block with a weight in it.
        file["blk.0.attn_k.weight"].data[3] = 0
        #expect(try #require(mistake(file, verify: true)).contains("block 0, whose weights are not all 0"))
        // Another scale: verifying finds it everywhere, opening only in the blocks that it looks at.
        file = RawGGUF.model(wideShape, ternary: type)
        file["blk.0.attn_k.weight"].data[bytes * 66 - 2] ^= 1
        #expect(mistake(file) == nil)
        let late = try #require(mistake(file, verify: true))
        #expect(late.contains("blk.0.attn_k.weight has the scale") && late.contains("in block 65"), "\(late)")
        file["blk.0.attn_k.weight"].data[bytes * 65 - 2] ^= 1
        #expect(try #require(mistake(file)).contains("one scale"))
        // Zero everywhere: any scale is right.
        file = RawGGUF.model(wideShape, ternary: type)
        for block in 0..<file["blk.0.attn_v.weight"].data.count / bytes {
            file["blk.0.attn_v.weight"].data.replaceSubrange(
                bytes * (block + 1) - 2..<bytes * (block + 1), with: [0, 0])
        }
        #expect(mistake(file, verify: true) == nil)
    }

    @Test func blocksOfAnotherWriter() throws {
        let expected = GGUFGoldens.trits.map { Int8(bitPattern: $0) }
        for (type, block) in [(GGUFTensorType.tq1_0, GGUFGoldens.tq1), (.tq2_0, GGUFGoldens.tq2)] {
            let scratch = Scratch()
            var file = RawGGUF.model(wideShape, ternary: type)
            file["blk.0.attn_output.weight"].data = (0..<256).flatMap { _ in block }
            let model = try GGUFModel(path: scratch.write("model.gguf", file.bytes))
            try model.verify()
            let requirement = tensor("layer.0.attention_output", wideShape)
            #expect(try model.scale(of: requirement) == 0.75)
            let trits = try trits(model, requirement)
            #expect((0..<256).allSatisfy { Array(trits[256 * $0..<256 * $0 + 256]) == expected })
        }
    }

    @Test func quantisedEmbeddingsAreForImporting() throws {
        let goldens: [(GGUFTensorType, [UInt8], [UInt8])] = [
            (.q8_0, GGUFGoldens.q8_0, GGUFGoldens.q8_0Numbers), (.q4_0, GGUFGoldens.q4_0, GGUFGoldens.q4_0Numbers),
            (.q4_k, GGUFGoldens.q4_k, GGUFGoldens.q4_kNumbers), (.q6_k, GGUFGoldens.q6_k, GGUFGoldens.q6_kNumbers),
        ]
        for (type, block, expected) in goldens {
            let scratch = Scratch()
            var file = RawGGUF.model(wideShape, ternary: .tq2_0)
            file["token_embd.weight"].type = type.rawValue
            file["token_embd.weight"].data = (0..<8).flatMap { _ in block }
            let model = try GGUFModel(path: scratch.write("model.gguf", file.bytes))
            let refusal = #expect(throws: ModelFileError.self) { try model.requireRunnable() }
            #expect("\(refusal!)".contains("trivet model import"))
            let numbers = try numbers(model, tensor("token_embedding", wideShape))
            let bits = numbers[..<256].flatMap { RawGGUF.word($0.bitPattern) }
            #expect(bits == expected, "\(type)")
            #expect(Array(numbers[..<256]) == Array(numbers[1792...]))
        }
        var file = RawGGUF.model(wideShape, ternary: .tq2_0)
        file["token_embd.weight"].type = GGUFTensorType.q5_k.rawValue
        file["token_embd.weight"].data = [UInt8](repeating: 0, count: 176 * 8)
        #expect(try #require(mistake(file)).contains("stored as Q5_K"))
    }

    @Test func halfPrecisionIsExact() throws {
        let scratch = Scratch()
        // 270 * 32 numbers are fewer than all finite halves: the first 8,640 and their negatives, then larger ones.
        for start in stride(from: 0, to: 0x7C00, by: 8_640 / 2) {
            var file = RawGGUF.model(blockShape)
            let bits: [UInt16] = (0..<8_640).map { index in
                let sign: UInt16 = index % 2 == 0 ? 0 : 0x8000
                return UInt16(min(start + index / 2, 0x7BFF)) | sign
            }
            file["token_embd.weight"].data = bits.flatMap { half -> [UInt8] in
                [UInt8(truncatingIfNeeded: half), UInt8(half >> 8)]
            }
            let model = try GGUFModel(path: scratch.write("model.gguf", file.bytes))
            let numbers = try numbers(model, tensor("token_embedding", blockShape))
            for (bits, number) in zip(bits, numbers) {
                let (exponent, fraction) = (Int(bits >> 10 & 31), Double(bits & 1023))
                let power = Double(sign: .plus, exponent: max(exponent, 1) - 25, significand: 1)
                let magnitude = (exponent == 0 ? fraction : 1024 + fraction) * power
                if Double(number) != (bits >> 15 == 0 ? magnitude : -magnitude) { Issue.record("\(bits): \(number)") }
            }
        }
        var file = RawGGUF.model(blockShape)
        file["token_embd.weight"].data[1] = 0x7C
        #expect(try #require(mistake(file, verify: true)).contains("not finite"))
    }

    @Test func factorsOfTensorsMultiply() throws {
        let scratch = Scratch()
        var file = RawGGUF.model(wideShape, ternary: .tq2_0, architecture: "bitnet")
        file.add("blk.0.attn_q.scale", [1], .f32, RawGGUF.word(Float(0.5).bitPattern))
        let model = try GGUFModel(path: scratch.write("model.gguf", file.bytes))
        #expect(try model.scale(of: tensor("layer.0.query", wideShape)) == 0.75)
        file.tensors[file.tensors.count - 1].data = RawGGUF.word(Float(-1).bitPattern)
        #expect(try #require(mistake(file)).contains("blk.0.attn_q.scale"))
    }
}
