import Appliances
import Testing
import YAMLReader

@Suite("Mistakes in device profiles")
struct ProfileMistakes {
    private static let sound = """
        type: light
        state: { topic: "t/{address}" }
        properties:
          power:
            values: { on: "ON", off: "OFF" }
            command: { topic: "t/{address}/set", payload: { state: "{value}" } }
            state: { path: state }

        """

    private func check(_ text: String) -> [String] {
        let folder = TemporaryFolder()
        folder.write("devices/test/thing.yaml", text)
        let path = folder.path + "/devices/test/thing.yaml"
        return HomeFiles.check([path]).map { "\($0.line):\($0.column): \($0.message)" }
    }

    @Test("a good profile has none")
    func good() {
        #expect(check(Self.sound) == [])
    }

    @Test(
        "each mistake is told with its place",
        arguments: [
            ("typ: light\nproperties: {}\n", "1:1: unknown key \"typ\" in the device profile; did you mean \"type\"?"),
            ("type: light\n", "1:1: the profile has no properties and no verbs"),
            (
                "type: Light\nverbs: {}\n",
                "1:7: the type \"Light\" must be lower-case letters, digits and _, a letter first; write light"
            ),
            (sound + "qos: 3\n", "8:6: \"qos\" is 3; it must be within 0 to 2"),
            (
                sound + "availability: { topik: a }\n",
                "8:17: unknown key \"topik\" in the availability; did you mean \"topic\"?"
            ),
            (sound + "availability: { online: a }\n", "8:15: the availability needs \"topic\""),
            (sound + "confirm: { within_seconds: soon }\n", "8:28: \"within_seconds\" must be a number, not \"soon\""),
            (
                sound + "limits: { powr: { maximum: 3 } }\n",
                "8:11: the limit is on \"powr\", which cannot be done; did you mean power?"
            ),
            (
                sound + "limits: { power: { maximum: 3 } }\n",
                "8:11: minimum and maximum go with a property that has a range"
            ),
            (
                sound + "limits: { power: { remote_start: sometimes } }\n",
                "8:34: \"remote_start\" must be never, armed or always, not \"sometimes\""
            ),
            (
                sound + "limits: { power: { requires_confirmation: maybe } }\n",
                "8:43: \"requires_confirmation\" must be true or false"
            ),
            (
                sound + "limits: { power: { only_for: onn, requires_confirmation: true } }\n",
                "8:11: \"onn\" is no value of \"power\""
            ),
            (
                sound + "limits: { power: { question: x } }\n",
                "a question is only asked with requires_confirmation: true"
            ),
            (
                sound + "limits: { power: { blocked_while: { property: dor, is: open } } }\n",
                "8:11: \"dor\" is never reported by test/thing"
            ),
            (sound + "limits: { power: { blocked_while: { property: power } } }\n", "\"blocked_while\" needs \"is\""),
            (
                sound + "limits: { power: { armed_by: { property: power, is: x } } }\n",
                "armed_by only counts with remote_start: armed"
            ),
            (sound + "verbs: { go: {} }\n", "8:14: the verb \"go\" needs \"command\""),
            (
                sound + "verbs: { power: { command: { topic: a, payload: b } } }\n",
                "8:10: \"power\" is a property already"
            ),
            (
                sound
                    + "verbs: { go: { command: { topic: a, payload: b }, confirm: { property: activity, is: x } } }\n",
                "8:10: the verb \"go\" is confirmed by \"activity\", which is no property"
            ),
            (
                sound
                    + "verbs: { go: { command: { topic: a, payload: b }, confirm: { property: power, is: [onn] } } }\n",
                "8:10: the verb \"go\" is confirmed by \"onn\", which \"power\" never is"
            ),
            (
                sound
                    + "verbs: { go: { arguments: { room: { words: true } }, command: { topic: a, payload: \"{room}\" } } }\n",
                "the message holds {room}, which may be absent; write needs: room"
            ),
            (
                sound + "verbs: { go: { arguments: { room: {} }, command: { topic: a, payload: b } } }\n",
                "the argument \"room\" needs exactly one of values, values_from, number and words: true"
            ),
            (
                sound
                    + "verbs: { go: { arguments: { mode: { values: [a], default: b } }, command: { topic: a, payload: \"{mode}\" } } }\n",
                "\"b\" is no value of the argument \"mode\""
            ),
            (
                sound
                    + "verbs: { go: { arguments: { x: { words: true } }, command: [{ topic: \"a/{x}\", payload: b, needs: x }, { topic: a, payload: b }] } }\n",
                "{x} is what a person says and must not stand in a topic"
            ),
            (sound + "parameters: { base: zigbee }\n", "the parameter \"base\" must be a mapping"),
            (sound + "parameters: { value: {} }\n", "8:15: {value} has a meaning already"),
        ])
    func mistakes(text: String, expected: String) {
        let found = check(text)
        #expect(found.contains { $0.hasPrefix(expected) || $0.contains(expected) }, "\(found)")
    }

