import ApplianceVocabulary
import Appliances
import Testing

@Suite("The safety policy: time")
struct PolicyRulesOfTime {
    static let profile = """
        type: kiln
        state: { topic: "{address}/state" }
        properties:
          power:
            values: { on: "ON", off: "OFF" }
            command: { topic: "{address}/power", payload: "{value}" }
            state: { path: power }
          remote: { reading: { values: { on: true, off: false } }, state: { path: remote } }
          activity: { reading: { values: [idle, running] }, state: { path: activity } }
        verbs:
          start:
            arguments: { minutes: { number: { maximum: 300 } } }
            command:
              - { topic: "{address}/start", payload: GO, unless: minutes }
              - { topic: "{address}/start", payload: "GO {minutes}", needs: minutes }
            confirm: { property: activity, is: [running] }
          stop:
            command: { topic: "{address}/stop", payload: NOW }
            confirm: { property: activity, is: [idle] }

        """
    private static let start = Action.perform("thing", "start")

    private func home(_ limits: String, type: String = "kiln") throws -> ApplianceHome {
        let folder = TemporaryFolder()
        return try folder.home(profile: Self.profile.replacing("kiln", with: type) + limits)
    }

    private func armed(_ reports: [(value: String, at: Double, stored: Bool)], now: Double) throws -> String {
        let home = try home(
            "limits: { start: { remote_start: armed, armed_by: { property: remote, is: on, within_seconds: 60 } } }")
        var state = HomeState()
        for report in reports {
            let change = StateChange(device: "thing", property: "remote", value: .name(report.value))
            state.record(change, at: report.at, stored: report.stored)
        }
        return reason(home.prepare(Self.start, state: state, context: PolicyContext(now: now)))
    }

    @Test("arming expires: repeating the report does not lengthen it, arming again does")
    func armingExpires() throws {
        let ready = "ready thing/start GO"
        #expect(try armed([("on", 10, false)], now: 70) == ready)
        #expect(try armed([("on", 10, false)], now: 71) == "remote_start")
        #expect(try armed([("on", 10, false), ("on", 60, false)], now: 71) == "remote_start")
        #expect(try armed([("on", 10, false), ("off", 50, false), ("on", 60, false)], now: 71) == ready)
    }

    @Test("what lay stored at the broker arms nothing, for nobody knows when a person did it")
    func storedArming() throws {
        #expect(try armed([("on", 10, true)], now: 11) == "remote_start")
        #expect(try armed([("on", 10, true), ("on", 20, false)], now: 21) == "remote_start")
        // Stored again after the connection broke: it is the same report, and its age is known.
        #expect(try armed([("on", 10, false), ("on", 20, true)], now: 70) == "ready thing/start GO")
        #expect(try armed([("on", 10, false), ("off", 20, true), ("on", 30, true)], now: 31) == "remote_start")
    }

    @Test("a condition that wants a fresh report does not take a stored one")
    func storedConditions() throws {
        let home = try home(
            "limits: { start: { blocked_while: { property: activity, is: running, within_seconds: 60 } } }")
        var state = HomeState()
        let idle = StateChange(device: "thing", property: "activity", value: .name("idle"))
        state.record(idle, at: 10, stored: true)
        let context = PolicyContext(now: 11)
        #expect(reason(home.prepare(Self.start, state: state, context: context)) == "blocked_while")
        state.record(idle, at: 11)
        #expect(reason(home.prepare(Self.start, state: state, context: context)).hasPrefix("ready"))
    }

    @Test("so many times within a time, and not once more")
    func rate() throws {
        let home = try home("limits: { power: { rate: { actions: 3, within_seconds: 100 } } }")
        var context = PolicyContext(now: 0)
        let on = Action.set("thing", "power", .name("on"))
        func result(_ now: Double) -> String {
            context.now = now
            return reason(home.prepare(on, state: HomeState(), context: context))
        }
        for time in [10.0, 20, 30] {
            #expect(result(time).hasPrefix("ready"))
            context.log.record(on, at: time)
        }
        #expect(result(109.9) == "rate")
        #expect(result(110).hasPrefix("ready"))
        context.log.record(on, at: 110)
        #expect(result(119) == "rate")
        #expect(reason(home.prepare(Self.start, state: HomeState(), context: context)).hasPrefix("ready"))
    }

    private func quiet(_ hours: String, _ weekday: Int, _ time: (Int, Int), isConfirmed: Bool = false) throws -> String
    {
        let home = try home("limits: { start: { quiet_hours: { \(hours) } } }")
        let local = LocalTime(weekday: weekday, minute: time.0 * 60 + time.1)
        let context = PolicyContext(now: 0, localTime: local, isConfirmed: isConfirmed)
        let result = reason(home.prepare(Self.start, state: HomeState(), context: context))
        return String(result.split(separator: " ").first ?? "")
    }

