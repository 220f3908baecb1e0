import ApplianceVocabulary
import Appliances
import Testing
import YAMLReader

@Suite("Forms of colours, reports and presence")
struct Forms {
    static let colors = [
        "red", "green", "blue", "yellow", "orange", "purple", "pink", "white", "cyan", "magenta", "violet", "turquoise",
        "teal", "gold", "brown", "lime", "indigo", "lavender",
    ]

    private func lamp(_ encoding: String, state: String = "{}") -> String {
        """
        type: light
        state: { topic: "{address}/state" }
        properties:
          color:
            values: [\(Self.colors.joined(separator: ", "))]
            encoding: \(encoding)
            command: { topic: "{address}/set", payload: "{value}" }
            state: \(state)

        """
    }

    @Test(
        "every colour that is sent is the colour that is read",
        arguments: [
            "hue_saturation", "hexadecimal", "{ text: \"{hue},{saturation}\" }",
            "{ text: \"rgb,{red},{green},{blue}\" }",
            "{ text: \"hsv,{hue},{saturation},{level}\" }", "{ json: { x: \"{x}\", y: \"{y}\" } }",
            "{ json: { r: \"{red}\", g: \"{green}\", b: \"{blue}\" } }", "{ json: [\"{hue}\", \"{saturation}\"] }",
        ])
    func colors(encoding: String) throws {
        let folder = TemporaryFolder()
        let home = try folder.home(profile: lamp(encoding))
        for color in Self.colors {
            let message = try #require(try home.encode(.set("thing", "color", .name(color))).first)
            let report = home.decode(topic: "thing/state", payload: message.payload)
            #expect(
                report.changes == [StateChange(device: "thing", property: "color", value: .name(color))],
                "\(encoding) \(message.text)")
        }
    }

    @Test(
        "numbers are those of the standards",
        arguments: [
            ("{ json: { x: \"{x}\", y: \"{y}\" } }", "red", "{\"x\":0.6401,\"y\":0.33}"),
            ("{ json: { x: \"{x}\", y: \"{y}\" } }", "green", "{\"x\":0.3,\"y\":0.6}"),
            ("{ json: { x: \"{x}\", y: \"{y}\" } }", "blue", "{\"x\":0.15,\"y\":0.06}"),
            ("{ json: { x: \"{x}\", y: \"{y}\" } }", "white", "{\"x\":0.3127,\"y\":0.329}"),
            ("{ text: \"{red},{green},{blue}\" }", "pink", "255,128,170"),
        ])
    func numbers(encoding: String, color: String, expected: String) throws {
        let folder = TemporaryFolder()
        let home = try folder.home(profile: lamp(encoding))
        #expect(try home.encode(.set("thing", "color", .name(color))).map(\.text) == [expected])
    }

    @Test("reports may have a form of their own; what is no colour is a problem")
    func reports() throws {
        let folder = TemporaryFolder()
        let home = try folder.home(
            profile: lamp("hexadecimal", state: "{ path: c, encoding: { text: \"{hue},{saturation},{level}\" } }"))
        #expect(
            home.decode(topic: "thing/state", payload: Array("{\"c\":\"240,99,12\"}".utf8)).changes.map(\.value)
                == [.name("blue")])
        for payload in ["{\"c\":\"240,99\"}", "{\"c\":\"a,b,c\"}", "{\"c\":5}"] {
            let report = home.decode(topic: "thing/state", payload: Array(payload.utf8))
            #expect(report.changes.isEmpty && report.problems.count == 1, "\(payload)")
        }
    }

    @Test(
        "mistakes in forms are named",
        arguments: [
            ("{ text: \"{red},{green}\" }", "a colour needs {hue} and {saturation}"),
            ("{ text: \"{hue},{satiration}\" }", "did you mean {saturation}?"),
            ("{ texts: a }", "unknown key \"texts\""), ("{}", "needs \"text\""), ("rgb", "must be"),
        ])
    func mistakes(encoding: String, words: String) {
        let folder = TemporaryFolder()
        folder.write("thing.yaml", lamp(encoding))
        let found = HomeFiles.check([folder.path + "/thing.yaml"]).map(\.message)
        #expect(found.contains { $0.contains(words) }, "\(found)")
    }

    private static let cover = """
        type: cover
        state: { topic: "{address}/state" }
        availability_mode: MODE
        availability:
          - { topic: "{address}/online" }
          - { topic: "bridge/online", path: state }
        properties:
          opening:
            values: { open: OPEN, closed: CLOSE }
            command: { topic: "{address}/set", payload: "{value}" }
            state: { path: [pos, "in.percent"], values: { closed: 0 }, otherwise: open, ignore: [unknown] }
          lamp:
            values: { on: "ON", off: "OFF" }
            command: { topic: "{address}/lamp", payload: "{value}" }
            confirm: { optimistic: true }

        """

    @Test("a report may say nothing, and a name may stand for everything else; keys may have dots")
    func otherwise() throws {
        let folder = TemporaryFolder()
        let home = try folder.home(profile: Self.cover.replacing("MODE", with: "all"))
        for (value, expected) in [("0", ["closed"]), ("40", ["open"]), ("\"unknown\"", []), ("null", [])] {
            let report = home.decode(topic: "thing/state", payload: Array("{\"pos\":{\"in.percent\":\(value)}}".utf8))
            #expect(report.changes.map(\.value.description) == expected && report.problems.isEmpty, "\(value)")
        }
    }

    @Test("a property that nothing reports is assumed; one that is reported is not")
    func optimistic() throws {
        let folder = TemporaryFolder()
        let home = try folder.home(profile: Self.cover.replacing("MODE", with: "all"))
        let context = PolicyContext(now: 0)
        for (property, value, assumed) in [("lamp", "on", 1), ("opening", "open", 0)] {
            let action = Action.set("thing", property, .name(value))
            guard case .ready(let prepared) = home.prepare(action, state: HomeState(), context: context) else {
                Issue.record("\(property) is not possible")
                continue
            }
            #expect(prepared.assumed.count == assumed)
            #expect((prepared.confirmation.verdict == .unconfirmable) == (assumed == 1))
        }
    }

    @Test(
        "several topics say together whether an appliance is there",
        arguments: [
            ("all", [true, true], true), ("all", [true, false], false), ("all", [false, true], false),
            ("any", [true, false], true), ("any", [false, false], false), ("latest", [false, true], true),
            ("latest", [true, false], false),
        ] as [(String, [Bool], Bool)])
    func presence(mode: String, said: [Bool], isThere: Bool) throws {
        let folder = TemporaryFolder()
        let home = try folder.home(profile: Self.cover.replacing("MODE", with: mode))
        var state = HomeState()
        #expect(state.isOnline("thing") == nil)
        let messages = [
            ("thing/online", said[0] ? "online" : "offline"),
            ("bridge/online", "{\"state\":\"\(said[1] ? "online" : "offline")\"}"),
        ]
        for (topic, payload) in messages {
            state.record(home.decode(topic: topic, payload: Array(payload.utf8)), at: 0)
        }
        #expect(state.isOnline("thing") == isThere)
        state.record(vanished: true, "thing")
        #expect(state.isOnline("thing") == false)
        state.record(vanished: false, "thing")
        #expect(state.isOnline("thing") == isThere)
    }

    @Test("a home takes in devices that are written as text, with every mistake named")
    func adding() throws {
        let folder = TemporaryFolder()
        let home = try folder.home(profile: Self.cover.replacing("MODE", with: "all"))
        let source = ProfileSource(
            name: "new/lamp",
            text: "type: light\nproperties:\n  power:\n    values: { on: a, off: b }\n"
                + "    command: { topic: \"{address}/set\", payload: \"{value}\" }\n    state: { topic: \"{address}\" }\n"
        )
        let larger = try home.adding(devices: "devices:\n  lamp: { profile: new/lamp }\n", profiles: [source])
        #expect(larger.devices.map(\.id) == ["thing", "lamp"])
        #expect(larger.reportTopics(of: "lamp") == ["lamp"])
        #expect(try larger.encode(.set("lamp", "power", .name("on"))).map(line) == ["lamp/set a"])
        for (devices, words) in [
            ("devices:\n  a: { profile: no/such }\n", "there is no profile \"no/such\""),
            ("devices:\n  a: { profile: new/lamp, name: thing }\n", "already the name of the device thing"),
            ("devices:\n  a: { profile: new/lamp, area: moon }\n", "there is no area \"moon\""),
            ("devices:\n  a: [\n", ""),
        ] {
            #expect(
                throws: HomeLoadingError.self, performing: { try home.adding(devices: devices, profiles: [source]) })
            do { _ = try home.adding(devices: devices, profiles: [source]) } catch {
                #expect("\(error)".contains(words), "\(error)")
            }
        }
    }

    @Test("a home says which announcements it follows")
    func following() throws {
        let folder = TemporaryFolder()
        folder.write("home.yaml", "discovery: { follow: [zigbee2mqtt, homie], homeassistant_prefix: ha }\n")
        let settings = try HomeFiles.load(folder.path + "/home.yaml").configuration.discovery
        #expect(settings.follow == [.zigbee2mqtt, .homie] && settings.homeAssistantPrefix == "ha")
        folder.write(
            "wrong.yaml", "discovery: { follow: [zigbee], prefix: ha, homeassistant_prefix: \"a/#\" }\ndevices: {}\n")
        let found = HomeFiles.check([folder.path + "/wrong.yaml"]).map(\.message)
        #expect(found.count == 3, "\(found)")
    }
}
