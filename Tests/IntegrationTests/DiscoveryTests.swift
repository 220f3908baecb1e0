import Agent
import ApplianceVocabulary
import Appliances
import DeviceDiscovery
import JSONText
import MQTTClient
import TestBroker
import TestSupport
import Testing
import TrivetRuntime

#if canImport(Glibc)
    import Glibc
#endif

/// Devices that announce themselves at a real broker.
@Suite("Discovery", .timeLimit(.minutes(2)))
struct DiscoveryTests {
    static let lamp = """
        {"name":"Desk lamp","cmd_t":"desk/lamp/set","stat_t":"desk/lamp","avty_t":"desk/online","dev":{"ids":"d1","name":"Desk lamp"}}
        """
    static let topic = "homeassistant/light/desk/config"

    /// A model that knows what to say of the lamp that appears.
    static let model = ScriptedModel([
        "turn on the desk lamp": [.control("set"), .device("desk lamp"), .text(" power on")],
        "turn off the desk lamp": [.control("set"), .device("desk lamp"), .text(" power off")],
    ])

    @Test("what the broker keeps is found, proposed, written and read again; nothing that is there is changed")
    func proposal() async throws {
        let stage = try await Stage(withAppliances: false)
        let watcher = try await stage.watcher()
        for (topic, payload) in [
            (Self.topic, Self.lamp),
            (
                "homeassistant/light/kitchen/config",
                "{\"name\":\"Other\",\"cmd_t\":\"lamp/set\",\"stat_t\":\"lamp/state\"}"
            ),
            ("homeassistant/camera/door/config", "{\"name\":\"Door\",\"topic\":\"door\"}"),
        ] {
            try await watcher.client.publish(MQTTMessage(topic: topic, text: payload, retain: true))
        }
        let home = try HomeFiles.load(stage.home.file)
        let connection = MQTTConfiguration(
            endpoint: .tcp(host: "127.0.0.1", port: stage.broker.port), clientID: "discover")
        let report = try await DiscoveryListener(Discovery.Options(), connection: connection).listen(seconds: 1)
        let files = ProposalFiles(home.configuration)
        let proposal = Proposal(report, for: home, existing: files.existing)
        #expect(proposal.entries.map(\.id) == ["desk_lamp"])
        #expect(proposal.known.map(\.id) == ["lamp"])
        #expect(proposal.unmapped.map(\.reason) == ["a picture"])

        let before = stage.home.folder.read("config/home.yaml")
        let written = try files.write(proposal, for: home.configuration)
        #expect(written.count == 2)
        #expect(stage.home.folder.read("config/home.yaml") == before)
        #expect(HomeFiles.check(written).isEmpty)
        #expect(HomeFiles.check([stage.home.folder.path + "/config", stage.home.folder.path + "/devices"]).isEmpty)
        // A second time the profile is known, and the entries go into another file.
        let again = Proposal(report, for: home, existing: files.existing)
        #expect(again.newProfiles.isEmpty)
        #expect(try files.write(again, for: home.configuration).count == 1)
        // The difference, applied, is a home with the lamp.
        let (text, difference) = try #require(HomeDiff.adding(proposal.entries, to: before, path: "config/home.yaml"))
        #expect(difference.contains("+  desk_lamp:"))
        let file = stage.home.folder.write("config/changed.yaml", text)
        #expect(try HomeFiles.load(file).devices.map(\.id) == ["lamp", "blind", "door", "desk_lamp"])
    }

    @Test("a running home takes in a lamp that appears, says that one is gone that vanishes, and takes it back")
    func following() async throws {
        let stage = try await Stage(withAppliances: false, confirmWithinSeconds: 10)
        let file = stage.home.folder.write(
            "config/following.yaml",
            stage.home.folder.read("config/home.yaml") + "\ndiscovery: { follow: [homeassistant] }\n")
        let watcher = try await stage.watcher()
        let node = try stage.node(model: Self.model, home: file)
        defer { withExtendedLifetime(node) {} }
        #expect(try await watcher.ready())

        // The lamp is announced, comes online, and obeys.
        try await watcher.client.publish(MQTTMessage(topic: Self.topic, text: Self.lamp, retain: true))
        try await watcher.client.publish(MQTTMessage(topic: "desk/online", text: "online", retain: true))
        #expect(try await watcher.wait { $0.devices == 4 })
        try await watcher.say("turn on the desk lamp")
        #expect(try await watcher.wait { $0.messages("desk/lamp/set").map(\.text) == ["ON"] })
        try await watcher.client.publish(MQTTMessage(topic: "desk/lamp", text: "ON", retain: true))
        #expect(try await watcher.reply()?.ok == true)

        // The announcement is taken away: nothing is sent any more.
        try await watcher.client.publish(MQTTMessage(topic: Self.topic, text: "", retain: true))
        #expect(try await watcher.wait { $0.devicesOnline == 3 })
        try await watcher.say("turn off the desk lamp")
        #expect(try await watcher.reply(2)?.ok == false)
        #expect(watcher.messages("desk/lamp/set").count == 1)

        // It is announced again.
        try await watcher.client.publish(MQTTMessage(topic: Self.topic, text: Self.lamp, retain: true))
        #expect(try await watcher.wait { $0.devicesOnline == 4 })
        try await watcher.say("turn off the desk lamp")
        #expect(try await watcher.wait { $0.messages("desk/lamp/set").map(\.text) == ["ON", "OFF"] })
    }

    @Test("the program shows a difference and changes nothing", .enabled(if: Program.isThere))
    func program() async throws {
        let stage = try await Stage(withAppliances: false)
        let watcher = try await stage.watcher()
        try await watcher.client.publish(MQTTMessage(topic: Self.topic, text: Self.lamp, retain: true))
        let output = stage.home.folder.path + "/output"
        let process = try ChildProcess(
            Program.path,
            [
                "devices", "discover", "--config", stage.home.file, "--broker", "127.0.0.1:\(stage.broker.port)",
                "--seconds", "1",
            ], output: output)
        var status: Int32 = -1
        #expect(waitpid(process.id, &status, 0) == process.id && status == 0)
        let text = stage.home.folder.read("output")
        #expect(
            text.contains("+++ ") && text.contains("+  desk_lamp:")
                && text.contains("+    profile: discovered/light"))
        #expect(stage.home.folder.read("devices/discovered/light.yaml").isEmpty)
    }
}

/// The program beside the program of the tests.
private enum Program {
    static let path: String = {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = max(0, readlink("/proc/self/exe", &buffer, buffer.count))
        let tests = String(decoding: buffer[..<count], as: UTF8.self)
        return tests[..<(tests.lastIndex(of: "/") ?? tests.startIndex)] + "/trivet"
    }()
    static let isThere = access(path, X_OK) == 0
}

extension Watcher {
    /// How many devices the runtime says that it has.
    fileprivate var devices: Int? { status("devices") }
    /// How many of them it says are there.
    fileprivate var devicesOnline: Int? { status("devices_online") }

    private func status(_ key: String) -> Int? {
        messages("trivet/test/status").last.flatMap { try? JSON(parsing: $0.payload) }?[key]?.integer
    }
}
