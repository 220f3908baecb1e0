import ModelFile
import TernaryInference
import Testing

/// The same content gives the same bits, however it came there.
@Suite struct ContextTests {
    private let ids = (0..<90).map { Int32(($0 * $0 * 13 + 5) % 499) }

    @Test(arguments: fixtures, instructionSets) func batchesDoNotMatter(name: String, set: String) throws {
        let fixture = try Fixture(name)
        let model = try fixture.model(set)
        let whole = try Context(model, capacity: 128, batch: 128).logits(ids, .all)
        let single = try Context(model, capacity: 128, batch: 1)
        #expect(bits(try ids.flatMap { try single.logits([$0]) }) == bits(whole))
        for batch in [2, 3, 7, 64] {
            #expect(bits(try Context(model, capacity: 128, batch: batch).logits(ids, .all)) == bits(whole), "\(batch)")
        }
        // In two goes, the second of which crosses batches.
        let halves = try Context(model, capacity: 200, batch: 16)
        let first = try halves.logits(Array(ids[..<25]), .all)
        #expect(bits(try first + halves.logits(Array(ids[25...]), .all)) == bits(whole))
    }

    @Test(arguments: fixtures) func threadsDoNotMatter(name: String) throws {
        let fixture = try Fixture(name)
        let one = try Context(fixture.model(), capacity: 128).logits(ids, .all)
        for threads in [2, 3, 8] {
            let model = try fixture.model(threads: threads)
            #expect(model.threads == threads)
            for _ in 0..<5 {
                let context = try Context(model, capacity: 128)
                #expect(bits(try context.logits(ids, .all)) == bits(one), "\(threads) threads")
            }
        }
    }

    @Test func twoContextsMayRunAtOnce() async throws {
        let fixture = try Fixture("fixture_A")
        let model = try fixture.model(threads: 3)
        let ids = ids
        let expected = bits(try Context(model, capacity: 128).logits(ids, .all))
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<10 where bits(try Context(model, capacity: 128).logits(ids, .all)) != expected {
                        return false
                    }
                    return true
                }
            }
            for try await isEqual in group { #expect(isEqual) }
        }
    }

    @Test(arguments: fixtures) func rewindingIsLikeStartingAnew(name: String) throws {
        let fixture = try Fixture(name)
        let model = try fixture.model()
        let context = try Context(model, capacity: 128)
        try context.evaluate(ids)
        for kept in [0, 1, 20, 64, 89] {
            context.rewind(to: kept)
            #expect(context.tokens == Array(ids[..<kept]))
            #expect(context.logitRows == 0)
            let other = Array(ids.reversed()[..<30])
            let mine = try context.logits(other, .all)
            let fresh = try Context(model, capacity: 128)
            try fresh.evaluate(Array(ids[..<kept]), logits: .none)
            #expect(bits(mine) == bits(try fresh.logits(other, .all)))
            context.rewind(to: kept)
            try context.evaluate(Array(ids[kept...]))
        }
    }

    @Test func advancingKeepsWhatIsCommon() throws {
        let fixture = try Fixture("fixture_A")
        let model = try fixture.model()
        let context = try Context(model, capacity: 128)
        #expect(try context.advance(to: Array(ids[..<40])) == 0)
        #expect(try context.advance(to: Array(ids[..<50])) == 40)
        var other = Array(ids[..<60])
        other[30] = 7
        #expect(try context.advance(to: other) == 30)
        #expect(context.tokens == other)
        #expect(bits(context.allLogits) == bits(try Context(model, capacity: 128).logits(other)))
        // The same again: only the last token is evaluated, for its logits.
        #expect(try context.advance(to: other) == 59)
        #expect(bits(context.allLogits) == bits(try Context(model, capacity: 128).logits(other)))
        #expect(try context.advance(to: []) == 0)
        #expect(context.tokens.isEmpty)
    }

    @Test func chosenLogitsAreTheSameBits() throws {
        let fixture = try Fixture("fixture_A")
        for threads in [1, 3] {
            let model = try fixture.model(threads: threads)
            let all = try Context(model, capacity: 128).logits(ids, .all)
            let list: [Int32] = [511, 0, 3, 3, 77]
            let some = try Context(model, capacity: 128).logits(ids, .all, only: list)
            let expected = ids.indices.flatMap { row in list.map { all[row * 512 + Int($0)] } }
            #expect(bits(some) == bits(expected))
            let last = try Context(model, capacity: 128).logits(ids, .last, only: list)
            #expect(bits(last) == bits(Array(expected.suffix(list.count))))
            #expect(try Context(model, capacity: 128).logits(ids, .none).isEmpty)
            #expect(try Context(model, capacity: 128).logits(ids, .all, only: []).isEmpty)
        }
    }

    @Test func mistakesAreToldAndChangeNothing() throws {
        let fixture = try Fixture("fixture_A")
        let model = try fixture.model()
        let context = try Context(model, capacity: 10)
        try context.evaluate([1, 2, 3])
        #expect(throws: ModelError.contextFull(capacity: 10, needed: 11)) {
            try context.evaluate([Int32](repeating: 1, count: 8))
        }
        #expect(throws: ModelError.tokenOutOfRange(512, vocabulary: 512)) { try context.evaluate([5, 512]) }
        #expect(throws: ModelError.tokenOutOfRange(-1, vocabulary: 512)) { try context.advance(to: [-1]) }
        #expect(throws: ModelError.tokenOutOfRange(999, vocabulary: 512)) { try context.evaluate([1], only: [999]) }
        #expect(context.tokens == [1, 2, 3])
        #expect(context.logitRows == 1)
        #expect(throws: ModelError.self) { try Context(model, capacity: 0) }
        #expect(throws: ModelError.self) { try Context(model, capacity: 10, batch: 0) }
        #expect(throws: ModelError.unknownInstructionSet("mmx")) { try fixture.model("mmx") }
        #expect(throws: ModelError.self) { try fixture.model(threads: 0) }
        #expect(throws: ModelError.noTokenizer(path: fixture.file.path)) { try ConstrainedDecoder(model) }
    }
}
