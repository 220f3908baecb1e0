import AllocationCounter
import ModelFile
import TernaryInference
import Testing

/// What a step of decoding may take of the heap, as numbers that only a change on purpose raises.
@Suite struct AllocationTests {
    /// How often a step may ask for memory.
    private static let mostPerStep = 0

    /// In processes of their own, so that the other tests are not counted.
    @Test(.enabled(if: allocation_counter_works())) func aStepTakesNoMemory() async {
        await #expect(processExitsWith: .success) { try AllocationTests.count(embedding: .bfloat16, threads: 1) }
        await #expect(processExitsWith: .success) { try AllocationTests.count(embedding: .int8Planes, threads: 1) }
        await #expect(processExitsWith: .success) { try AllocationTests.count(embedding: .int8Planes, threads: 3) }
    }

    private static func count(embedding: ImportOptions.Embedding, threads: Int) throws {
        let scratch = Scratch()
        let path = try Checkpoint(smallShape, seed: 3).importModel(
            scratch, options: ImportOptions(embedding: embedding))
        let model = try TernaryModel(path: path, options: TernaryModel.Options(threads: threads))
        let context = try Context(model, capacity: 400)
        var samplers = [Sampler(), Sampler(temperature: 0.7, topK: 40, topP: 0.9, seed: 1)]
        try context.evaluate([1, 2, 3], logits: .deferred)
        func steps(_ number: Int, _ step: () throws -> Void) rethrows -> Int {
            try step()  // what is kept for good is taken once
            allocation_counter_start()
            for _ in 0..<number { try step() }
            return allocation_counter_stop()
        }
        let counts = [
            try steps(40) { try context.evaluate(5) },
            try steps(40) { try context.evaluate(context.choose(&samplers[0]), logits: .deferred) },
            try steps(40) { try context.evaluate(context.choose(&samplers[1]), logits: .deferred) },
        ]
        if counts.contains(where: { $0 > 40 * mostPerStep }) { fatalError("requests in 40 steps each: \(counts)") }
    }
}
