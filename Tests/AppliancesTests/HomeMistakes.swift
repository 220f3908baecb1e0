import ApplianceVocabulary
import Appliances
import Testing
import YAMLReader

@Suite("Mistakes in homes")
struct HomeMistakes {
    private static let profile = """
        type: light
        parameters: { base: { default: b }, key: {} }
        state: { topic: "{base}/{address}/{key}" }
        properties:
          power:
            values: { on: "ON", off: "OFF" }
            command: { topic: "{base}/{address}/set", payload: "{value}" }
            state: {}
          level:
            range: { minimum: 0, maximum: 10 }
            command: { topic: "{base}/{address}/level", payload: "{value}" }
            state: { topic: "{base}/{address}/level/state" }

        """

    private func check(_ home: String) -> [String] {
        let folder = TemporaryFolder()
        folder.write("devices/test/thing.yaml", Self.profile)
        folder.write("config/home.yaml", home)
        return HomeFiles.check([folder.path + "/config/home.yaml"]).map {
            #expect($0.file.hasSuffix("config/home.yaml"))
            return "\($0.line):\($0.column): \($0.message)"
        }
    }

    private static let sound = """
        areas: { kitchen: { floor: downstairs } }
        devices:
          one: { profile: test/thing, area: kitchen, parameters: { key: k } }

        """

    @Test("a good home has none")
    func good() {
        #expect(check(Self.sound) == [])
    }

