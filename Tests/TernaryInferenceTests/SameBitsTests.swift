import Glibc
import JSONText
import ModelFile
import TernaryInference
import Testing

/// The board does not change the answer: the logits have these bits on every processor and with every instruction set.
/// A number in `Fixtures/logit-hashes.json` changes only when the arithmetic is changed on purpose; what caches keep on
/// disk is then of another engine version too.
@Suite struct SameBitsTests {
    /// What is hashed: a fixture's embedding as it is or in int8, and how keys and values are kept.
    struct Case: CustomTestStringConvertible {
        var embedding = ImportOptions.Embedding.bfloat16
        var cache = KeyValueType.float32
        let set: String

        var testDescription: String { "\(embedding.rawValue) \(cache.rawValue) \(set)" }

        static let all = instructionSets.flatMap { set in
            [
                Case(set: set), Case(cache: .float16, set: set), Case(cache: .int8, set: set),
                Case(embedding: .int8Planes, set: set),
            ]
        }
    }

    private let expected: JSON

    init() throws { expected = try JSON(parsing: contents(Reference.kept + "/logit-hashes.json")) }

    @Test(arguments: Case.all) func fixture(_ item: Case) throws {
        let fixture = try Fixture("fixture_A", embedding: item.embedding)
        let ids = (0..<70).map { Int32(($0 * $0 * 7 + 3) % fixture.file.metadata.shape.vocabulary) }
        let found = try hash(fixture.model(item.set), ids, item.cache)
        #expect(found == expected["fixture_A \(item.embedding.rawValue) \(item.cache.rawValue)"]?.string)
    }

    @Test(.enabled(if: access(pilotPath, R_OK) == 0), arguments: instructionSets)
    func pilot(set: String) throws {
        let model = try TernaryModel(path: pilotPath, options: TernaryModel.Options(instructionSet: set))
        let ids = try model.requireTokenizer().encode(
            "kitchen lamp, reading lamp and the heating: turn on the lamp, dim it to 30 and make it 21 degrees")
        #expect(ids.count > 20)
        #expect(try Context(model).cacheType == .float32)
        let found = try hash(model, ids, .float32)
        #expect(found == expected["pilot"]?.string)
    }

    /// FNV-1a over the bit patterns of the logits of all positions.
    private func hash(_ model: TernaryModel, _ ids: [Int32], _ cache: KeyValueType) throws -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for logit in try Context(model, capacity: ids.count, cache: cache).logits(ids, .all) {
            hash = (hash ^ UInt64(logit.bitPattern)) &* 0x0000_0100_0000_01B3
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

/// The shipped model.
private let pilotPath: String = {
    var package = #filePath[...]
    for _ in 0..<3 { package = package[..<package.lastIndex(of: "/")!] }
    return package + "/models/pilot.trivet"
}()
