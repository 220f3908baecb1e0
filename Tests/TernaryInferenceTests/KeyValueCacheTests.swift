import Glibc
import ModelFile
import TernaryInference
import Testing

/// Keys and values in three types, in memory and on disk.
@Suite struct KeyValueCacheTests {
    private let ids = (0..<60).map { Int32(($0 * $0 * 13 + 5) % 499) }

    @Test(arguments: fixtures) func typesComeCloseToOneAnother(name: String) throws {
        let fixture = try Fixture(name)
        let exact = try Context(fixture.model(), capacity: 64, cache: .float32)
        let logits = try exact.logits(ids, .all)
        let shape = fixture.file.metadata.shape
        let numbers = 2 * shape.layers * shape.keyValueWidth
        #expect(exact.cacheType == .float32)
        #expect(exact.cacheBytes == 64 * numbers * 4)
        #expect(exact.cacheBytesInUse == 60 * numbers * 4)
        for (type, bytes) in [
            (KeyValueType.float16, 2 * numbers), (.int8, numbers + 8 * shape.layers * shape.keyValueHeads),
        ] {
            let context = try Context(fixture.model(), capacity: 64, cache: type)
            let found = try context.logits(ids, .all)
            #expect(context.cacheBytes == 64 * bytes)
            #expect(relativeError(found, logits) < 0.2)
            #expect(found != logits)
        }
        // Small models keep all bits.
        #expect(try Context(fixture.model(), capacity: 64).cacheType == .float32)
    }

    @Test(arguments: KeyValueType.allCases) func neitherBatchesNorThreadsNorSetsMatter(type: KeyValueType) throws {
        let ids = Array(ids[..<24])
        for name in fixtures {
            let fixture = try Fixture(name)
            let expected = bits(try Context(fixture.model("scalar"), capacity: 64, cache: type).logits(ids, .all))
            for set in instructionSets {
                for (threads, batch) in set == "scalar" ? [(2, 7)] : [(1, 1), (2, 7), (3, 64)] {
                    let context = try Context(
                        fixture.model(set, threads: threads), capacity: 64, batch: batch, cache: type)
                    let found =
                        batch > 1 ? try context.logits(ids, .all) : try ids.flatMap { try context.logits([$0]) }
                    #expect(bits(found) == expected, "\(name) \(set) \(threads) \(batch)")
                }
            }
        }
    }

    @Test func largeModelsKeepHalfPrecision() {
        var metadata = ModelMetadata(
            name: "large", shape: .bitnet2B4T, ropeTheta: 500_000, normEpsilon: 1e-5, contextLength: 4_096)
        #expect(KeyValueType.usual(for: metadata) == .float16)
        metadata.contextLength = 128
        #expect(KeyValueType.usual(for: metadata) == .float32)
    }

    // MARK: On disk

    private func load(_ cache: PrefixCache, _ ids: [Int32], _ context: Context) -> Bool {
        let isLoaded = cache.load(ids, into: context)
        #expect(context.tokens == (isLoaded ? ids : []))
        #expect(context.logitRows == 0)
        return isLoaded
    }

    @Test(arguments: KeyValueType.allCases) func aPrefixComesBackWithTheSameBits(type: KeyValueType) throws {
        let fixture = try Fixture("fixture_A")
        let folder = Scratch()
        let cache = PrefixCache(folder: folder.path)
        let prefix = Array(ids[..<40])
        let first = try Context(fixture.model(), capacity: 64, cache: type)
        #expect(!load(cache, prefix, first))
        try first.evaluate(ids, logits: .all)
        let rest = Array(first.allLogits[(40 * 512)...])
        try cache.save(first, count: 40)
        #expect(names(folder.path).count == 1)

        // With another capacity and number of threads.
        let second = try Context(fixture.model(threads: 2), capacity: 100, cache: type)
        try second.evaluate([9, 9, 9])
        #expect(load(cache, prefix, second))
        #expect(bits(try second.logits(Array(ids[40...]), .all)) == bits(rest))
        // A part of it, another text, another type, too small a context: not there.
        #expect(!load(cache, Array(prefix[..<39]), second))
        #expect(!load(cache, Array(ids[1..<41]), second))
        #expect(!load(cache, [], second))
        for other in KeyValueType.allCases where other != type {
            #expect(!load(cache, prefix, try Context(fixture.model(), capacity: 64, cache: other)))
        }
        #expect(!load(cache, prefix, try Context(fixture.model(), capacity: 39, cache: type)))
        // Another model of the same shape.
        let scratch = Scratch()
        var checkpoint = Checkpoint(fixture.file.metadata.shape, seed: 4)
        checkpoint.tokenizer = nil
        let path = try checkpoint.importModel(scratch)
        #expect(!load(cache, prefix, try Context(TernaryModel(path: path), capacity: 64, cache: type)))
        #expect(load(cache, prefix, second))
    }

    @Test func damageIsNoticed() throws {
        let fixture = try Fixture("fixture_A")
        let folder = Scratch()
        let cache = PrefixCache(folder: folder.path)
        let prefix = Array(ids[..<10])
        let context = try Context(fixture.model(), capacity: 64)
        try context.evaluate(prefix)
        try cache.save(context, count: 10)
        let name = names(folder.path)[0]
        let whole = contents(folder.path + "/" + name)
        #expect(load(cache, prefix, context))
        var random = Seeded(1)
        for round in 0..<200 {
            var bytes = whole
            switch round % 4 {
            case 0: bytes.removeLast(Int(random.next() % UInt64(bytes.count)) + 1)
            case 1: bytes.append(0)
            default:
                bytes[Int(random.next() % UInt64(round % 4 == 2 ? 200 : bytes.count))] ^= 1 << UInt8(random.next() % 8)
            }
            folder.write(name, bytes)
            #expect(!load(cache, prefix, context))
        }
        // It is written anew over the damaged one.
        try context.evaluate(prefix)
        try cache.save(context, count: 10)
        #expect(load(cache, prefix, context))
        #expect(contents(folder.path + "/" + name) == whole)
    }

    @Test func onlyTheLastFilesStay() throws {
        let fixture = try Fixture("fixture_A")
        let folder = Scratch()
        let cache = PrefixCache(folder: folder.path, mostFiles: 2)
        folder.write("other.txt", [1])
        let context = try Context(fixture.model(), capacity: 64)
        try context.evaluate(ids)
        for count in 1...4 {
            try cache.save(context, count: count)
            for name in names(folder.path) {  // as if a second passed
                var times = [timeval(tv_sec: 1_000, tv_usec: 0), timeval(tv_sec: 1_000 + count, tv_usec: 0)]
                if name.hasSuffix(".prefix"), times.count == 2 { utimes(folder.path + "/" + name, &times) }
            }
        }
        #expect(names(folder.path).count == 3)
        #expect(names(folder.path).contains("other.txt"))
        #expect(throws: ModelError.self) { try PrefixCache(folder: folder.path + "/none").save(context, count: 4) }
    }
}
