import JSONText
import ModelFile
import Testing

/// Whatever a model is made of, the packed file holds the same weights.
@Suite struct RoundTripTests {
    private static let shape = ModelShape(
        hidden: 256, feedForward: 512, layers: 1, heads: 4, keyValueHeads: 2, vocabulary: 40)

    /// Compares all weights; the embedding to half a step of its row where it was rounded to bytes.
    private func expectEqual(_ source: any WeightSource, _ path: String) throws {
        let model = try PackedModel(path: path)
        try model.verify()
        for requirement in source.metadata.shape.tensors {
            let record = try #require(model.tensor(requirement.name))
            if requirement.encoding.isTernary {
                #expect(try trits(source, requirement) == trits(model, requirement), "\(requirement.name)")
                #expect(try source.scale(of: requirement) == record.scale)
            } else if record.encoding == .int8Planes {
                let (expected, found) = (try numbers(source, requirement), try numbers(model, requirement))
                for row in 0..<record.rows {
                    let range = row * record.columns..<(row + 1) * record.columns
                    let step = expected[range].map(abs).max()! / 120
                    let error = zip(expected[range], found[range]).map { abs($0 - $1) }.max()!
                    #expect(error <= step * 0.5001, "row \(row)")
                }
            } else {
                #expect(try numbers(source, requirement) == numbers(model, requirement), "\(requirement.name)")
            }
        }
    }

    @Test(arguments: [
        ImportOptions(), ImportOptions(body: .twoBits), ImportOptions(embedding: .int8Planes),
        ImportOptions(embedding: .bfloat16, body: .twoBits),
    ])
    func everySource(options: ImportOptions) throws {
        let scratch = Scratch()
        let random = try SyntheticWeights(shape: Self.shape, seed: 5)
        let out = scratch.path + "/out"
        func check(_ source: any WeightSource, _ out: String) throws {
            try ModelImporter(source, options: options).write(to: out)
            try expectEqual(source, out)
        }
        try check(random, out)
        for type in [GGUFTensorType.i2_s, .tq1_0, .tq2_0] {
            let path = scratch.path + "/\(type.name)"
            try GGUFExport(ternary: type, embedding: .bf16).write(random, to: path)
            try check(GGUFModel(path: path), out)
        }
        try check(PackedModel(path: out), out + "-again")
        let folder = Scratch()
        Checkpoint(smallShape, seed: 6).write(folder)
        try check(SafetensorsModel(path: folder.path), out)
        let shards = Scratch()
        Checkpoint(smallShape, seed: 6, masters: true).write(shards, shards: 4)
        try check(SafetensorsModel(path: shards.path), out)
    }

    @Test func severalFilesAreOneModel() throws {
        let whole = Scratch()
        let parts = Scratch()
        let checkpoint = Checkpoint(smallShape, seed: 6)
        let expected = contents(try checkpoint.importModel(whole, "m", ImportOptions(name: "same")))
        checkpoint.write(parts, shards: 5)
        try ModelImporter(source: parts.path, options: ImportOptions(name: "same")).write(to: parts.path + "/m")
        #expect(contents(parts.path + "/m") == expected)
    }

    @Test func anIndexThatLiesIsTold() throws {
        let scratch = Scratch()
        let checkpoint = Checkpoint(smallShape, seed: 6)
        func told(_ index: JSON) -> String {
            scratch.write("model.safetensors.index.json", Array(index.serialized().utf8))
            do {
                _ = try SafetensorsModel(path: scratch.path)
                return ""
            } catch { return "\(error)" }
        }
        checkpoint.write(scratch, shards: 2)
        #expect(told(["weight_map": ["a": "../model.safetensors"]]).contains("same folder"))
        #expect(told(["weight_map": ["a": "/etc/passwd"]]).contains("same folder"))
        #expect(told(["weight_map": [:]]).contains("weight_map"))
        #expect(told(["weight_map": ["a": "absent.safetensors"]]).contains("No such file"))
        let lie = checkpoint.tensors.map { JSON.Member(key: $0.name, value: "model-1-of-2.safetensors") }
        #expect(told(["weight_map": .object(lie)]).contains("the index says is in it"))
    }

    @Test func optionsAreTakenUp() throws {
        let scratch = Scratch()
        let checkpoint = Checkpoint(smallShape, seed: 6, trivet: ["name": "old"])
        checkpoint.write(scratch)
        let words = Checkpoint.tokenizer(words: ["ab"], controls: ["eot_id"]).serialized()
        let tokenizer = scratch.write("words", Array(words.utf8))
        let out = scratch.path + "/out"
        try ModelImporter(source: scratch.path, options: ImportOptions(name: "new")).write(to: out)
        #expect(try PackedModel(path: out).metadata.name == "new")
        #expect(try PackedModel(path: out).tokenizer == nil)
        // The rule by which text is cut is not in this file, and no other one names it.
        let options = ImportOptions(tokenizer: tokenizer)
        let error = #expect(throws: ModelFileError.self) { try ModelImporter(source: scratch.path, options: options) }
        #expect("\(error!)".contains("rule"))
    }

    @Test func theSourceIsNeverOverwritten() throws {
        let scratch = Scratch()
        Checkpoint(smallShape, seed: 6).write(scratch)
        let importer = try ModelImporter(source: scratch.path)
        for name in ["model.safetensors", "config.json", "./model.safetensors"] {
            let path = "\(scratch.path)/\(name)"
            let before = contents(path)
            let error = #expect(throws: ModelFileError.self) { try importer.write(to: path) }
            #expect("\(error!)".contains("which the model is made of"))
            #expect(contents(path) == before)
        }
        #expect(throws: ModelFileError.self) { try importer.write(to: scratch.path) }
    }

    @Test func progressReachesTheTotal() throws {
        for options in [ImportOptions(), ImportOptions(embedding: .int8Planes)] {
            let scratch = Scratch()
            Checkpoint(smallShape, seed: 6).write(scratch)
            let importer = try ModelImporter(source: scratch.path, options: options)
            var last = 0
            try importer.write(to: scratch.path + "/m") { written in
                #expect(written >= last)
                last = written
            }
            #expect(last == importer.totalBytes)
        }
    }

    /// Older checkpoints repeat the embedding as a head; another head cannot be run.
    @Test func aHeadIsTheEmbeddingAgainOrRefused() throws {
        var checkpoint = Checkpoint(smallShape, seed: 6)
        var head = checkpoint.tensors[0]
        head.name = "lm_head.weight"
        checkpoint.tensors.append(head)
        #expect(throws: Never.self) { try checkpoint.importModel(Scratch()) }
        checkpoint.tensors[checkpoint.tensors.count - 1].bytes[77] ^= 1
        let error = #expect(throws: ModelFileError.self) { try checkpoint.importModel(Scratch()) }
        #expect("\(error!)".contains("head of their own"))
    }
}
