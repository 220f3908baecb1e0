import CTernaryKernels
import ModelFile
import TernaryInference
import Testing

/// The output head in int8: what it computes, and that a choice by parts of it is the choice by all of it.
@Suite struct HeadTests {
    /// Fixtures and a larger head, with embeddings in two planes.
    private static func models(threads: Int = 1, set: String? = nil) throws -> [TernaryModel] {
        let options = TernaryModel.Options(instructionSet: set, threads: threads)
        // The plain kernels are slow: the smallest fixture is enough for them.
        var models = try fixtures.prefix(set == "scalar" ? 1 : 2).map {
            try Fixture($0, embedding: .int8Planes).model(set, threads: threads)
        }
        let scratch = Scratch()
        let path = scratch.path + "/model"
        let shape = ModelShape(
            hidden: 256, feedForward: 512, layers: 2, heads: 4, keyValueHeads: 2, vocabulary: 6_000)
        try ModelImporter(SyntheticWeights(shape: shape), options: ImportOptions(embedding: .int8Planes)).write(
            to: path)
        models.append(try TernaryModel(path: path, options: options))
        return models
    }

    /// The same embedding in bfloat16 gives nearly the same logits: the head adds nothing but its rounding.
    @Test(arguments: fixtures) func planesAreCloseToTheEmbedding(name: String) throws {
        let exact = try Fixture(name)
        let planes = try Fixture(name, embedding: .int8Planes)
        #expect(planes.file.tensor("token_embedding")!.encoding == .int8Planes)
        let ids = exact.ids("prompt0.ids")
        // The last layer's output is the same only if the inputs are: compare the head alone, on one token.
        let left = try Context(exact.model(), capacity: 8).logits([ids[0]])
        let right = try Context(planes.model(), capacity: 8).logits([ids[0]])
        #expect(relativeError(right, left) < 0.2)
        #expect(right != left)
    }

    /// Look-up and head against plain arithmetic with the numbers that the planes stand for.
    @Test(arguments: fixtures) func logitsAreThoseOfTheRoundedEmbedding(name: String) throws {
        let fixture = try Fixture(name, embedding: .int8Planes)
        let model = try fixture.model("scalar")
        let shape = model.metadata.shape
        let rows = try roundedEmbedding(name, shape)
        let context = try Context(model, capacity: 16)
        // The stream behind the last layer, from the looked-up embedding on, by the tested layers.
        let ids: [Int32] = [3, 77]
        var stream = ids.flatMap { rows[Int($0)] }
        for layer in 0..<shape.layers { stream = context.runLayer(layer, on: stream) }
        let norm = fixture.file.vector("output_norm")
        let expected = (0..<ids.count).flatMap { token in
            let row = Array(stream[token * shape.hidden..<(token + 1) * shape.hidden])
            let mean = row.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(shape.hidden)
            let root = (mean + model.metadata.normEpsilon).squareRoot()
            let state = zip(row, norm).map { Double($0) / root * Double($1) }
            return rows.map { embedding in Float(zip(embedding, state).reduce(0) { $0 + Double($1.0) * $1.1 }) }
        }
        #expect(relativeError(try context.logits(ids, .all), expected) < 2e-4)
    }

    /// int8 with a scale a row, rounded here.
    private func roundedEmbedding(_ name: String, _ shape: ModelShape) throws -> [[Float]] {
        let source = try ModelImporter(source: String(Reference.path(name + "/config.json")!.dropLast(12))).source
        let requirement = shape.tensors.first { $0.name == "token_embedding" }!
        var numbers = [Float](repeating: 0, count: shape.vocabulary * shape.hidden)
        try numbers.withUnsafeMutableBufferPointer {
            try source.readNumbers(of: requirement, rows: 0..<shape.vocabulary, into: $0)
        }
        let steps = Float(120)
        return (0..<shape.vocabulary).map { row in
            let numbers = numbers[row * shape.hidden..<(row + 1) * shape.hidden]
            let scale = numbers.reduce(0) { max($0, abs($1)) } / steps
            return numbers.map { scale == 0 ? 0 : ($0 / scale).rounded(.toNearestOrEven) * scale }
        }
    }