    @Test(
        "each mistake is told with its place",
        arguments: [
            ("devises: {}\nnode: a\n", "1:1: unknown key \"devises\" in the home; did you mean \"devices\"?"),
            ("node: a b\ndevices: {}\n", "1:7: the node must be letters, digits, - and _"),
            (
                "node: a\nbroker: { host: x, prot: 1 }\n",
                "2:20: unknown key \"prot\" in the broker; did you mean \"port\"?"
            ),
            (
                "model: a.trivet\nmodels: [b.trivet, c.trivet]\ndevices: {}\n",
                "2:9: model and models are both given; keep one"
            ),
            ("models: []\ndevices: {}\n", "1:9: the list is empty; give at least one model file"),
            ("models: [a, b, a]\ndevices: {}\n", "1:9: a model stands there twice"),
            ("node: a\nbroker: { port: 70000 }\n", "2:17: \"port\" is 70000; it must be within 1 to 65535"),
            ("node: a\nbroker: { port: http }\n", "2:17: \"port\" must be a number, not \"http\""),
            ("node: a\nbroker: { password: x }\n", "2:9: the broker needs \"username\""),
            (
                "node: a\nbroker: { username: u, password: x, password_file: f }\n",
                "2:52: password and password_file are both given"
            ),
            ("node: a\nbroker: { socket: /s, port: 1 }\n", "2:19: a socket stands instead of host and port"),
            ("node: a\nbroker: { tls: { key: k } }\n", "2:16: certificate and key belong together"),
            ("node: a\nbroker: [1]\n", "2:9: the broker must be a mapping"),
            (
                "node: a\nagent: { rejection_threshold: 2 }\n",
                "2:31: \"rejection_threshold\" is 2; it must be within 0 to 1"
            ),
            ("node: a\nagent: { maximum_steps: 1.5 }\n", "2:25: \"maximum_steps\" must be a whole number"),
            ("node: a\ncontext_tokens: 12\n", "2:17: \"context_tokens\" is 12; it must be within 128 to 32768"),
            ("node: a\nkv_cache: f61\n", "2:11: \"kv_cache\" must be f32, f16 or int8, not \"f61\"; did you mean f16?"),
            (
                "areas: { k: { name: Kitchen }, l: { name: kitchen } }\ndevices: {}\n",
                "1:32: \"kitchen\" is already the name of the area k"
            ),
            (sound + "  two: { profile: test/thin }\n", "4:19: there is no profile \"test/thin\""),
            (sound + "  two: { profile: test/thin }\n", "did you mean test/thing?"),
            (sound + "  two: { profile: ../../etc/passwd }\n", "4:19: the profile must be a folder and a file"),
            (
                sound + "  two: {}\n",
                "4:8: the device \"two\" needs \"profile\"; write for example profile: zigbee2mqtt/bulb"
            ),
            (sound + "  two: { profile: test/thing }\n", "4:3: the profile test/thing needs the parameter \"key\""),
            (
                sound + "  two: { profile: test/thing, parameters: { key: k, bas: x } }\n",
                "the profile test/thing has no parameter \"bas\"; did you mean base?"
            ),
            (
                sound + "  two: { profile: test/thing, parameters: { key: \"#\" } }\n",
                "the parameter \"key\" must not hold + or #"
            ),
            (
                sound + "  two: { profile: test/thing, name: One, parameters: { key: k } }\n",
                "4:37: \"One\" is already the name of the device one"
            ),
            (
                sound + "  two: { profile: test/thing, aliases: [one], parameters: { key: k } }\n",
                "\"one\" is already the name of the device one"
            ),
            (
                sound + "  two: { profile: test/thing, aliases: [two], parameters: { key: k } }\n",
                "\"two\" is here twice"
            ),
            (
                sound + "  two: { profile: test/thing, area: kichen, parameters: { key: k } }\n",
                "4:37: there is no area \"kichen\"; did you mean kitchen?"
            ),
            (
                sound + "  two: { profile: test/thing, address: a/#, parameters: { key: k } }\n",
                "4:40: the address must not hold + or #"
            ),
            (
                sound + "  two: { profile: test/thing, address: one, parameters: { key: k } }\n",
                "4:3: two and one obey the same message on b/one/set"
            ),
            (
                sound + "  two: { profile: test/thing, without: [powr], parameters: { key: k } }\n",
                "the profile test/thing has no \"powr\" anyway; did you mean power?"
            ),
            (
                sound + "  two: { profile: test/thing, tables: { r: { a: b } }, parameters: { key: k } }\n",
                "the profile test/thing has no table \"r\""
            ),
            (
                sound + "  two: { profile: test/thing, limits: { level: { maximum: 11 } }, parameters: { key: k } }\n",
                "the limit 11 is outside of the range 0 to 10"
            ),
            (
                sound
                    + "  two: { profile: test/thing, limits: { level: { minimum: 5, maximum: 1 } }, parameters: { key: k } }\n",
                "the minimum is above the maximum"
            ),
            (
                sound
                    + "  two: { profile: test/thing, limits: { power: { blocked_while: { device: onee, property: power, is: on } } }, parameters: { key: k } }\n",
                "there is no device \"onee\"; did you mean one?"
            ),
            (sound + "  Two: { profile: test/thing }\n", "4:3: the device \"Two\" must be lower-case letters"),
            (sound + "  one: { profile: test/thing }\n", "4:3: \"one\" is here twice, first in line 3"),
            (sound + "profiles: nowhere\n", "4:11: the folder of device profiles"),
            ("", "1:1: this is neither a home"),
            ("[1, 2]\n", "1:1: this is neither a home"),
        ])
    func mistakes(text: String, expected: String) {
        let found = check(text)
        #expect(found.contains { $0.hasPrefix(expected) || $0.contains(expected) }, "\(found)")
    }

    @Test("files that are not there, folders without files, and mistakes of profiles")
    func files() throws {
        let folder = TemporaryFolder()
        #expect(HomeFiles.check([folder.path + "/none.yaml"]).first?.message.contains("No such file") == true)
        #expect(HomeFiles.check([folder.path]).first?.message.contains("no .yaml file") == true)
        folder.write("devices/test/thing.yaml", "type: light\nproperty: {}\n")
        folder.write("config/home.yaml", "devices:\n  one: { profile: test/thing }\n  two: { profile: test/thing }\n")
        let mistakes = HomeFiles.check([folder.path + "/config/home.yaml"])
        #expect(mistakes.map(\.line) == [1, 2])
        #expect(mistakes.allSatisfy { $0.file.hasSuffix("/config/../devices/test/thing.yaml") })
        let error = #expect(throws: HomeLoadingError.self) { try HomeFiles.load(folder.path + "/config/home.yaml") }
        #expect(error?.description.split(separator: "\n").count == 2)
    }

