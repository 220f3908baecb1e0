import JSONText
import Testing

@Suite("Parsing JSON")
struct JSONParsingTests {
    @Test("Every kind of value")
    func values() throws {
        let text = #" {"a": [1, -2.5, 1e3, 0], "b": {"c": null, "d": true}, "e": "x\"\\\/\b\f\n\r\tÄ😀ü", "f": false} "#
        let json = try JSON(parsing: text)
        #expect(json["a"] == [1, -2.5, 1000, 0])
        #expect(json["a"]?[1]?.number == -2.5)
        #expect(json["a"]?[4] == nil)
        #expect(json["b"]?["c"] == .null)
        #expect(json["b"]?["d"]?.bool == true)
        #expect(json["e"]?.string == "x\"\\/\u{8}\u{C}\n\r\tÄ😀ü")
        #expect(json.object?.map(\.key) == ["a", "b", "e", "f"])
        #expect(json["missing"] == nil)
    }

    @Test("Surrogate pairs and plain escapes")
    func escapes() throws {
        #expect(try JSON(parsing: #""\ud83d\uDE00\u0041\u00e4\u0000""#).string == "😀Aä\0")
    }

    @Test(
        "Numbers are read exactly",
        arguments: [
            "0", "-0", "7", "10", "20.5", "0.1", "123456789012345678", "9007199254740993", "1e22", "1e23",
            "1.7976931348623157e308",
            "5e-324", "0.000001", "123.456e-7", "-1E+2", "0.30000000000000004", "100000000000000000000000000",
            "2.2250738585072011e-308", "1.00000000000000000000000001",
            "0.00000000000000000000000000012345678901234567890",
        ])
    func numbers(_ text: String) throws {
        let number = try #require(try JSON(parsing: text).number)
        #expect(number.bitPattern == Double(text)!.bitPattern)
    }

    @Test(
        "What is not JSON is refused with its place",
        arguments: [
            ("", 0), ("  ", 2), ("{", 1), ("[1,]", 3), ("[1 2]", 3), ("{\"a\" 1}", 5), ("{\"a\":1,}", 7), ("{a:1}", 1),
            ("'a'", 0),
            ("01", 0), ("+1", 0), ("1.", 0), (".5", 0), ("-", 0), ("1e", 0), ("0x10", 1), ("NaN", 0), ("tru", 3),
            ("nul!", 3), ("\"abc", 4),
            ("\"a\nb\"", 2), ("\"\\x\"", 1), ("\"\\u12g4\"", 1), ("\"\\ud800\"", 1), ("\"\\ud800\\u0041\"", 1),
            ("\"\\udc00\"", 1),
            ("1 2", 2), ("[1]]", 3), ("// c\n1", 0), ("1e999", 0), ("\u{FEFF}1", 0), ("{\"a\":1,\"a\":2}", 7),
        ])
    func malformed(_ text: String, _ offset: Int) {
        let error = #expect(throws: JSONError.self) { try JSON(parsing: text) }
        #expect(error?.offset == offset)
        #expect(error?.description.isEmpty == false)
    }

    @Test("The place counts lines and characters")
    func place() {
        let error = #expect(throws: JSONError.self) { try JSON(parsing: "{\n  \"ä😀\": x\n}") }
        #expect(error?.line == 2)
        #expect(error?.column == 9)
        #expect(error?.what == .unexpected(found: UInt8(ascii: "x"), expected: "a value"))
        #expect(error?.description == "line 2, column 9: expected a value, found 'x'")
    }

    @Test(
        "Bytes that are not UTF-8 are refused",
        arguments: [
            [0x80], [0xC0, 0xAF], [0xC3], [0xC3, 0x28], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xE2, 0x82],
            [0xF0, 0x80, 0x80, 0x80],
            [0xF4, 0x90, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFF],
        ] as [[UInt8]])
    func invalidUTF8(_ bytes: [UInt8]) {
        for prefix in ["", "a", "\\n"] {
            let text = [UInt8(ascii: "\"")] + prefix.utf8 + bytes + [UInt8(ascii: "\"")]
            let error = #expect(throws: JSONError.self) { try JSON(parsing: text) }
            #expect(error?.what == .invalidUTF8)
            #expect(error?.offset == 1 + prefix.utf8.count)
        }
    }

    @Test("Limits on depth and length")
    func limits() throws {
        let deep = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        _ = try JSON(parsing: deep)
        let error = #expect(throws: JSONError.self) { try JSON(parsing: "[" + deep + "]") }
        #expect(error?.what == .tooDeep(limit: 64))
        let endless = String(repeating: "[{\"a\":", count: 1_000_000)
        #expect(throws: JSONError.self) { try JSON(parsing: endless, limits: .init(maximumDepth: .max)) }
        let long = #expect(throws: JSONError.self) { try JSON(parsing: "[1, 2]", limits: .init(maximumBytes: 5)) }
        #expect(long?.what == .tooLong(limit: 5))
    }

    @Test("Long objects find their duplicates too")
    func manyMembers() throws {
        let members = (0..<5_000).map { "\"k\($0)\": \($0)" }
        let json = try JSON(parsing: "{" + members.joined(separator: ",") + "}")
        #expect(json["k4999"]?.integer == 4999)
        for twice in [0, 3, 8, 9, 4_999] {
            let text = "{" + (members + ["\"k\(twice)\": 0"]).joined(separator: ",") + "}"
            let error = #expect(throws: JSONError.self) { try JSON(parsing: text) }
            #expect(error?.what == .duplicateKey("k\(twice)"))
        }
    }

    @Test("Damaged text never traps")
    func damage() throws {
        var generator = Seeded(state: 11)
        let original = Array(#"{"a":[1,-2.5e3,"x\u00e4\ud83d\ude00 ü"],"b":{"c":null,"d":[true,false]}}"#.utf8)
        for _ in 0..<20_000 {
            var bytes = original
            for _ in 0...Int.random(in: 0..<3, using: &generator) where bytes.count > 1 {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: place)
                default: bytes.removeLast(bytes.count - max(place, 1))
                }
            }
            guard let json = try? JSON(parsing: bytes) else { continue }
            #expect(try JSON(parsing: json.serialized()) == json)
        }
    }
}
