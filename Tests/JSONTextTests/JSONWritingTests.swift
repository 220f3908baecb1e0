import JSONText
import Testing

@Suite("Writing JSON")
struct JSONWritingTests {
    @Test("One line")
    func compact() {
        let json: JSON = ["b": 1, "a": [true, .null, "x\"\\\n\u{1}\u{7F}ä"], "c": 2.5, "d": -0.0, "e": [:], "f": []]
        #expect(
            json.serialized()
                == #"{"b":1,"a":[true,null,"x\"\\\n\u0001\u007fä"],"c":2.5,"d":-0.0,"e":{},"f":[]}"#)
    }

    @Test("Several lines")
    func pretty() {
        let json: JSON = ["a": [1, 2], "b": [:]]
        #expect(json.serialized(pretty: true) == "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {}\n}")
    }

    @Test("Members without a value are left out")
    func optionalMembers() {
        let nothing: String? = nil
        #expect(
            JSON.object(["a": 1, "b": nothing.map(JSON.string), "c": .string("x")]).serialized() == #"{"a":1,"c":"x"}"#)
    }

    @Test("Numbers that JSON cannot write")
    func unwritable() {
        #expect(
            JSON.array([.number(.infinity), .number(.nan), .number(1e300), .number(3)]).serialized()
                == "[null,null,1e+300,3]")
    }

    @Test("Whole numbers are known by their value")
    func integers() {
        #expect(JSON.number(3.0).integer == 3)
        #expect(JSON.number(3.5).integer == nil)
        #expect(JSON.number(1e300).integer == nil)
        #expect(JSON.string("3").integer == nil)
    }

    @Test("What was written is read back", arguments: 0..<50)
    func roundTrip(_ seed: Int) throws {
        var generator = Seeded(state: UInt64(seed))
        let json = random(&generator, depth: 5)
        #expect(try JSON(parsing: json.serialized()) == json)
        #expect(try JSON(parsing: json.serialized(pretty: true)) == json)
        #expect(try JSON(parsing: Array(json.serialized().utf8)[...]) == json)
    }

    private func random(_ generator: inout Seeded, depth: Int) -> JSON {
        switch Int.random(in: 0..<(depth > 0 ? 6 : 4), using: &generator) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &generator))
        case 2: return .number(Double(Int.random(in: -1_000_000...1_000_000, using: &generator)) / 1024)
        case 3:
            let scalars = (0..<Int.random(in: 0..<12, using: &generator)).compactMap { _ in
                Unicode.Scalar(
                    UInt32.random(in: 0..<0x11_0000, using: &generator) >> UInt32.random(in: 0..<14, using: &generator))
            }
            return .string(String(String.UnicodeScalarView(scalars)))
        case 4:
            return .array(
                (0..<Int.random(in: 0..<5, using: &generator)).map { _ in random(&generator, depth: depth - 1) })
        default:
            return .object(
                (0..<Int.random(in: 0..<5, using: &generator)).map {
                    JSON.Member(key: "key \($0)", value: random(&generator, depth: depth - 1))
                })
        }
    }
}
