import ApplianceVocabulary
import Appliances
import Testing
import YAMLReader

@Suite("Triggers")
struct TriggerTests {
    @Test("Pulled when it becomes true, not by the first report, not while it stays true")
    func edges() throws {
        var watch = try watch("when: { device: oven, property: door, is: open }\n    cool_down_seconds: 0")
        #expect(watch.observe(.name("open"), at: 0) == nil)
        #expect(watch.observe(.name("open"), at: 1) == nil)
        #expect(watch.observe(.name("closed"), at: 2) == nil)
        #expect(watch.observe(.name("open"), at: 3) == .pull)
        #expect(watch.observe(.name("open"), at: 4) == nil)
    }

    @Test("With a hysteresis a value that trembles at the limit pulls once")
    func hysteresis() throws {
        var watch = try watch(
            "when: { device: heating, property: current_temperature, above: 26, hysteresis: 1 }\n    cool_down_seconds: 0"
        )
        let steps = [20, 26.1, 25.9, 26.2, 25.1, 26.3, 25, 26.4].enumerated().map { index, value in
            watch.observe(.number(value), at: Double(index))
        }
        #expect(steps == [nil, .pull, nil, nil, nil, nil, nil, .pull])
    }

    @Test("Only after it has been so for a while, also when that began before the first report")
    func forAWhile() throws {
        var watch = try watch(
            "when: { device: oven, property: door, is: open, for_seconds: 60 }\n    cool_down_seconds: 0")
        #expect(watch.observe(.name("open"), at: 0) == nil && watch.deadline == 60)
        #expect(watch.advance(to: 59) == nil && watch.advance(to: 60) == .pull && watch.deadline == nil)
        #expect(watch.observe(.name("closed"), at: 61) == nil)
        #expect(watch.observe(.name("open"), at: 62) == nil && watch.observe(.name("closed"), at: 100) == nil)
        #expect(watch.advance(to: 200) == nil)
    }

    @Test("It cools down, and it does not run wild")
    func bounds() throws {
        var watch = try watch(
            "when: { device: oven, property: door, is: open }\n    cool_down_seconds: 10\n    at_most_per_hour: 3")
        _ = watch.observe(.name("closed"), at: 0)
        var pulls: [Double] = []
        for second in stride(from: 1.0, through: 5_000, by: 2) {
            if watch.observe(.name("open"), at: second) == .pull { pulls.append(second) }
            _ = watch.observe(.name("closed"), at: second + 1)
        }
        #expect(pulls == [1, 11, 21, 3_601, 3_611, 3_621])
    }

    @Test("A message is an event each time; the value may stand inside")
    func messages() throws {
        var watch = try watch(
            "when: { topic: panel/button, path: action.0.kind, is: single }\n    cool_down_seconds: 0")
        func value(_ text: String) -> Value? { watch.trigger.value(in: Array(text.utf8)) }
        #expect(value(#"{"action": [{"kind": "single"}]}"#) == .name("single"))
        #expect(value("single") == nil && value(#"{"action": 3}"#) == nil)
        #expect(watch.observe(.name("single"), at: 0) == .pull && watch.observe(.name("single"), at: 1) == .pull)
        #expect(watch.observe(.name("double"), at: 2) == nil)
    }

    @Test(
        "Every mistake, where it is",
        arguments: [
            (
                "when: { device: ovn, property: door, is: open }\n    say: hello", "7:11",
                "no device \"ovn\"; did you mean oven?"
            ),
            (
                "when: { device: oven, property: dor, is: open }\n    say: hello", "7:11",
                "oven has no \"dor\"; did you mean door?"
            ),
            (
                "when: { device: oven, property: door, is: ajar }\n    say: hello", "7:11",
                "\"ajar\" is no value of \"door\""
            ),
            ("when: { device: oven, property: door }\n    say: hello", "7:11", "needs \"is\""),
            ("when: { device: oven, property: door, is: open }", "7:5", "needs \"say\""),
            (
                "when: { device: oven, property: door, is: open }\n    say: hello\n    do: []", "8:10",
                "keep one of say and do"
            ),
            ("when: { topic: a/+, is: on }\n    say: hello", "7:20", "a single one, without + and #"),
            ("when: { topic: trivet/home/event }\n    say: hello", "7:20", "would hear itself"),
            ("when: { topic: a, is: on, for_seconds: 3 }\n    say: hello", "7:44", "does not last"),
            (
                "when: { device: oven, property: door, is: open, hysteresis: 2 }\n    say: hello", "7:65",
                "goes with above or below"
            ),
            (
                "when: { topic: a }\n    do: [{ device: heating, set: temperature, to: 400 }]", "8:10",
                "heating cannot do that"
            ),
            ("when: { topic: a }\n    do: [{ device: heating, to: 20 }]", "8:10", "needs set: or run:"),
            ("when: { topic: a }\n    say: hello\n    area: kitchn", "9:11", "did you mean kitchen?"),
            (
                "when: { topic: a }\n    say: hello\n    cool_down_second: 3", "9:5",
                "did you mean \"cool_down_seconds\"?"
            ),
        ])
    func mistakes(_ body: String, _ place: String, _ words: String) throws {
        let found = try Self.check(body)
        #expect(found.contains { $0.description.contains(":\(place): ") && $0.message.contains(words) }, "\(found)")
    }

    /// A home with a trigger whose body begins in line 7.
    private static func file(_ body: String, in folder: borrowing TemporaryFolder) -> String {
        folder.write(
            "config/home.yaml",
            """
            profiles: \(Repository.devices)
            areas: { kitchen: ground }
            devices: { oven: { profile: homeconnect/oven }, heating: { profile: esphome/thermostat } }
            # What happens:
            triggers:
              t:
                \(body)
            """)
        return folder.path + "/config/home.yaml"
    }

    private static func check(_ body: String) throws -> [Diagnostic] {
        let folder = TemporaryFolder()
        return HomeFiles.check([file(body, in: folder)])
    }

    private func watch(_ body: String) throws -> TriggerWatch {
        let folder = TemporaryFolder()
        let home = try HomeFiles.load(Self.file(body + "\n    say: hello", in: folder))
        return TriggerWatch(try #require(home.configuration.triggers.first))
    }
}