    @Test("of several models the first is asked first")
    func models() throws {
        let folder = TemporaryFolder()
        folder.write("devices/test/thing.yaml", Self.profile)
        folder.write(
            "config/home.yaml",
            "models: [quick.trivet, /m/large.trivet]\nagent: { handover_certainty: 0.75 }\n" + Self.sound)
        let read = try HomeFiles.load(folder.path + "/config/home.yaml").configuration
        #expect(read.model == folder.path + "/config/quick.trivet" && read.laterModels == ["/m/large.trivet"])
        #expect(read.agent.handoverCertainty == 0.75)
    }

    @Test("a whole home is read")
    func whole() throws {
        let folder = TemporaryFolder()
        folder.write("devices/test/thing.yaml", Self.profile)
        folder.write(
            "h/home.yaml",
            """
            node: pi-1
            broker: { host: h, username: u, password_file: secret, keepalive_seconds: 20, client_id: c,
                      tls: { authority: ca.pem, certificate: c.pem, key: /k.pem } }
            model: m.trivet
            context_tokens: 2048
            kv_cache: int8
            profiles: ../devices
            board: raspberry_pi_5
            boards: fw
            data: d
            agent: { maximum_steps: 3, maximum_actions: 5, turn_seconds: 9, confirmation_seconds: 2.5, question_seconds: 7,
                     session_seconds: 8, history_turns: 1, maximum_command_bytes: 100, rejection_threshold: 0.25,
                     certainty_threshold: 0.125, observe: true }
            areas: { living_room: {}, loft: { name: The  Loft, floor: top } }
            devices:
              light.main: { profile: test/thing, name: "  Big   Lamp ", aliases: [sun], area: loft, address: a/b, type: heater,
                            device_class: x, parameters: { key: 5 }, without: [level] }
            """)
        let home = try HomeFiles.load(folder.path + "/h/home.yaml")
        let read = home.configuration
        #expect(read.node == "pi-1")
        #expect(read.broker.port == 8883)
        #expect(read.broker.passwordFile == folder.path + "/h/secret")
        #expect(
            read.broker.tls
                == TLSSettings(
                    authority: folder.path + "/h/ca.pem", certificate: folder.path + "/h/c.pem", key: "/k.pem"))
        #expect(read.broker.keepAliveSeconds == 20)
        #expect(read.model == folder.path + "/h/m.trivet")
        #expect(read.contextTokens == 2048 && read.cachePrecision == .int8)
        #expect(read.board == "raspberry_pi_5")
        #expect(read.agent.maximumSteps == 3)
        #expect(read.agent.observeOnly)
        #expect(read.areas.map(\.name) == ["living room", "The Loft"])
        let device = try #require(home.devices.first)
        #expect(device.id == "light.main")
        #expect(device.name == "Big Lamp")
        #expect(device.area == "The Loft" && device.floor == "top")
        #expect(device.type == "heater" && device.deviceClass == "x")
        #expect(device.capabilities.map(\.property) == ["power"])
        #expect(home.subscriptions.map(\.topic) == ["b/a/b/5"])
    }
}

extension HomeMistakes {
    @Test(
        "names that people could not read are mistakes",
        arguments: [
            ("la\u{202E}mp", "the character U+202E"), ("la\u{200B}mp", "the character U+200B"),
            ("lamp\u{E0041}", "the character U+E0041"), ("lamp\u{0007}", "U+7"),
            (String(repeating: "a", count: 81), "longer than 80 bytes"),
        ])
    func unreadable(_ name: String, _ message: String) {
        let written = name.replacing("\u{7}", with: "\\u0007")
        for (line, what) in [
            ("devices: { one: { profile: test/thing, name: \"\(written)\", parameters: { key: k } } }", "the name"),
            (
                "devices: { one: { profile: test/thing, aliases: [\"\(written)\"], parameters: { key: k } } }",
                "the alias"
            ),
            ("areas: { kitchen: { name: \"\(written)\" } }", "the name of the area"),
            ("areas: { kitchen: \"\(written)\" }", "the floor"),
        ] {
            let mistakes = check(line)
            #expect(mistakes.count == 1 && mistakes[0].contains(what) && mistakes[0].contains(message), "\(mistakes)")
        }
    }

    @Test("names in other scripts are none, with their joiners")
    func otherScripts() {
        for name in ["厨房灯", "چراغ‌خواب", "रसोई की बत्ती", "лампа"] {
            #expect(
                check("devices: { one: { profile: test/thing, name: \"\(name)\", parameters: { key: k } } }").isEmpty)
        }
    }
}
