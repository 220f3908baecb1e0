import ApplianceVocabulary
import Appliances
import Testing

@Suite("Ways of writing values")
struct Encodings {
    private static let profile = """
        type: light
        state: { topic: "{address}/state" }
        properties:
          color:
            values: [red, green, blue, yellow, orange, purple, pink, white, cyan, magenta, violet, turquoise, teal, gold, brown, lime,
                     indigo, lavender]
            encoding: hexadecimal
            command: { topic: "{address}/color", payload: "{value}" }
            state: { path: Color }
          mute:
            flag: { true: 1, false: 0 }
            command: { topic: "{address}/mute", payload: "{{{value}}}" }
            state: { path: deep.0.mute }
          level:
            range: { minimum: 0, maximum: 10, step: 0.5 }
            wire: { factor: 10 }
            command: { topic: "{address}/level/{value}", payload: "set {value} now" }
            state: { path: deep.0.level }
          where:
            values: [left, right]
            command:
              - { topic: "{address}/left", payload: GO, only_for: left }
              - { topic: "{address}/right", payload: GO, only_for: right }
            state: { path: where }
          note: { reading: {}, state: { path: note } }
        verbs:
          say:
            arguments: { text: { words: true }, times: { number: { maximum: 9 } } }
            command:
              - { topic: "{address}/say", payload: { text: "{text}", note: "said {times} times", n: [1, true, null] }, needs: [text, times] }
              - { topic: "{address}/beep", payload: BEEP, unless: text }

        """

    @Test("hexadecimal colours, flags, factors, topics of their own, words")
    func writing() throws {
        let folder = TemporaryFolder()
        let home = try folder.home(profile: Self.profile)
        func lines(_ action: Action) throws -> [String] { try home.encode(home.validate(action)).map(line) }
        #expect(try lines(.set("thing", "color", .name("red"))) == ["thing/color #FF0000"])
        #expect(try lines(.set("thing", "color", .name("white"))) == ["thing/color #FFFFFF"])
        #expect(try lines(.set("thing", "mute", .name("true"))) == ["thing/mute {1}"])
        #expect(try lines(.set("thing", "level", .number(2.5))) == ["thing/level/25 set 25 now"])
        #expect(try lines(.set("thing", "where", .name("right"))) == ["thing/right GO"])
        #expect(
            try lines(.perform("thing", "say", ["text": .name("he said \"hi\""), "times": .number(3)]))
                == ["thing/say {\"text\":\"he said \\\"hi\\\"\",\"note\":\"said 3 times\",\"n\":[1,true,null]}"])
        #expect(try lines(.perform("thing", "say")) == ["thing/beep BEEP"])
        #expect(throws: ActionRefused.self) { try lines(.perform("thing", "say", ["text": .name("\u{202E}\u{7}")])) }
    }

    @Test("and back")
    func reading() throws {
        let folder = TemporaryFolder()
        let home = try folder.home(profile: Self.profile)
        func changes(_ payload: String) -> [String] {
            home.decode(topic: "thing/state", payload: Array(payload.utf8)).changes.map { "\($0.property) \($0.value)" }
        }
        #expect(changes("{\"Color\":\"#FE0202\"}") == ["color red"])
        #expect(changes("{\"deep\":[{\"mute\":\"1\",\"level\":\"25\"}]}") == ["mute true", "level 2.5"])
        #expect(changes("{\"note\":\"anything\"}") == ["note anything"])
        #expect(changes("{\"note\":7.25}") == ["note 7.25"])
        func commands(_ topic: String, _ payload: String) -> [SimulatedCommand.Request] {
            home.decodeCommand(topic: topic, payload: Array(payload.utf8)).map(\.request)
        }
        #expect(commands("thing/right", "GO") == [.operation(.set(property: "where", value: .name("right")))])
        #expect(commands("thing/mute", "{0}") == [.operation(.set(property: "mute", value: .flag(false)))])
        #expect(commands("thing/level/25", "set 25 now") == [.operation(.set(property: "level", value: .number(2.5)))])
        #expect(commands("thing/color", "#00FF00") == [.operation(.set(property: "color", value: .name("green")))])
        #expect(commands("thing/level/999", "set 999 now").isEmpty)
    }

    @Test("every colour finds its name again, by both ways of writing")
    func colors() throws {
        let folder = TemporaryFolder()
        let homes = [try folder.home(profile: Self.profile), try Repository.demoHome()]
        for (home, device) in zip(homes, ["thing", "kitchen_lamp"]) {
            guard case .choice(let names) = home.device(device)?.capability("color")?.kind else { continue }
            #expect(names.count == 18)
            for name in names {
                for message in home.encodeState(of: device, values: ["color": .name(name)]) {
                    let change = home.decode(topic: message.topic, payload: message.payload).changes.first
                    #expect(change?.value == .name(name))
                }
            }
        }
    }
}
