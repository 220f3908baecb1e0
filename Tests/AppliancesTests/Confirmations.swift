import ApplianceVocabulary
import Appliances
import Testing

@Suite("Confirmation")
struct Confirmations {
    private func lamp(_ value: Double, before: [(String, Value)] = []) throws -> Appliances.Confirmation {
        var state = HomeState()
        for (property, value) in before {
            state.record(StateChange(device: "kitchen_lamp", property: property, value: value), at: 0)
        }
        return try Repository.demoHome().confirmation(
            for: .set("kitchen_lamp", "brightness", .number(value)), state: state, sentAt: 10)
    }

    private func report(_ property: String, _ value: Value, of device: String = "kitchen_lamp") -> StateChange {
        StateChange(device: device, property: property, value: value)
    }

    @Test("the report that was waited for confirms at once, and stays")
    func confirmed() throws {
        var confirmation = try lamp(30)
        #expect(confirmation.outcome == nil)
        #expect(confirmation.deadline == 15)
        #expect(confirmation.observe(report("brightness", .number(30)), at: 11) == .confirmed(.number(30)))
        #expect(confirmation.observe(report("brightness", .number(90)), at: 12) == .confirmed(.number(30)))
        #expect(confirmation.advance(to: 99) == .confirmed(.number(30)))
        #expect(confirmation.outcome == .confirmed(reported: .number(30)))
    }

    @Test("within the tolerance is near enough")
    func tolerance() throws {
        var near = try lamp(30)
        #expect(near.observe(report("brightness", .number(31)), at: 11) == .confirmed(.number(31)))
        var far = try lamp(30)
        #expect(far.observe(report("brightness", .number(32)), at: 11) == .pending)
    }

    @Test("other devices and other properties mean nothing")
    func others() throws {
        var confirmation = try lamp(30)
        #expect(confirmation.observe(report("brightness", .number(30), of: "ceiling_lamp"), at: 11) == .pending)
        #expect(confirmation.observe(report("power", .name("on")), at: 11) == .pending)
        #expect(confirmation.advance(to: 14.9) == .pending)
        #expect(confirmation.advance(to: 15) == .timedOut)
        #expect(confirmation.outcome == .unconfirmed)
    }

    @Test("something else on the way is not the end; at the deadline it is")
    func fading() throws {
        var fading = try lamp(30)
        #expect(fading.observe(report("brightness", .number(80)), at: 11) == .pending)
        #expect(fading.observe(report("brightness", .number(30)), at: 12) == .confirmed(.number(30)))
        var stuck = try lamp(30)
        #expect(stuck.observe(report("brightness", .number(80)), at: 11) == .pending)
        #expect(stuck.advance(to: 15) == .contradicted(.number(80)))
        #expect(stuck.outcome == .contradicted(reported: .number(80)))
    }

    @Test("a report after the deadline is too late")
    func late() throws {
        var confirmation = try lamp(30)
        #expect(confirmation.observe(report("brightness", .number(30)), at: 16) == .timedOut)
    }

    @Test("an appliance that is in the state already may keep silent")
    func already() throws {
        var confirmation = try lamp(30, before: [("brightness", .number(30))])
        #expect(confirmation.advance(to: 15) == .confirmed(.number(30)))
        var other = try lamp(30, before: [("brightness", .number(50))])
        #expect(other.advance(to: 15) == .timedOut)
    }

    @Test("a lamp that is dimmed to nothing confirms by being off")
    func off() throws {
        var confirmation = try lamp(0)
        #expect(confirmation.observe(report("brightness", .number(40)), at: 11) == .pending)
        #expect(confirmation.observe(report("power", .name("off")), at: 11) == .confirmed(.name("off")))
    }

    @Test("a verb is confirmed by what it brings about")
    func verbs() throws {
        let home = try Repository.demoHome()
        var confirmation = home.confirmation(for: .perform("rice_cooker", "start"), state: HomeState(), sentAt: 0)
        #expect(confirmation.observe(report("activity", .name("idle"), of: "rice_cooker"), at: 1) == .pending)
        #expect(
            confirmation.observe(report("activity", .name("cooking"), of: "rice_cooker"), at: 2)
                == .confirmed(.name("cooking")))
    }

    @Test("colours and kelvin are compared as the wire can tell them")
    func wires() throws {
        let home = try Repository.demoHome()
        var kelvin = home.confirmation(
            for: .set("kitchen_lamp", "color_temp", .number(6500)), state: HomeState(), sentAt: 0)
        let report = home.decode(topic: "zigbee2mqtt/kitchen_lamp", payload: Array("{\"color_temp\":154}".utf8))
        #expect(kelvin.observe(report.changes[0], at: 1) == .confirmed(.number(6500)))
    }

    @Test("an appliance that never reports says so, and its state is assumed")
    func optimistic() throws {
        let folder = TemporaryFolder()
        let home = try folder.home(
            profile: """
                type: light
                confirm: { optimistic: true }
                properties:
                  power: { values: [on, off], command: { topic: "{address}", payload: "{value}" } }
                  brightness: { range: { minimum: 0, maximum: 100 }, command: { topic: "{address}/b", payload: "{value}" } }
                """)
        let action = Action.set("thing", "brightness", .number(40))
        guard case .ready(let ready) = home.prepare(action, state: HomeState(), context: PolicyContext(now: 5)) else {
            Issue.record("refused")
            return
        }
        #expect(ready.confirmation.verdict == .unconfirmable)
        #expect(ready.confirmation.outcome == .unconfirmable)
        #expect(home.isOptimistic("thing"))
        #expect(home.encodeState(of: "thing", values: ["power": .name("on")]).isEmpty)
        var state = HomeState()
        for change in ready.assumed { state.record(change, at: 5, assumed: true) }
        #expect(state.values(of: "thing") == ["brightness": .number(40), "power": .name("on")])
        #expect(home.read("thing", "power", state: state, now: 9) == .value(.name("on"), ageSeconds: nil))
    }
}
