import Glibc
import ModelFile
import TernaryInference
import Testing

/// The board does not change the answer: the logits have these bits on every processor and with every instruction set.
/// A number here changes only when the arithmetic is changed on purpose.
@Suite struct SameBitsTests {
    @Test(arguments: fixtures.filter { $0 == "fixture_A" }, instructionSets)
    func fixture(name: String, set: String) throws {
        let fixture = try Fixture(name)
        let ids = (0..<70).map { Int32(($0 * $0 * 7 + 3) % fixture.file.metadata.shape.vocabulary) }
        let found = try hash(fixture.model(set), ids)
        #expect(found == 0x711D_827C_9DC6_A98B)
    }

    @Test(.enabled(if: access(pilotPath, R_OK) == 0), arguments: instructionSets)
    func pilot(set: String) throws {
        let model = try TernaryModel(path: pilotPath, options: TernaryModel.Options(instructionSet: set))
        let ids = try model.requireTokenizer().encode(
            "kitchen lamp, reading lamp and the heating: turn on the lamp, dim it to 30 and make it 21 degrees")
        #expect(ids.count > 20)
        let found = try hash(model, ids)
        #expect(found == 0x8ACF_0F75_7842_E6B0)
    }

    /// FNV-1a over the bit patterns of the logits of all positions.
    private func hash(_ model: TernaryModel, _ ids: [Int32]) throws -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        try model.logits(of: ids) { _, logits in
            for index in logits.indices {
                hash = (hash ^ UInt64(logits[index].bitPattern)) &* 0x0000_0100_0000_01B3
            }
        }
        return hash
    }
}

/// The shipped model.
private let pilotPath: String = {
    var package = #filePath[...]
    for _ in 0..<3 { package = package[..<package.lastIndex(of: "/")!] }
    return package + "/models/pilot.trivet"
}()
