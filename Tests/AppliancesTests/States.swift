import ApplianceVocabulary
import Appliances
import Testing

@Suite("States and what follows from them")
struct States {
    private func value(_ device: String, _ property: String, _ reports: [(String, Value)]) throws -> Value? {
        let home = try Repository.demoHome()
        var state = HomeState()
        for (property, value) in reports {
            state.record(StateChange(device: device, property: property, value: value), at: 1)
        }
        return state.value(of: try #require(home.device(device)), property)?.value
    }

    @Test("what is not reported follows from what is")
    func derived() throws {
        #expect(
            try value("kitchen_lamp", "brightness", [("power", .name("off")), ("brightness", .number(80))])
                == .number(0))
        #expect(
            try value("kitchen_lamp", "brightness", [("power", .name("on")), ("brightness", .number(80))])
                == .number(80))
        #expect(try value("bedroom_blind", "opening", [("position", .number(0))]) == .name("closed"))
        #expect(try value("bedroom_blind", "opening", [("position", .number(3))]) == .name("open"))
        #expect(try value("bedroom_blind", "position", [("opening", .name("open"))]) == .number(100))
        #expect(try value("heating", "power", [("hvac_mode", .name("off"))]) == .name("off"))
        #expect(try value("kitchen_lamp", "power", [("brightness", .number(5))]) == .name("on"))
        #expect(try value("kitchen_lamp", "color", [("brightness", .number(5))]) == nil)
    }

    @Test("reading tells the value and its age")
    func reading() throws {
        let home = try Repository.demoHome()
        var state = HomeState()
        #expect(
            home.read("fridge", "door", state: state, now: 1)
                == .unavailable(reason: "the fridge has not reported its door yet"))
        state.record(StateChange(device: "fridge", property: "door", value: .name("open")), at: 10)
        #expect(home.read("fridge", "door", state: state, now: 25) == .value(.name("open"), ageSeconds: 15))
        #expect(home.read("fridge", "speed", state: state, now: 25) == .refused(.unsupported("speed")))
        #expect(home.read("nothing", "speed", state: state, now: 25) == .refused(.noSuchDevice))
    }

    @Test("equal states are equal in their canonical form")
    func canonical() {
        func same(_ one: [String: Value], _ other: [String: Value]) -> Bool {
            Equivalences.canonical(one) == Equivalences.canonical(other)
        }
        #expect(same(["brightness": .number(0)], ["power": .name("off")]))
        #expect(same(["opening": .name("open")], ["position": .number(100)]))
        #expect(same(["volume": .number(0)], ["mute": .flag(true)]))
        #expect(same(["power": .name("off"), "speed": .number(3)], ["power": .name("off")]))
        #expect(!same(["position": .number(40)], ["position": .number(41)]))
    }

    @Test("an absolute change brings its consequences")
    func consequences() {
        func after(_ property: String, _ value: Value, _ values: [String: Value], type: String = "light") -> [String:
            Value]
        {
            var values = values
            Equivalences.apply(.set(property: property, value: value), to: &values, type: type)
            return values
        }
        #expect(after("brightness", .number(5), ["power": .name("off")])["power"] == .name("on"))
        #expect(after("brightness", .number(0), ["power": .name("on")])["power"] == .name("on"))
        #expect(after("opening", .name("closed"), [:])["position"] == .number(0))
        #expect(after("position", .number(9), [:])["opening"] == .name("open"))
        #expect(after("hvac_mode", .name("off"), [:])["power"] == .name("off"))
        #expect(after("volume", .number(9), ["mute": .flag(true)])["mute"] == .flag(false))
        #expect(after("power", .name("off"), [:], type: "media_player")["playback"] == .name("off"))
    }
}

@Suite("From words to values")
struct Resolving {
    private func resolved(_ action: Action, _ reports: [(String, Value)]) throws -> String {
        var state = HomeState()
        for (property, value) in reports {
            state.record(StateChange(device: action.device, property: property, value: value), at: 1)
        }
        let preparation = try Repository.demoHome().prepare(action, state: state, context: PolicyContext(now: 2))
        guard case .ready(let ready) = preparation else { return reason(preparation) }
        guard case .set(let property, let value) = ready.action.operation else { return "no set" }
        return "\(property) \(value)"
    }

