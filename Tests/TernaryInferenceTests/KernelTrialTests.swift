import ModelFile
import TernaryInference
import Testing

/// Trials of kernels: what they measure is theirs alone; that they run what they are asked to run is tested here.
@Suite struct KernelTrialTests {
    private let shape = ModelShape(
        hidden: 256, feedForward: 768, layers: 4, heads: 8, keyValueHeads: 2, vocabulary: 512)

    @Test(arguments: instructionSets)
    func everyLayoutRuns(set: String) throws {
        for encoding in TensorEncoding.allCases where encoding.isTernary {
            let trial = try #require(try KernelTrial(encoding, shape, mostBytes: 1 << 20, mostTokens: 3))
            #expect(trial.layers >= 1 && trial.layers <= shape.layers)
            for tokens in [1, 3] {
                for threads in [1, 2] {
                    let time = try trial.seconds(
                        instructionSet: set, threads: threads, tokens: tokens, layers: trial.layers)
                    #expect(time > 0)
                }
            }
        }
    }

    @Test func asManyLayersAsFit() throws {
        func layers(_ bytes: Int) throws -> Int? {
            try KernelTrial(.ternary2, shape, mostBytes: bytes, mostTokens: 1)?.layers
        }
        // Two bits for 2.5 * 256 * 256 + 3 * 256 * 768 weights, in 188,416 bytes.
        #expect(try layers(0) == 1)
        #expect(try layers(3 * 188_416) == 3)
        #expect(try layers(3 * 188_416 - 1) == 2)
        #expect(try layers(1 << 30) == 4)
    }

    @Test func whatALayoutCannotHoldIsNoTrial() throws {
        var odd = shape
        odd.hidden = 250
        odd.heads = 5
        odd.keyValueHeads = 5
        #expect(try KernelTrial(.tq2, odd, mostBytes: 1 << 20, mostTokens: 1) == nil)
        #expect(try KernelTrial(.bfloat16, shape, mostBytes: 1 << 20, mostTokens: 1) == nil)
    }

    @Test func setsAreThoseUpToTheCap() throws {
        let all = try InstructionSets.available()
        #expect(all.first == "scalar")
        #expect(all == instructionSets)
        #expect(try InstructionSets.available(cap: "scalar") == ["scalar"])
        #expect(throws: ModelError.unknownInstructionSet("sse9")) { try InstructionSets.available(cap: "sse9") }
    }
}
