import Agent
import JSONText
import Testing

@Suite("Normalising text")
struct NormalizerTests {
    @Test("The same as in training")
    func goldens() throws {
        for line in try Goldens.lines("normalize.jsonl") {
            let text = try #require(line["in"]?.string)
            #expect(TextNormalizer.normalize(text) == line["out"]?.string, "\(text)")
        }
    }

    @Test(
        "Examples",
        arguments: [
            ("Dim the kitchen-lamp to 30%, please!", "dim the kitchen lamp to 30 percent please"),
            ("I'D  like\t20.5°C", "id like 20.5 degrees"),
            ("two hundred and ten", "210"), ("minus five", "-5"), ("that one", "that one"), ("one hour", "1 hour"),
            ("<set><d1> on", "set d1 on"),
        ])
    func examples(_ text: String, _ normalized: String) {
        #expect(TextNormalizer.normalize(text) == normalized)
    }

    @Test("Normal text stays as it is", arguments: 0..<200)
    func idempotent(_ seed: Int) {
        var generator = Seeded(state: UInt64(seed))
        let scalars = (0..<30).compactMap { _ in
            Unicode.Scalar(
                UInt32.random(in: 0..<0x3000, using: &generator) >> UInt32.random(in: 0..<8, using: &generator))
        }
        let once = TextNormalizer.normalize(String(String.UnicodeScalarView(scalars)))
        #expect(!once.contains("  ") && !once.hasPrefix(" ") && !once.hasSuffix(" "))
        #expect(!once.contains { "<>\n\t,!?".contains($0) })
    }
}
