import ModelFile
import Testing

@Suite struct GGUFWriterTests {
    private let shape = ModelShape(
        hidden: 256, feedForward: 512, layers: 2, heads: 4, keyValueHeads: 2, vocabulary: 300)

    @Test(arguments: [GGUFTensorType.i2_s, .tq1_0, .tq2_0], [GGUFTensorType.f16, .f32, .bf16])
    func whatIsWrittenComesBack(_ ternary: GGUFTensorType, _ embedding: GGUFTensorType) throws {
        let scratch = Scratch()
        let source = try SyntheticWeights(shape: shape, name: "there and back", seed: 5)
        let path = scratch.path + "/model.gguf"
        var written = 0
        try GGUFExport(ternary: ternary, embedding: embedding).write(source, to: path) { written = $0 }
        #expect(names(scratch.path) == ["model.gguf"])
        let model = try GGUFModel(path: path)
        try model.verify()
        try model.requireRunnable()
        #expect(model.metadata.name == "there and back")
        #expect(model.metadata.shape == shape)
        #expect(model.metadata.normEpsilon == 1e-5 && model.metadata.ropeTheta == 500_000)
        #expect(written > model.tensors.reduce(0) { $0 + $1.byteCount } - 1)
        for requirement in shape.tensors {
            if requirement.encoding.isTernary {
                #expect(try trits(model, requirement) == trits(source, requirement))
                #expect(try model.scale(of: requirement) == source.scale(of: requirement))
            } else {
                #expect(try numbers(model, requirement) == numbers(source, requirement))
            }
        }
    }

    @Test func rowsThatAreNoWholeBlocks() throws {
        let narrow = ModelShape(hidden: 96, feedForward: 160, layers: 1, heads: 6, keyValueHeads: 2, vocabulary: 40)
        let scratch = Scratch()
        let source = try SyntheticWeights(shape: narrow)
        let path = scratch.path + "/model.gguf"
        try GGUFExport().write(source, to: path)
        let model = try GGUFModel(path: path)
        for requirement in narrow.tensors where requirement.encoding.isTernary {
            #expect(try trits(model, requirement) == trits(source, requirement))
        }
        let refusal = #expect(throws: ModelFileError.self) {
            try GGUFExport(ternary: .tq2_0).write(source, to: path + "2")
        }
        #expect("\(refusal!)".contains("TQ2_0 cannot hold"))
        #expect(names(scratch.path) == ["model.gguf"])
    }

    @Test func nothingIsLeftWhereItCannotBeWritten() throws {
        let source = try SyntheticWeights(shape: shape)
        #expect(throws: ModelFileError.self) { try GGUFExport().write(source, to: "/nonexistent/model.gguf") }
    }
}
