import TernaryInference
import Testing

@Suite struct SamplerTests {
    private func counts(_ sampler: Sampler, _ logits: [Float], _ rounds: Int) -> [Int] {
        var sampler = sampler
        var counts = [Int](repeating: 0, count: logits.count)
        for _ in 0..<rounds { counts[Int(sampler.pick(logits.span))] += 1 }
        return counts
    }

    @Test func greedyTakesTheBestAndTheLowerOfEquals() {
        #expect(counts(Sampler(), [1, 3, 3, 2], 3) == [0, 3, 0, 0])
        #expect(counts(Sampler(temperature: 1, topK: 1, seed: 5), [1, 3, 3, 2], 3) == [0, 3, 0, 0])
        #expect(counts(Sampler(temperature: 1, topP: 0, seed: 5), [1, 3, 3, 2], 3) == [0, 3, 0, 0])
    }

    @Test func frequenciesFollowTheLogits() {
        let counts = counts(Sampler(temperature: 1, seed: 1), [0, 1, 2, -30], 20_000)
        #expect(counts[3] == 0)
        #expect(abs(Double(counts[2]) / 20_000 - 0.6652) < 0.02)
        #expect(abs(Double(counts[0]) / 20_000 - 0.0900) < 0.02)
    }

    @Test func limitsCutTheTail() {
        let logits: [Float] = [0, 1, 2, 3]
        #expect(counts(Sampler(temperature: 1, topK: 2, seed: 1), logits, 2000)[..<2] == [0, 0])
        // The best has 0.64, the best two 0.88.
        #expect(counts(Sampler(temperature: 1, topP: 0.7, seed: 1), logits, 2000)[..<2] == [0, 0])
        #expect(counts(Sampler(temperature: 1, topP: 0.6, seed: 1), logits, 2000)[..<3] == [0, 0, 0])
    }

    @Test func aSeedRepeats() {
        let logits = (0..<100).map { Float($0 % 7) }
        var (first, second) = (Sampler(temperature: 0.8, seed: 9), Sampler(temperature: 0.8, seed: 9))
        #expect((0..<50).map { _ in first.pick(logits.span) } == (0..<50).map { _ in second.pick(logits.span) })
    }
}
