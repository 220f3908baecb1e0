import JSONText
import ModelFile
import Testing

@Suite struct MappedModelTests {
    private func checkpoint(_ words: Bool = true) -> Checkpoint {
        var checkpoint = Checkpoint(smallShape, seed: 21, trivet: ["name": "small", "dialect": "pilot"])
        if words { checkpoint.tokenizer = Checkpoint.tokenizer(words: [" lamp"], controls: ["set", "end"]) }
        return checkpoint
    }

    private func decoded(_ model: MappedModel) throws -> [String: [Float]] {
        var weights: [String: [Float]] = [:]
        for requirement in model.metadata.shape.tensors where requirement.rows == 1 {
            weights[requirement.name] = model.vector(requirement.name)
        }
        return weights
    }

    /// A folder, its file, the packed file made of it, and GGUF made of that: the same model four times.
    @Test func everyFormIsTheSameModel() throws {
        let scratch = Scratch()
        let packedPath = try checkpoint().importModel(scratch)
        let source = try PackedModel(path: packedPath)
        let gguf = scratch.path + "/model.gguf"
        // I2_S has blocks of 128 weights, which this shape does not fill: the plainer form of the others is not needed.
        let shape = ModelShape(hidden: 128, feedForward: 128, layers: 1, heads: 2, keyValueHeads: 1, vocabulary: 300)
        let large = Scratch()
        var wide = Checkpoint(shape, seed: 22)
        wide.tokenizer = Checkpoint.tokenizer(words: [" lamp"], controls: ["end"])
        wide.config.append(JSON.Member(key: "trivet", value: ["name": "wide"]))
        let widePath = try wide.importModel(large)
        try GGUFExport().write(PackedModel(path: widePath), to: gguf)

        let models = try [scratch.path, scratch.path + "/model.safetensors", packedPath].map {
            try MappedModel(path: $0)
        }
        #expect(models.map(\.form) == [.safetensors, .safetensors, .packed])
        for model in models {
            try model.verify()
            #expect(model.metadata == source.metadata)
            #expect(model.tensors.map(\.name) == source.tensors.map(\.name))
            #expect(try decoded(model) == decoded(models[0]))
            #expect(model.tokenizer?.controls == source.tokenizer?.controls)
            #expect(model.tensor("layer.1.down")?.scale == 1)
            #expect(model.tensor("layer.2.down") == nil)
        }
        #expect(models[0].tensor("layer.0.gate")?.encoding == .rowGroups)
        #expect(models[0].tensor("token_embedding")?.encoding == .bfloat16)
        #expect(models[0].identity == models[1].identity && models[0].identity != models[2].identity)

        let foreign = try [large.path, gguf, widePath].map { try MappedModel(path: $0) }
        #expect(foreign.map(\.form) == [.safetensors, .gguf, .packed])
        #expect(foreign[1].tensor("layer.0.gate")?.encoding == .i2s)
        #expect(try decoded(foreign[1]) == decoded(foreign[2]))
        for model in foreign { try model.verify() }
    }

    @Test func theTokenizerOfAForeignFormLiesInMemory() throws {
        let scratch = Scratch()
        let packed = try MappedModel(path: checkpoint().importModel(scratch))
        let foreign = try MappedModel(path: scratch.path)
        func words(_ model: MappedModel) throws -> [[UInt8]] {
            let tables = try #require(model.tokenizer)
            return model.withTokenizerBytes { bytes in
                [tables.byteTokens, tables.tokenOffsets, tables.mergeSlots, tables.tokenSlots, tables.tokenBytes].map {
                    bytes.extracting($0).withUnsafeBytes { Array($0) }
                }
            }
        }
        #expect(try words(packed) == words(foreign))
        let without = Scratch()
        checkpoint(false).write(without)
        #expect(try MappedModel(path: without.path).tokenizer == nil)
    }