    @Test(arguments: instructionSets) func choicesAreThoseOfAllLogits(set: String) throws {
        let samplers: [Sampler] = [
            Sampler(), Sampler(temperature: 0.6, topP: 0.9, seed: 3), Sampler(temperature: 0.2, topP: 0.5, seed: 4),
            Sampler(temperature: 1.5, topK: 40, topP: 0.95, seed: 5), Sampler(temperature: 1, topK: 1),
            Sampler(temperature: 1, seed: 6), Sampler(temperature: 0.01, topP: 0.99, seed: 7),
        ]
        let rounds = set == "scalar" ? 10 : 60
        for model in try Self.models(threads: 2, set: set) {
            var decided = 0
            for sampler in samplers {
                let (context, plain) = (try Context(model, capacity: 80), try Context(model, capacity: 80))
                var (mine, full) = (sampler, sampler)
                try context.evaluate([1, 2, 3], logits: .deferred)
                try plain.evaluate([1, 2, 3])
                for _ in 0..<rounds {
                    let token = try context.choose(&mine)
                    let expected = try plain.choose(&full)
                    #expect(token == expected)
                    try context.evaluate(token, logits: .deferred)
                    try plain.evaluate(token)
                }
                let statistics = context.headStatistics
                #expect(statistics.coarse + statistics.full == rounds)
                #expect(statistics.fallbacks <= statistics.full)
                #expect(plain.headStatistics.full == rounds + 1)
                decided += statistics.coarse
            }
            print(
                "\(model.metadata.name), \(set): the coarse plane decided \(decided) of \(rounds * samplers.count) choices"
            )
        }
    }

    @Test func listedRowsAreTheSameBits() throws {
        for model in try Self.models(threads: 3) {
            let all = try Context(model, capacity: 80).logits([5, 6, 7], .all)
            let list: [Int32] = [9, 0, 3, 3, Int32(model.metadata.shape.vocabulary) - 1]
            let some = try Context(model, capacity: 80).logits([5, 6, 7], .all, only: list)
            let vocabulary = model.metadata.shape.vocabulary
            #expect(bits(some) == bits((0..<3).flatMap { row in list.map { all[row * vocabulary + Int($0)] } }))
        }
    }

    /// Embeddings in half precision, and ternary types of GGUF that the fixtures have no shape for.
    @Test func halfPrecisionEmbeddingsRun() throws {
        let shape = ModelShape(hidden: 256, feedForward: 512, layers: 2, heads: 4, keyValueHeads: 2, vocabulary: 600)
        let weights = try SyntheticWeights(shape: shape)
        let scratch = Scratch()
        let packed = scratch.path + "/packed"
        try ModelImporter(weights).write(to: packed)
        let ids: [Int32] = [5, 6, 599]
        let expected = bits(try Context(TernaryModel(path: packed), capacity: 8).logits(ids, .all))
        for (ternary, embedding) in [
            (GGUFTensorType.i2_s, GGUFTensorType.f16), (.tq1_0, .bf16), (.tq2_0, .bf16), (.tq2_0, .f16),
        ] {
            let path = scratch.path + "/gguf"
            try GGUFExport(ternary: ternary, embedding: embedding).write(weights, to: path)
            for set in instructionSets {
                for threads in set == "scalar" ? [2] : [1, 3] {
                    let options = TernaryModel.Options(instructionSet: set, threads: threads)
                    let logits = try Context(TernaryModel(path: path, options: options), capacity: 8).logits(ids, .all)
                    // Some of the ternary types round the scale of a matrix to half precision.
                    if ternary == .i2_s {
                        #expect(bits(logits) == expected, "\(ternary) \(embedding) \(set) \(threads)")
                    } else {
                        #expect(!logits.contains { !$0.isFinite })
                        #expect(relativeError(logits, expected.map(Float.init(bitPattern:))) < 0.2)
                    }
                }
            }
        }
    }
}