    @Test(
        "a relative change becomes a value",
        arguments: [
            (.adjust("kitchen_lamp", "brightness", .up), [("brightness", .number(50))], "brightness 70"),
            (.adjust("kitchen_lamp", "brightness", .down), [("brightness", .number(50))], "brightness 30"),
            (.adjust("kitchen_lamp", "brightness", .down), [("brightness", .number(10))], "brightness 1"),
            (.adjust("kitchen_lamp", "brightness", .down, 10), [("brightness", .number(10))], "brightness 0"),
            (
                .adjust("kitchen_lamp", "brightness", .up), [("brightness", .number(90)), ("power", .name("off"))],
                "brightness 20"
            ),
            (.adjust("kitchen_lamp", "brightness", .up), [("brightness", .number(95))], "brightness 100"),
            (
                .adjust("kitchen_lamp", "brightness", .up), [("brightness", .number(100))],
                "at_limit"
            ),
            (.adjust("kitchen_lamp", "color_temp", .down), [("color_temp", .number(3000))], "color_temp 2500"),
            (.adjust("heating", "temperature", .up), [("temperature", .number(20.5))], "temperature 21.5"),
            (.adjust("heating", "temperature", .down, 0.5), [("temperature", .number(20))], "temperature 19.5"),
            (.adjust("fridge", "temperature", .down), [("temperature", .number(5))], "temperature 4"),
            (.adjust("oven", "temperature", .up), [("temperature", .number(180))], "temperature 185"),
            (.adjust("bedroom_fan", "speed", .up, 15), [("speed", .number(40))], "speed 55"),
            (.adjust("bedroom_blind", "position", .down), [("position", .number(50))], "position 30"),
            (.adjust("kitchen_lamp", "brightness", .up), [], "unknown_state"),
            (.adjust("kitchen_lamp", "color", .up), [], "unsupported color has no more or less"),
            (
                .adjust("kitchen_lamp", "brightness", .up, -5), [("brightness", .number(50))],
                "range amounts above 0"
            ),
            (.perform("kitchen_lamp", "toggle"), [("power", .name("on"))], "power off"),
            (.perform("kitchen_lamp", "toggle"), [("power", .name("off"))], "power on"),
            (.perform("bedroom_blind", "toggle"), [("position", .number(0))], "opening open"),
            (.perform("kitchen_lamp", "toggle"), [], "unknown_state"),
            (.perform("robot", "toggle"), [], "unsupported toggle"),
        ] as [(Action, [(String, Value)], String)])
    func relative(action: Action, reports: [(String, Value)], expected: String) throws {
        #expect(try resolved(action, reports) == expected)
    }

    @Test("fahrenheit moves by two")
    func fahrenheit() throws {
        let capability = Capability(
            property: "temperature", kind: .range(minimum: 50, maximum: 90, step: 1, unit: "°F"))
        #expect(try RelativeChange.target(of: capability, from: 68, direction: .up, amount: nil) == 70)
    }

    @Test(
        "values are written in the device's own words",
        arguments: [
            (.set("kitchen_lamp", "power", .name("ON")), "power on"),
            (.set("rice_cooker", "program", .name("White Rice")), "program white_rice"),
            (.set("heating", "temperature", .number(20.7)), "temperature 20.5"),
            (.set("kitchen_lamp", "brightness", .number(33.4)), "brightness 33"),
            (.set("kitchen_lamp", "brightness", .number(101)), "range 0 to 100 %"),
            (.set("kitchen_lamp", "brightness", .number(.nan)), "range 0 to 100 %"),
            (.set("kitchen_lamp", "brightness", .name("bright")), "range 0 to 100 %"),
            (.set("kitchen_lamp", "power", .name("maybe")), "range on, off"),
            (.set("kitchen_lamp", "volume", .number(1)), "unsupported volume"),
            (.set("fridge", "door", .name("open")), "unsupported door is only reported and cannot be set"),
            (.perform("robot", "start", ["area": .name("attic")]), "range area kitchen, living_room, hallway"),
            (.perform("robot", "start", ["speed": .number(1)]), "unsupported start knows no speed"),
            (.perform("robot", "fly"), "unsupported fly"),
        ] as [(Action, String)])
    func validation(action: Action, expected: String) throws {
        #expect(try resolved(action, []) == expected)
    }
}