    @Test func whatCannotRunAsItLiesSaysToImport() throws {
        let masters = Scratch()
        Checkpoint(smallShape, seed: 3, masters: true).write(masters)
        let shards = Scratch()
        checkpoint(false).write(shards, shards: 3)
        for (path, word) in [(masters.path, "master weights"), (shards.path, "3 files")] {
            let error = #expect(throws: ModelFileError.self) { try MappedModel(path: path) }
            #expect("\(error!)".contains(word) && "\(error!)".contains("trivet model import"), "\(error!)")
        }
    }

    @Test func anEmbeddingAtAnOddByteIsImported() throws {
        let scratch = Scratch()
        checkpoint(false).write(scratch)
        var bytes = contents(scratch.path + "/model.safetensors")
        bytes[0] += 1
        bytes.insert(UInt8(ascii: " "), at: 9)
        scratch.write("model.safetensors", bytes)
        let error = #expect(throws: ModelFileError.self) { try MappedModel(path: scratch.path) }
        #expect("\(error!)".contains("odd byte"))
        #expect(throws: Never.self) { try ModelImporter(source: scratch.path).write(to: scratch.path + "/m") }
    }

    @Test func constantsInTheOtherSpelling() throws {
        let scratch = Scratch()
        var checkpoint = checkpoint(false)
        checkpoint.config.removeAll { $0.key == "rope_theta" }
        checkpoint.config.append(
            JSON.Member(key: "rope_parameters", value: ["rope_theta": 777, "rope_type": "default"]))
        checkpoint.write(scratch)
        #expect(try MappedModel(path: scratch.path).metadata.ropeTheta == 777)
    }

    @Test func aTurnEndMakesItADialect() throws {
        let scratch = Scratch()
        var checkpoint = checkpoint(false)
        checkpoint.config.removeAll { $0.key == "trivet" }
        var tokenizer = Checkpoint.tokenizer(words: ["ab"], controls: ["begin_of_text", "eot_id"]).object!
        tokenizer.append(
            JSON.Member(
                key: "pre_tokenizer", value: ["type": "Split", "pattern": ["Regex": .string(llama3Pattern)]]))
        checkpoint.tokenizer = .object(tokenizer)
        checkpoint.write(scratch)
        let model = try MappedModel(path: scratch.path)
        #expect(model.metadata.dialect == "bitnet")
        #expect(model.metadata.preTokenizer == .llama3)
        #expect(model.metadata.endTokens == [1, 258])
        #expect(model.metadata.name == scratch.path.split(separator: "/").last!)
    }

    @Test func verifyLooksAtEveryByteOfAFolder() throws {
        let scratch = Scratch()
        let checkpoint = checkpoint(false)
        checkpoint.write(scratch)
        let bytes = contents(scratch.path + "/model.safetensors")
        let model = try SafetensorsModel(path: scratch.path)
        let codes = try #require(model.tensors.first { $0.name == "layer.1.up" })
        let norm = try #require(model.tensors.first { $0.name == "layer.0.attention_norm" })
        for (at, value) in [(codes.offset + codes.byteCount - 1, UInt8(0xC0)), (norm.offset + 7, 0xFF)] {
            var changed = bytes
            changed[at] |= value
            changed[at - 1] |= value & 0x80
            scratch.write("model.safetensors", changed)
            #expect(throws: ModelFileError.self) { try MappedModel(path: scratch.path).verify() }
        }
    }

    @Test func randomDamageToAFolderIsSafe() throws {
        let scratch = Scratch()
        let checkpoint = checkpoint()
        checkpoint.write(scratch)
        let bytes = contents(scratch.path + "/model.safetensors")
        let config = contents(scratch.path + "/config.json")
        var random = Seeded(31)
        for round in 0..<400 {
            var (changed, other) = (bytes, config)
            if round % 3 == 0 {
                other[Int(random.next() % UInt64(other.count))] = UInt8(truncatingIfNeeded: random.next())
            } else {
                let limit = round % 3 == 1 ? 5_000 : changed.count
                changed[Int(random.next() % UInt64(limit))] = UInt8(truncatingIfNeeded: random.next())
            }
            scratch.write("model.safetensors", changed)
            scratch.write("config.json", other)
            do { try MappedModel(path: scratch.path).verify() } catch { #expect(!"\(error)".isEmpty) }
        }
    }

    private let llama3Pattern =
        #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
}
