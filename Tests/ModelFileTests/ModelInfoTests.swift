import JSONText
import ModelFile
import Testing

@Suite struct ModelInfoTests {
    private let shape = ModelShape(
        hidden: 128, feedForward: 256, layers: 2, heads: 4, keyValueHeads: 2, vocabulary: 300)
    private var ternary: Int { 2 * (2 * 128 * 128 + 2 * 64 * 128 + 3 * 128 * 256) }

    @Test func everyFormTellsItsFacts() throws {
        let scratch = Scratch()
        let random = try SyntheticWeights(shape: shape)
        let packed = scratch.path + "/m.trivet"
        let gguf = scratch.path + "/m.gguf"
        try ModelImporter(random, options: ImportOptions(embedding: .int8Planes)).write(to: packed)
        try GGUFExport().write(random, to: gguf)
        let (first, second) = (ModelInfo(try MappedModel(path: packed)), ModelInfo(try MappedModel(path: gguf)))
        for info in [first, second] {
            #expect(info.ternary.numbers == ternary)
            #expect(info.embedding.numbers == 300 * 128)
            #expect(info.norms.numbers == 128 + 2 * (3 * 128 + 256))
            #expect(info.parameters == ternary + 300 * 128 + 1_408)
            #expect("\(info)".contains("hidden 128, 2 layers"))
            #expect("\(info)".contains("none: only token numbers"))
        }
        // 128 columns are 7 blocks of 20, 256 columns 13.
        let tile = 64 * (7 * (2 * 8 + 2 * 4 + 2 * 16) + 13 * 8)
        #expect(first.ternary.bytes == 2 * tile)
        #expect(first.headBytesPerToken == 2 * 1_216 + 300 * 64)
        #expect(first.bytesPerToken == 2 * tile + 2 * 1_216 + 300 * 64 + 4 * 1_408)
        #expect("\(first)".contains("packed, version 2"))
        #expect(second.bitsPerWeight == 2)
        #expect(second.headBytesPerToken == 2 * 300 * 128)
        #expect("\(second)".contains("GGUF, version 3") && "\(second)".contains("I2_S"))
    }
}
