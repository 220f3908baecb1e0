import Testing
import YAMLReader

@Suite("Reading YAML")
struct Parsing {
    @Test("every value and every key knows its place")
    func places() throws {
        let document = YAMLDocument(parsing: Array("a: 1\nbc:\n  - x\n  - {größe: y}\n".utf8), file: "f.yaml")
        #expect(document.diagnostics.isEmpty)
        guard case .mapping(let entries) = document.root?.content else { throw Wrong() }
        #expect(entries.map(\.key) == ["a", "bc"])
        #expect(entries.map(\.keyPosition) == [Position(line: 1, column: 1), Position(line: 2, column: 1)])
        #expect(entries[0].value.position == Position(line: 1, column: 4))
        guard case .sequence(let items) = entries[1].value.content else { throw Wrong() }
        #expect(items.map(\.position) == [Position(line: 3, column: 5), Position(line: 4, column: 5)])
        #expect(items[1]["größe"]?.position == Position(line: 4, column: 13))
    }

    @Test("quoted text is told from plain text, and nothing is guessed from words")
    func scalars() throws {
        let text = "a: on\nb: \"20\"\nc: 20\nd:\ne: |\n  two\n  lines\n"
        let root = try #require(YAMLDocument(parsing: Array(text.utf8), file: "f").root)
        #expect(root["a"]?.scalar == YAMLScalar(text: "on", isQuoted: false))
        #expect(root["b"]?.scalar == YAMLScalar(text: "20", isQuoted: true))
        #expect(root["c"]?.scalar == YAMLScalar(text: "20", isQuoted: false))
        #expect(root["d"]?.scalar?.isEmpty == true)
        #expect(root["e"]?.scalar == YAMLScalar(text: "two\nlines\n", isQuoted: true))
    }

    @Test("an empty file has no root and no mistake", arguments: ["", "# only words\n", "\n\n"])
    func empty(text: String) {
        let document = YAMLDocument(parsing: Array(text.utf8), file: "f")
        #expect(document.root == nil)
        #expect(document.diagnostics.isEmpty)
    }

    @Test(
        "what is wrong is told with its place",
        arguments: [
            ("a: 1\nb: 2\na: 3\n", "f:3:1: \"a\" is here twice, first in line 1"),
            ("a: &x 1\nb: *x\n", "f:2:4: *x repeats an anchor"),
            ("a: !binary 1\n", "f:1:4: the tag !binary is not supported"),
            ("a: 1\n---\nb: 2\n", "f:2:1: a second document begins here"),
            ("? [1]\n: 2\n", "f:1:3: a key must be text, not a list"),
            ("a:\n\t- 1\n", "f:2:1: found character that cannot start any token"),
            ("a: b: c\n", "f:1:5: mapping values are not allowed in this context; put text that contains"),
            ("a: \"open\n", "unexpected end of stream"),
            ("a: [1, 2\nb: 3\n", "f:2:"),
            ("a: 1\n b: 2\n", "f:2:"),
            ("a: \u{1}\n", "f:1:4: control character 0x01"),
        ])
    func mistakes(text: String, expected: String) {
        let document = YAMLDocument(parsing: Array(text.utf8), file: "f")
        let lines = document.diagnostics.map(\.description)
        #expect(lines.contains { $0.contains(expected) }, "\(lines)")
    }

    @Test("several mistakes are found in one reading")
    func several() {
        let text = "a: 1\na: 2\nb: &x 1\nc: *x\nd: !t 1\nc: 3\n"
        let document = YAMLDocument(parsing: Array(text.utf8), file: "f")
        #expect(document.diagnostics.map(\.line) == [2, 4, 5, 6])
        #expect(document.root?["b"]?.scalar?.text == "1")
    }

    @Test("what stands before a syntax error can still be read")
    func partial() {
        let document = YAMLDocument(parsing: Array("a: 1\nb: [1, }\n".utf8), file: "f")
        #expect(document.diagnostics.count == 1)
        #expect(document.root?["a"]?.scalar?.text == "1")
    }

    @Test("bytes that are no text are found before anything else")
    func bytes() {
        let cases: [([UInt8], Int, Int)] = [
            (Array("a: 1\nb: ".utf8) + [0xFF], 2, 4), (Array("ä".utf8) + [0xC3], 1, 2), ([0xED, 0xA0, 0x80], 1, 1),
            ([0xF5, 0x80, 0x80, 0x80], 1, 1), ([0xC0, 0xAF], 1, 1),
        ]
        for (bytes, line, column) in cases {
            let document = YAMLDocument(parsing: bytes, file: "f")
            #expect(document.root == nil)
            #expect(document.diagnostics.first?.description.hasPrefix("f:\(line):\(column): this is not UTF-8") == true)
        }
    }

    @Test("size, depth and number of values are bounded")
    func limits() {
        var limits = YAMLLimits()
        limits.maximumBytes = 10
        #expect(YAMLDocument(parsing: Array("a: 1234567890".utf8), file: "f", limits: limits).diagnostics.count == 1)
        let deep = String(repeating: "[", count: 5000)
        let nested = YAMLDocument(parsing: Array(deep.utf8), file: "f")
        #expect(nested.diagnostics.first?.message.contains("nested deeper than 32") == true)
        limits = YAMLLimits()
        limits.maximumNodes = 5
        let many = YAMLDocument(parsing: Array("[1,2,3,4,5,6,7]".utf8), file: "f", limits: limits)
        #expect(many.diagnostics.first?.message.contains("more than 5 values") == true)
    }

    @Test("a thousand laughs stay a thousand mistakes")
    func laughs() {
        var text = "a: &a [x, x]\n"
        for index in 1...20 { text += "b\(index): &b\(index) [*a, *a, *a]\n" }
        let document = YAMLDocument(parsing: Array(text.utf8), file: "f")
        #expect(document.diagnostics.count == 60)
    }
}

struct Wrong: Error {}
