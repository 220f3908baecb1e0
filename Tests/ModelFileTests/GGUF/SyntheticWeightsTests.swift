import ModelFile
import Testing

@Suite struct SyntheticWeightsTests {
    private let shape = ModelShape(
        hidden: 250, feedForward: 300, layers: 1, heads: 5, keyValueHeads: 1, vocabulary: 400)

    @Test func theSameSeedMakesTheSameWeights() throws {
        let (one, again) = (try SyntheticWeights(shape: shape, seed: 1), try SyntheticWeights(shape: shape, seed: 1))
        let other = try SyntheticWeights(shape: shape, seed: 2)
        for requirement in shape.tensors {
            if requirement.encoding.isTernary {
                #expect(try trits(one, requirement) == trits(again, requirement))
                #expect(try trits(one, requirement) != trits(other, requirement))
            } else {
                #expect(try numbers(one, requirement) == numbers(again, requirement))
                #expect(try numbers(one, requirement) != numbers(other, requirement))
            }
        }
    }

    @Test func aThirdOfEachWeight() throws {
        let source = try SyntheticWeights(shape: shape)
        let trits = try trits(source, shape.tensors.first { $0.name == "layer.0.gate" }!)
        for value in [-1, 0, 1] as [Int8] {
            let share = Double(trits.count { $0 == value }) / Double(trits.count)
            #expect(abs(share - 1.0 / 3) < 0.01, "\(value): \(share)")
        }
        let rows = Set((0..<300).map { Array(trits[250 * $0..<250 * $0 + 250]) })
        #expect(rows.count == 300)
    }

    @Test func numbersFitBothShortForms() throws {
        let source = try SyntheticWeights(shape: shape)
        for requirement in shape.tensors where !requirement.encoding.isTernary {
            for number in try numbers(source, requirement) {
                #expect(number.bitPattern & 0xFFFF == 0 && (number == 0 || (0x1p-14...8).contains(abs(number))))
            }
        }
        let embedding = try numbers(source, shape.tensors[0])
        let lengths = (0..<400).map { row in
            embedding[250 * row..<250 * row + 250].reduce(0) { $0 + $1 * $1 }.squareRoot()
        }
        #expect(lengths.min()! > 2.5 && lengths.max()! < 9 && lengths.max()! / lengths.min()! > 1.5)
    }

    @Test func whatCannotBeMade() {
        let odd = ModelShape(hidden: 33, feedForward: 4, layers: 1, heads: 2, keyValueHeads: 1, vocabulary: 3)
        #expect(throws: ModelFileError.self) { try SyntheticWeights(shape: odd) }
        let large = TokenizerDefinition(
            tokens: (0..<500).map { [UInt8($0 % 256), UInt8($0 / 256)] }, merges: [], controls: [])
        #expect(throws: ModelFileError.self) { try SyntheticWeights(shape: self.shape, tokenizer: large) }
    }
}
