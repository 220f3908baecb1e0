import ApplianceVocabulary
import Appliances
import Testing

@Suite("The safety policy: people and places")
struct PolicyRulesOfPeople {
    private let on = Action.set("lamp", "power", .name("on"))

    private func home(limits: String = "", senders: String) throws -> ApplianceHome {
        let folder = TemporaryFolder()
        folder.write("devices/test/lamp.yaml", Self.lamp)
        folder.write(
            "config/home.yaml",
            """
            areas: { kitchen: {}, hall: {} }
            senders: \(senders)
            devices:
              lamp: { profile: test/lamp, area: kitchen\(limits.isEmpty ? "" : ", limits: { power: \(limits) }") }
              other: { profile: test/lamp, name: the other one, area: hall }
            """)
        return try HomeFiles.load(folder.path + "/config/home.yaml")
    }

    private static let lamp = """
        type: light
        properties:
          power:
            values: [on, off]
            command: { topic: "{address}/set", payload: "{value}" }
            state: { topic: "{address}" }
        """

    private func rule(_ home: ApplianceHome, _ action: Action? = nil, by sender: String?) -> String {
        let context = PolicyContext(now: 0, sender: sender, isConfirmed: true)
        let result = reason(home.prepare(action ?? on, state: HomeState(), context: context))
        return result.hasPrefix("ready") ? "ready" : result
    }

    @Test("only the senders that a limit names, and nobody who only says so")
    func users() throws {
        let home = try home(limits: "{ users: [ann, ben] }", senders: "{ ann: {}, ben: {}, cat: {} }")
        #expect(rule(home, by: "ann") == "ready")
        #expect(rule(home, by: "ben") == "ready")
        #expect(rule(home, by: "cat") == "users")
        #expect(rule(home, by: nil) == "users")
    }

    @Test("only from an area, where the sender's own topic proves it")
    func areas() throws {
        let home = try home(
            limits: "{ areas: [kitchen] }", senders: "{ ann: {}, panel: { area: kitchen }, door: { area: hall } }")
        #expect(rule(home, by: "panel") == "ready")
        #expect(rule(home, by: "door") == "areas")
        #expect(rule(home, by: "ann") == "areas")
        #expect(rule(home, by: nil) == "areas")
    }

    @Test("a sender changes only what it may; the topic of everybody too")
    func only() throws {
        let home = try home(
            senders: "{ panel: { only: [kitchen] }, child: { only: [other] }, ann: {}, anyone: { only: [] } }")
        let other = Action.set("other", "power", .name("on"))
        #expect(rule(home, by: "panel") == "ready")
        #expect(rule(home, other, by: "panel") == "sender")
        #expect(rule(home, by: "child") == "sender")
        #expect(rule(home, other, by: "child") == "ready")
        #expect(rule(home, by: "ann") == "ready")
        #expect(rule(home, by: nil) == "sender")
        #expect(rule(home, by: "stranger") == "sender")
    }

    @Test("a home without senders is everybody's")
    func everybody() throws {
        let folder = TemporaryFolder()
        let home = try folder.home(profile: Self.lamp)
        #expect(rule(home, .set("thing", "power", .name("on")), by: nil) == "ready")
    }

    @Test(
        "mistakes in limits of time and people say what would be right",
        arguments: [
            ("users: [bob]", "there is no sender \"bob\""),
            ("users: [anyone]", "there is no sender \"anyone\""),
            ("areas: [attic]", "there is no area \"attic\""),
            ("areas: [kitchen]", "no sender has an area"),
            ("rate: { actions: 3 }", "within_seconds"),
            ("rate: { actions: 0, within_seconds: 10 }", "it must be within 1 to 100"),
            ("quiet_hours: { from: \"25:00\", to: \"7:00\" }", "a time of day such as \"22:30\""),
            ("quiet_hours: { from: \"7:00\", to: \"7:00\" }", "begin and end at the same minute"),
            ("quiet_hours: { from: \"7:00\", to: \"8:00\", days: [monday] }", "\"monday\" is no day"),
            ("must_end: { by: { power: \"off\" } }", "within_seconds"),
            ("must_end: { within_seconds: 600, by: halt }", "\"halt\", which is no verb"),
            ("must_end: { within_seconds: 600, by: { power: dim } }", "which cannot be set"),
            ("must_end: { within_seconds: 600, by: { power: \"off\" }, argument: minutes }", "no number that"),
            ("must_end: { within_seconds: 600, by: { power: \"off\" }, argument: laps }", "hours, minutes or seconds"),
        ])
    func mistakes(_ limit: String, _ message: String) throws {
        do {
            _ = try home(limits: "{ \(limit) }", senders: "{ ann: {}, anyone: {} }")
            Issue.record("\(limit) was taken")
        } catch let error as HomeLoadingError {
            #expect(error.description.contains(message), "\(error.description)")
        }
    }

    @Test(
        "mistakes in senders say what would be right",
        arguments: [
            ("{ ann: { area: attic } }", "there is no area \"attic\""),
            ("{ ann: { only: [cellar] } }", "\"cellar\" is neither an area nor a device"),
            ("{ anyone: { area: hall } }", "stands in no area in particular"),
            ("{ \"Ann/#\": {} }", "must be lower-case letters"),
        ])
    func mistakesOfSenders(_ senders: String, _ message: String) throws {
        do {
            _ = try home(senders: senders)
            Issue.record("\(senders) was taken")
        } catch let error as HomeLoadingError {
            #expect(error.description.contains(message), "\(error.description)")
        }
    }
}