    @Test("quiet hours within a day and over midnight, on some days or all")
    func quietHours() throws {
        let noon = "from: \"13:00\", to: \"15:00\""
        #expect(try quiet(noon, 1, (12, 59)) == "ready")
        #expect(try quiet(noon, 1, (13, 0)) == "quiet_hours")
        #expect(try quiet(noon, 1, (14, 59)) == "quiet_hours")
        #expect(try quiet(noon, 1, (15, 0)) == "ready")
        let night = "from: \"22:00\", to: \"7:30\", days: [fri, sun]"
        #expect(try quiet(night, 5, (21, 59)) == "ready")
        #expect(try quiet(night, 5, (22, 0)) == "quiet_hours")
        #expect(try quiet(night, 6, (7, 29)) == "quiet_hours")
        #expect(try quiet(night, 6, (7, 30)) == "ready")
        #expect(try quiet(night, 6, (23, 0)) == "ready")
        #expect(try quiet(night, 7, (3, 0)) == "ready")
        #expect(try quiet(night, 1, (3, 0)) == "quiet_hours")
        #expect(try quiet(night, 1, (3, 0), isConfirmed: true) == "quiet_hours")
    }

    @Test("in quiet hours that only ask, a yes is enough")
    func quietHoursAsk() throws {
        let night = "from: \"22:00\", to: \"7:00\", then: ask"
        #expect(try quiet(night, 2, (23, 0)) == "asks")
        #expect(try quiet(night, 2, (23, 0), isConfirmed: true) == "ready")
        #expect(try quiet(night, 2, (12, 0)) == "ready")
    }

    @Test("while nobody knows what time it is, it may be night")
    func unknownTime() throws {
        let home = try home("limits: { start: { quiet_hours: { from: \"22:00\", to: \"7:00\" } } }")
        #expect(reason(home.prepare(Self.start, state: HomeState(), context: PolicyContext(now: 0))) == "quiet_hours")
    }

    @Test("a heating program whose end is not sure is not begun")
    func endless() throws {
        let context = PolicyContext(now: 0, isConfirmed: true)
        #expect(
            reason(try home("", type: "oven").prepare(Self.start, state: HomeState(), context: context)) == "must_end")
        #expect(reason(try home("").prepare(Self.start, state: HomeState(), context: context)).hasPrefix("ready"))
        let ended = try home("limits: { start: { must_end: { within_seconds: 3600, by: stop } } }", type: "oven")
        guard case .ready(let prepared) = ended.prepare(Self.start, state: HomeState(), context: context) else {
            Issue.record("refused")
            return
        }
        #expect(prepared.ending?.action == .perform("thing", "stop"))
        #expect(prepared.ending?.seconds == 3600)
    }

    @Test(
        "what begins it may be called anything, and what ends it needs no end",
        arguments: ["oven", "microwave", "water_heater"])
    func otherNames(_ type: String) throws {
        let context = PolicyContext(now: 0, isConfirmed: true)
        func result(_ type: String, _ verb: String) throws -> String {
            let profile = Self.profile.replacing("  start:", with: "  cook_rice:").replacing("kiln", with: type)
            let home = try TemporaryFolder().home(profile: profile)
            return reason(home.prepare(.perform("thing", verb), state: HomeState(), context: context))
        }
        #expect(try result(type, "cook_rice") == "must_end")
        #expect(try result(type, "stop").hasPrefix("ready"))
        #expect(try result("coffee_maker", "cook_rice").hasPrefix("ready"))
    }

    @Test("a start that does not say how long is told the longest time, and a longer one is refused")
    func duration() throws {
        let home = try home(
            "limits: { start: { must_end: { within_seconds: 5430, argument: minutes, by: stop } } }", type: "oven")
        func prepared(_ arguments: [String: Value]) -> Preparation {
            home.prepare(
                .perform("thing", "start", arguments), state: HomeState(), context: PolicyContext(now: 0))
        }
        #expect(reason(prepared([:])) == "ready thing/start GO 90")
        #expect(reason(prepared(["minutes": .number(91)])) == "must_end")
        guard case .ready(let short) = prepared(["minutes": .number(20)]) else {
            Issue.record("refused")
            return
        }
        #expect(short.ending?.seconds == 1200)
    }

    @Test("a property that is set can have an end too, and what ends it begins nothing")
    func properties() throws {
        let home = try home(
            "limits: { power: { must_end: { within_seconds: 600, by: { power: \"off\" } } } }")
        let context = PolicyContext(now: 0)
        guard
            case .ready(let on) = home.prepare(
                .set("thing", "power", .name("on")), state: HomeState(), context: context),
            case .ready(let off) = home.prepare(
                .set("thing", "power", .name("off")), state: HomeState(), context: context)
        else {
            Issue.record("refused")
            return
        }
        #expect(on.ending?.action == .set("thing", "power", .name("off")))
        #expect(off.ending == nil)
    }
}