    @Test(
        "mistakes in a property",
        arguments: [
            ("{}", "4:10: the property \"thing\" needs exactly one of values, range, flag and reading"),
            ("{ values: [a], range: { minimum: 0, maximum: 1 }, state: {} }", "not values and range"),
            ("{ values: [a, A], state: {} }", "the value \"A\" must be lower-case letters"),
            ("{ values: [a, a], state: {} }", "the value \"a\" of the property \"thing\" is here twice"),
            ("{ values: [], state: {} }", "the property \"thing\" has no values"),
            ("{ values: on, state: {} }", "must be a list of names"),
            ("{ values: [a] }", "can neither be set nor is it reported"),
            ("{ values: [a, b], command: { topic: t, payload: go } }", "the message never says which value is set"),
            ("{ values: [a, b], command: { topic: t, payload: \"{value}\" } }", "is never reported; write state"),
            (
                "{ values: [a, b], command: { topic: t, payload: x, only_for: a }, state: {} }",
                "no message sends the value \"b\""
            ),
            (
                "{ values: [a], command: { topic: t, payload: \"{vaule}\" }, state: {} }",
                "unknown placeholder {vaule}; did you mean {value}?"
            ),
            (
                "{ values: [a], command: { topic: \"{adress}\", payload: \"{value}\" }, state: {} }",
                "unknown placeholder {adress}; did you mean {address}?"
            ),
            ("{ values: [a], command: { topic: t, payload: \"{value\" }, state: {} }", "a { has no }"),
            ("{ values: [a], command: { topic: t, payload: \"value}\" }, state: {} }", "a } has no {"),
            (
                "{ values: [a], command: { topic: t/#, payload: \"{value}\" }, state: {} }",
                "must not hold the wildcards"
            ),
            (
                "{ values: [a], command: { topic: /t, payload: \"{value}\" }, state: {} }",
                "must not begin or end with /"
            ),
            ("{ values: [a], command: { payload: \"{value}\" }, state: {} }", "\"command\" needs \"topic\""),
            ("{ values: [a], command: { topic: t }, state: {} }", "\"command\" needs \"payload\""),
            ("{ values: { a: \"{code}\" }, state: {} }", "unknown placeholder {code}"),
            ("{ values: [a], state: { values: { b: x } } }", "\"b\" is no value of the property \"thing\""),
            ("{ values: [a], state: { path: a..b } }", "the path must be keys with dots between them"),
            ("{ values: [red, blu], encoding: hue_saturation, state: {} }", "\"blu\" is no colour; did you mean blue?"),
            ("{ values: [red], encoding: rgb, state: {} }", "\"encoding\" must be hue_saturation or hexadecimal"),
            ("{ range: { minimum: 5, maximum: 1 }, state: {} }", "the minimum 5 is not below the maximum 1"),
            ("{ range: { minimum: 5 }, state: {} }", "the range needs \"maximum\""),
            ("{ range: { minimum: 0, maximum: 1e13 }, state: {} }", "the maximum must lie between -10^12 and 10^12"),
            ("{ range: { minimum: -2e12, maximum: 5 }, state: {} }", "the minimum must lie between -10^12 and 10^12"),
            ("{ range: { minimum: 0, maximum: 1, step: 0 }, state: {} }", "the step must be above 0"),
            ("{ range: { minimum: 0, maximum: 1 }, wire: { factor: 0 }, state: {} }", "the factor must not be 0"),
            (
                "{ range: { minimum: 0, maximum: 1 }, wire: { minimum: 3 }, state: {} }",
                "a wire range needs a minimum and a different maximum"
            ),
            ("{ range: { minimum: 0, maximum: 9 }, wire: { reciprocal: 1 }, state: {} }", "a range above 0"),
            ("{ range: { minimum: 1, maximum: 9 }, wire: { factor: 2, reciprocal: 1 }, state: {} }", "only one of"),
            ("{ reading: {}, command: { topic: t, payload: \"{value}\" }, state: {} }", "a reading cannot be set"),
            ("{ values: [a], initial: b, state: {} }", "\"initial\" is no value"),
            ("7", "the property \"thing\" must be a mapping (keys with values), not \"7\""),
        ])
    func property(text: String, expected: String) {
        let found = check("type: light\nstate: { topic: t }\nproperties:\n  thing: \(text)\n")
        #expect(found.contains { $0.contains(expected) }, "\(found)")
    }

