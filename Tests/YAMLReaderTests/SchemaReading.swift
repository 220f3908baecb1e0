import Testing
import YAMLReader

@Suite("Reading a schema")
struct SchemaReading {
    private enum Fruit: String, CaseIterable {
        case apple
        case banana
    }

    private func reader(_ text: String) throws -> (MappingReader, YAMLContext) {
        let context = YAMLContext(file: "f")
        let document = YAMLDocument(parsing: Array(text.utf8), file: "f")
        return (try #require(MappingReader(document.root, of: "the thing", in: context)), context)
    }

    @Test("right values are read without a word")
    func right() throws {
        let (reader, context) = try reader(
            "name: x\nsize: 2.5\ncount: 3\nflag: true\nfruit: apple\nlist: [a, b]\none: c\ninner: { k: v }\n")
        #expect(reader.string("name") == "x")
        #expect(reader.number("size", in: 0...3) == 2.5)
        #expect(reader.integer("count") == 3)
        #expect(reader.bool("flag") == true)
        #expect(reader.choice("fruit", as: Fruit.self) == .apple)
        #expect(reader.strings("list") == ["a", "b"])
        #expect(reader.strings("one") == ["c"])
        let inner = try #require(reader.mapping("inner", of: "the inner thing"))
        #expect(inner.requiredString("k") == "v")
        inner.finish()
        reader.finish()
        #expect(reader.string("absent") == nil)
        #expect(context.diagnostics.isEmpty)
    }

    @Test("every wrong value is found in one reading")
    func wrong() throws {
        let (reader, context) = try reader(
            "name: [a]\nsize: big\ncount: 3.5\nflag: yes\nfruit: appel\nlist: { a: b }\nrange: 12\nquoted: \"5\"\nblank: \" \"\n"
        )
        #expect(reader.string("name") == nil)
        #expect(reader.number("size") == nil)
        #expect(reader.integer("count") == nil)
        #expect(reader.bool("flag") == nil)
        #expect(reader.choice("fruit", as: Fruit.self) == nil)
        #expect(reader.strings("list") == nil)
        #expect(reader.number("range", in: 0...10) == nil)
        #expect(reader.number("quoted") == nil)
        #expect(reader.string("blank") == nil)
        #expect(reader.requiredString("gone", example: "gone: 1") == nil)
        reader.finish()
        #expect(
            context.diagnostics.map(\.description) == [
                "f:1:7: \"name\" must be text, not a list",
                "f:2:7: \"size\" must be a number, not \"big\"",
                "f:3:8: \"count\" must be a whole number, not 3.5",
                "f:4:7: \"flag\" must be true or false, not \"yes\"",
                "f:5:8: \"fruit\" must be apple or banana, not \"appel\"; did you mean apple?",
                "f:6:7: \"list\" must be a list of texts, not a mapping",
                "f:7:8: \"range\" is 12; it must be within 0 to 10",
                "f:8:9: \"quoted\" must be a number, not \"5\"",
                "f:9:8: \"blank\" must not be empty",
                "f:1:1: the thing needs \"gone\"; write for example gone: 1",
            ])
    }

    @Test("unknown keys are mistakes, with the word that was meant")
    func unknown() throws {
        let (reader, context) = try reader("nmae: x\nzzz: 1\n")
        _ = reader.string("name")
        _ = reader.number("size")
        reader.finish()
        #expect(
            context.diagnostics.map(\.description) == [
                "f:1:1: unknown key \"nmae\" in the thing; did you mean \"name\"?",
                "f:2:1: unknown key \"zzz\" in the thing; known are name, size",
            ])
    }

    @Test("a value that is no mapping is told so")
    func noMapping() {
        let context = YAMLContext(file: "f")
        let document = YAMLDocument(parsing: Array("[1]".utf8), file: "f")
        #expect(MappingReader(document.root, of: "the thing", in: context) == nil)
        #expect(context.diagnostics.first?.message == "the thing must be a mapping (keys with values), not a list")
    }

    @Test("numbers that no person writes are no numbers", arguments: ["inf", "nan", "0x10", "1e999", "1_000", "--1"])
    func oddNumbers(text: String) throws {
        let (reader, context) = try reader("n: \(text)\n")
        #expect(reader.number("n") == nil)
        #expect(context.diagnostics.count == 1)
    }

    @Test(
        "the nearest word is found",
        arguments: [
            ("brightnes", "brightness"), ("Power", "power"), ("tempreature", "temperature"), ("ab", nil),
            ("opne", "open"), ("xyz", nil),
        ] as [(String, String?)])
    func suggestions(word: String, expected: String?) {
        let words = ["brightness", "power", "temperature", "open", "closed"]
        #expect(suggestion(for: word, among: words) == expected)
    }
}
