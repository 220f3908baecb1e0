import JSONText
import ModelFile
import Testing

@Suite struct ImporterTests {
    private func problem(_ checkpoint: Checkpoint) -> String? {
        let scratch = Scratch()
        do {
            _ = try checkpoint.importModel(scratch)
            return nil
        } catch {
            #expect(!names(scratch.path).contains { $0.hasPrefix("model.trivet") }, "something half-made was left")
            return "\(error)"
        }
    }

    @Test func everyMissingTensorAndWrongShapeIsToldAtOnce() throws {
        var checkpoint = Checkpoint(smallShape, seed: 1)
        checkpoint.tensors.removeAll {
            $0.name == "model.norm.weight" || $0.name.hasSuffix("1.mlp.up_proj.weight_scale")
        }
        let gate = checkpoint.tensors.firstIndex { $0.name.hasSuffix("0.mlp.gate_proj.weight") }!
        checkpoint.tensors[gate].shape = [24, 9]
        let query = checkpoint.tensors.firstIndex { $0.name.hasSuffix("0.self_attn.q_proj.weight") }!
        checkpoint.tensors[query].type = "I8"
        checkpoint.tensors.append(Checkpoint.Tensor(name: "lm_foot", type: "U8", shape: [1], bytes: [0]))
        let text = try #require(problem(checkpoint))
        for expected in [
            "lacks the tensor model.norm.weight", "lacks the tensor model.layers.1.mlp.up_proj.weight_scale",
            "shape [24, 9] and should have [9, 24]", "type I8 and should have U8 (packed)", "lm_foot",
        ] { #expect(text.contains(expected), "\(text)") }
    }

    @Test func code3IsRefused() throws {
        var checkpoint = Checkpoint(smallShape, seed: 2)
        let index = checkpoint.tensors.firstIndex { $0.name.hasSuffix("1.mlp.down_proj.weight") }!
        checkpoint.tensors[index].bytes[36 * 2 + 5] |= 0x30  // field 2 of byte row 2, column 5: weight row 2 * 6 + 2
        let text = try #require(problem(checkpoint))
        #expect(text.contains("code 3 at row 14, column 5"), "\(text)")
    }

    @Test func numbersThatAreNotFiniteAreRefused() throws {
        var checkpoint = Checkpoint(smallShape, seed: 2)
        checkpoint.tensors[0].bytes[10] = 0x80
        checkpoint.tensors[0].bytes[11] = 0x7F
        #expect(try #require(problem(checkpoint)).contains("not finite"))
        checkpoint = Checkpoint(smallShape, seed: 2)
        let scale = checkpoint.tensors.firstIndex { $0.name.hasSuffix("weight_scale") }!
        checkpoint.tensors[scale].bytes = [0, 0]
        #expect(try #require(problem(checkpoint)).contains("number above 0"))
    }

    @Test(arguments: [
        ("model_type", JSON.string("llama"), "model of type"),
        ("hidden_act", "silu", "hidden_act"),
        ("tie_word_embeddings", false, "tie_word_embeddings"),
        ("num_attention_heads", 5, "not a multiple"),
        ("num_key_value_heads", 3, "key-value heads"),
        ("vocab_size", .number(1e12), "vocabulary size"),
        ("hidden_size", .number(-24), "hidden size"),
        ("hidden_size", "24", "lacks the whole number"),
        ("rope_theta", .null, "rope_theta"),
        ("quantization_config", JSON.object(["linear_class": "other"]), "linear_class"),
        ("eos_token_id", 4000, "token 4000"),
    ])
    func configIsChecked(key: String, value: JSON, expected: String) throws {
        var checkpoint = Checkpoint(smallShape, seed: 3)
        checkpoint.config.removeAll { $0.key == key }
        checkpoint.config.append(JSON.Member(key: key, value: value))
        let text = try #require(problem(checkpoint))
        #expect(text.contains(expected), "\(text)")
    }

    @Test func tokenizerIsChecked() throws {
        var checkpoint = Checkpoint(smallShape, seed: 3)
        checkpoint.tokenizer = Checkpoint.tokenizer(
            words: [" a very long word that does not fit the vocabulary"], controls: [])
        #expect(try #require(problem(checkpoint)).contains("no number below the vocabulary size"))
        checkpoint.tokenizer = Checkpoint.tokenizer(words: ["ab"], controls: [])
        #expect(try #require(problem(checkpoint)).contains("rule"))
        checkpoint.tokenizer = .object(["model": .object(["type": "Unigram", "vocab": .object([])])])
        #expect(try #require(problem(checkpoint)).contains("Unigram"))
        checkpoint.tokenizer = "text"
        #expect(try #require(problem(checkpoint)).contains("tokenizer.json"))
    }

    @Test func scalesMultiplyOrDivideAsTheConfigSays() throws {
        func scale(_ quantization: JSON?) throws -> Float {
            let scratch = Scratch()
            var checkpoint = Checkpoint(smallShape, seed: 3)
            for index in checkpoint.tensors.indices where checkpoint.tensors[index].name.hasSuffix("_scale") {
                checkpoint.tensors[index].bytes = [0x00, 0x40]  // 2
            }
            if let quantization {
                checkpoint.config.append(JSON.Member(key: "quantization_config", value: quantization))
            }
            return try PackedModel(path: checkpoint.importModel(scratch)).tensor("layer.0.query")!.scale
        }
        #expect(try scale(nil) == 2)
        #expect(try scale(["linear_class": "autobitlinear"]) == 2)
        #expect(try scale(["linear_class": "bitlinear"]) == 0.5)
        #expect(try scale(["quant_method": "bitnet"]) == 0.5)
    }

    @Test func anImportReplacesTheOldFileOnlyWhenItIsWhole() throws {
        let scratch = Scratch()
        var checkpoint = Checkpoint(smallShape, seed: 3)
        let path = try checkpoint.importModel(scratch)
        let before = contents(path)
        checkpoint.tensors[checkpoint.tensors.count - 2].bytes[0] = 0xFF
        #expect(throws: ModelFileError.self) { try checkpoint.importModel(scratch) }
        #expect(contents(path) == before)
        #expect(names(scratch.path) == ["config.json", "model.safetensors", "model.trivet"])
        #expect(throws: ModelFileError.self) {
            try Checkpoint(smallShape, seed: 3).importModel(scratch, "no/such/folder/model.trivet")
        }
    }
}