    @Test(
        "names of the vocabulary mean what they mean",
        arguments: [
            ("power: { reading: { unit: W }, state: {} }", "\"power\" has the values on and off in the vocabulary"),
            ("lock: { values: [open, closed], state: {} }", "\"lock\" has the values locked and unlocked"),
            ("brightness: { range: { minimum: 0, maximum: 254 }, state: {} }", "\"brightness\" goes from 0 to 100"),
            ("mute: { values: [on, off], state: {} }", "\"mute\" is a flag"),
        ])
    func vocabulary(text: String, expected: String) {
        let found = check("type: light\nstate: { topic: t }\nproperties:\n  \(text)\n")
        #expect(found.contains { $0.hasPrefix("4:3: \(expected)") }, "\(found)")
        #expect(check("type: sensor\nstate: { topic: t }\nproperties:\n  \(text)\n").isEmpty)
    }

    @Test("all mistakes of a file are found at once, in order")
    func several() {
        let found = check(
            "type: light\nstate: { topic: t }\nfoo: 1\nproperties:\n  a: { values: [x], stat: {} }\n  b: { range: { minimum: 2, maximum: 1 }, state: {} }\nqos: 9\n"
        )
        #expect(found.map { $0.prefix { $0 != ":" } } == ["3", "5", "5", "6", "7"], "\(found)")
    }

    @Test("broken copies of the shipped files end in mistakes, never in a crash")
    func broken() throws {
        let folder = TemporaryFolder()
        var generator = SeededGenerator(seed: 21)
        let files = ["zigbee2mqtt/bulb", "homeconnect/oven", "esphome/rice_cooker"].map {
            "\(Repository.devices)/\($0).yaml"
        }
        for path in files + [Repository.demo] {
            let original = try HomeFiles.readBytes(of: path)
            for _ in 0..<300 {
                var bytes = original
                for _ in 0..<Int.random(in: 1...6, using: &generator) {
                    let index = Int.random(in: 0..<bytes.count, using: &generator)
                    switch Int.random(in: 0...4, using: &generator) {
                    case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
                    case 1: bytes.removeSubrange(index..<min(bytes.count, index + 12))
                    case 2: bytes.insert(contentsOf: Array("{}[]:, -\n\"".utf8).shuffled(using: &generator), at: index)
                    case 3: bytes.swapAt(index, Int.random(in: 0..<bytes.count, using: &generator))
                    default: bytes.removeLast(bytes.count - index)
                    }
                    if bytes.isEmpty { bytes = original }
                }
                folder.write("devices/test/thing.yaml", bytes: bytes)
                for mistake in HomeFiles.check([folder.path + "/devices/test/thing.yaml"]) {
                    #expect(mistake.line >= 1 && mistake.column >= 1 && !mistake.message.isEmpty)
                }
            }
        }
    }
}
