import ApplianceVocabulary
import Appliances
import Testing

@Suite("The safety policy")
struct PolicyRules {
    private static let profile = """
        type: cabinet
        state: { topic: "{address}/state" }
        properties:
          power:
            values: { on: "ON", off: "OFF" }
            command: { topic: "{address}/power", payload: "{value}" }
            state: { path: power }
          temperature:
            range: { minimum: 0, maximum: 300, step: 5, unit: "°C" }
            command: { topic: "{address}/temperature", payload: "{value}" }
            state: { path: temperature }
          opening:
            values: [open, closed]
            command: { topic: "{address}/opening", payload: "{value}" }
            state: { path: opening }
          position:
            range: { minimum: 0, maximum: 100 }
            command: { topic: "{address}/position", payload: "{value}" }
            state: { path: position }
          door: { reading: { values: [open, closed] }, state: { path: door } }
          remote: { reading: { values: { on: true, off: false } }, state: { path: remote } }
        verbs:
          start:
            arguments: { temperature: { number: { maximum: 300 } } }
            command:
              - { topic: "{address}/start", payload: GO, unless: temperature }
              - { topic: "{address}/start", payload: "GO {temperature}", needs: temperature }
            confirm: { property: power, is: [on] }

        """

    private func home(_ limits: String) throws -> ApplianceHome {
        let folder = TemporaryFolder()
        return try folder.home(profile: Self.profile + limits)
    }

    private func decision(
        _ limits: String, _ action: Action, _ reports: [(String, Value)] = [],
        _ change: (inout PolicyContext) -> Void = { _ in }
    ) throws -> String {
        var state = HomeState()
        for (property, value) in reports {
            state.record(StateChange(device: "thing", property: property, value: value), at: 50)
        }
        var context = PolicyContext(now: 100)
        change(&context)
        return reason(try home(limits).prepare(action, state: state, context: context))
    }

    private static let start = Action.perform("thing", "start")

    @Test("without limits everything is allowed")
    func none() throws {
        #expect(try decision("", Self.start) == "ready thing/start GO")
    }

    @Test("maximum and minimum")
    func bounds() throws {
        let limits = "limits: { temperature: { minimum: 50, maximum: 230 } }"
        #expect(try decision(limits, .set("thing", "temperature", .number(230))) == "ready thing/temperature 230")
        #expect(try decision(limits, .set("thing", "temperature", .number(235))) == "maximum")
        #expect(try decision(limits, .set("thing", "temperature", .number(45))) == "minimum")
        #expect(
            try decision(limits, .set("thing", "temperature", .number(999))).hasPrefix(
                "range 0 to 300 °C"))
        #expect(
            try decision(limits, .adjust("thing", "temperature", .up, 20), [("temperature", .number(220))]) == "maximum"
        )
    }

    @Test("a limit on the power holds for what switches it by another name")
    func otherNamesOfPower() throws {
        let lamp = """
            type: light
            state: { topic: "{address}/state" }
            properties:
              power: { values: { on: "ON", off: "OFF" }, command: { topic: "{address}/power", payload: "{value}" }, state: { path: power } }
              brightness: { range: { minimum: 0, maximum: 100 }, command: { topic: "{address}/b", payload: "{value}" }, state: { path: brightness } }
              speed: { range: { minimum: 0, maximum: 100 }, command: { topic: "{address}/s", payload: "{value}" }, state: { path: speed } }
            verbs:
              toggle: { command: { topic: "{address}/power", payload: TOGGLE }, confirm: { property: power, is: ["on", "off"] } }

            """
        func result(_ limit: String, _ action: Action, power: String? = nil) throws -> String {
            var state = HomeState()
            if let power { state.record(StateChange(device: "thing", property: "power", value: .name(power)), at: 50) }
            let home = try TemporaryFolder().home(profile: lamp + "limits: { power: { \(limit) } }")
            let decision = reason(home.prepare(action, state: state, context: PolicyContext(now: 100)))
            return String(decision.split(separator: " ").first ?? "")
        }
        let never = "only_for: \"off\", remote_start: never"
        #expect(try result(never, .set("thing", "power", .name("off"))) == "remote_start")
        #expect(try result(never, .set("thing", "brightness", .number(0))) == "remote_start")
        #expect(try result(never, .set("thing", "speed", .number(0))) == "remote_start")
        #expect(try result(never, .set("thing", "brightness", .number(1))) == "ready")
        #expect(try result(never, .perform("thing", "toggle"), power: "on") == "remote_start")
        #expect(try result(never, .perform("thing", "toggle"), power: "off") == "ready")
        #expect(try result(never, .perform("thing", "toggle")) == "remote_start")
        let asks = "only_for: \"on\", requires_confirmation: true"
        #expect(try result(asks, .perform("thing", "toggle"), power: "off") == "asks")
        #expect(try result(asks, .perform("thing", "toggle"), power: "on") == "ready")
    }

    @Test("a limit of a property holds for the argument of a verb too")
    func arguments() throws {
        let limits = "limits: { temperature: { maximum: 230 } }"
        #expect(try decision(limits, .perform("thing", "start", ["temperature": .number(250)])) == "maximum")
        #expect(
            try decision(limits, .perform("thing", "start", ["temperature": .number(200)]))
                == "ready thing/start GO 200")
    }

    @Test("confirmation by a person, with the question of the profile")
    func confirmation() throws {
        let limits = "limits: { start: { requires_confirmation: true, question: \"Start the {name}?\" } }"
        #expect(try decision(limits, Self.start) == "asks Start the thing?")
        #expect(try decision(limits, Self.start) { $0.isConfirmed = true } == "ready thing/start GO")
        let plain = "limits: { power: { only_for: on, requires_confirmation: true } }"
        #expect(
            try decision(plain, .set("thing", "power", .name("on")))
                == "asks Shall I really set power of the thing to on?")
        #expect(try decision(plain, .set("thing", "power", .name("off"))) == "ready thing/power OFF")
    }

    @Test("remote start: never, armed, always")
    func remoteStart() throws {
        #expect(
            try decision("limits: { start: { remote_start: never } }", Self.start) { $0.isConfirmed = true }
                == "remote_start")
        #expect(try decision("limits: { start: { remote_start: always } }", Self.start) == "ready thing/start GO")
        let armed =
            "limits: { start: { remote_start: armed, armed_by: { property: remote, is: on, within_seconds: 60 } } }"
        #expect(try decision(armed, Self.start) == "remote_start")
        #expect(try decision(armed, Self.start, [("remote", .name("off"))]) == "remote_start")
        #expect(try decision(armed, Self.start, [("remote", .name("on"))]) == "ready thing/start GO")
        #expect(try decision(armed, Self.start, [("remote", .name("on"))]) { $0.now = 111 } == "remote_start")
    }

    @Test("blocked while something is so, and while nobody knows")
    func blocked() throws {
        let limits = "limits: { start: { blocked_while: { property: door, is: open } } }"
        #expect(try decision(limits, Self.start, [("door", .name("open"))]) == "blocked_while")
        #expect(try decision(limits, Self.start, [("door", .name("closed"))]) == "ready thing/start GO")
        #expect(try decision(limits, Self.start) == "blocked_while")
        let lenient = "limits: { start: { blocked_while: { property: door, is: open, when_unknown: allow } } }"
        #expect(try decision(lenient, Self.start) == "ready thing/start GO")
        let hot = "limits: { opening: { only_for: open, blocked_while: [{ property: temperature, above: 60 }] } }"
        #expect(
            try decision(hot, .set("thing", "opening", .name("open")), [("temperature", .number(61))])
                == "blocked_while")
        #expect(
            try decision(hot, .set("thing", "opening", .name("open")), [("temperature", .number(60))])
                == "ready thing/opening open")
        #expect(try decision(hot, .set("thing", "opening", .name("closed"))) == "ready thing/opening closed")
    }

    @Test("a limit cannot be walked around by another name for the same thing")
    func sideDoors() throws {
        let limits = "limits: { opening: { only_for: open, requires_confirmation: true } }"
        #expect(try decision(limits, .set("thing", "position", .number(1))).hasPrefix("asks"))
        #expect(try decision(limits, .set("thing", "position", .number(0))) == "ready thing/position 0")
        #expect(try decision(limits, .perform("thing", "toggle"), [("power", .name("on"))]) == "ready thing/power OFF")
    }

    @Test("a least time between two actions")
    func interval() throws {
        let limits = "limits: { start: { min_interval_seconds: 30 } }"
        func log(_ time: Double) -> (inout PolicyContext) -> Void {
            { $0.log.record(Self.start, at: time) }
        }
        #expect(try decision(limits, Self.start, [], log(71)) == "minimum_interval")
        #expect(try decision(limits, Self.start, [], log(70)) == "ready thing/start GO")
        #expect(try decision(limits, Self.start) == "ready thing/start GO")
    }

    @Test("the least time also counts for another name of the same thing")
    func intervalByOtherNames() throws {
        let home = try home("limits: { opening: { min_interval_seconds: 30 } }")
        var context = PolicyContext(now: 100)
        let position = Action.set("thing", "position", .number(50))
        guard case .ready(let ready) = home.prepare(position, state: HomeState(), context: context) else {
            Issue.record("refused")
            return
        }
        context.log.record(ready, at: 100)
        context.now = 110
        let opening = Action.set("thing", "opening", .name("closed"))
        #expect(reason(home.prepare(opening, state: HomeState(), context: context)) == "minimum_interval")
        #expect(reason(home.prepare(position, state: HomeState(), context: context)) == "minimum_interval")
        context.now = 130
        #expect(reason(home.prepare(opening, state: HomeState(), context: context)).hasPrefix("ready"))
    }

    @Test("observing publishes nothing")
    func observing() throws {
        #expect(try decision("", Self.start) { $0.observeOnly = true } == "observe")
    }

    @Test("a refusal comes before a question")
    func order() throws {
        let limits = "limits: { start: [{ requires_confirmation: true }, { remote_start: never }] }"
        #expect(try decision(limits, Self.start) == "remote_start")
    }

    @Test("limits of the home replace those of the profile for the same target, and no others")
    func replacing() throws {
        let folder = TemporaryFolder()
        let limits = "limits: { temperature: { maximum: 100 }, start: { remote_start: never } }"
        let home = try folder.home(
            profile: Self.profile + limits, device: "    limits: { temperature: { maximum: 150 } }\n")
        let context = PolicyContext(now: 0)
        #expect(
            reason(home.prepare(.set("thing", "temperature", .number(150)), state: HomeState(), context: context))
                .hasPrefix("ready"))
        #expect(
            reason(home.prepare(.set("thing", "temperature", .number(155)), state: HomeState(), context: context))
                == "maximum")
        #expect(reason(home.prepare(Self.start, state: HomeState(), context: context)) == "remote_start")
    }

    @Test("a device that is gone is told nothing")
    func gone() throws {
        var state = HomeState()
        state.record(AvailabilityChange(device: "thing", isOnline: false), at: 0)
        #expect(reason(try home("").prepare(Self.start, state: state, context: PolicyContext(now: 0))) == "unavailable")
        #expect(
            reason(try home("").prepare(.set("x", "power", .name("on")), state: state, context: PolicyContext(now: 0)))
                == "no device")
    }

    @Test("the policy of the shipped files: lock, oven, washer, fridge")
    func shipped() throws {
        let home = try Repository.demoHome()
        var state = HomeState()
        let context = PolicyContext(now: 100)
        func result(_ action: Action) -> String { reason(home.prepare(action, state: state, context: context)) }
        #expect(result(.set("front_door", "lock", .name("unlocked"))) == "asks Shall I really unlock the front door?")
        #expect(result(.set("front_door", "lock", .name("locked"))).hasPrefix("ready"))
        #expect(result(.perform("oven", "start")) == "remote_start")
        #expect(result(.set("oven", "temperature", .number(250))) == "maximum")
        #expect(result(.set("fridge", "temperature", .number(9))) == "maximum")
        state.record(StateChange(device: "oven", property: "remote_start", value: .name("allowed")), at: 90)
        #expect(result(.perform("oven", "start")) == "blocked_while")
        state.record(StateChange(device: "oven", property: "door", value: .name("closed")), at: 90)
        #expect(result(.perform("oven", "start")).hasPrefix("asks"))
        #expect(result(.perform("oven", "stop")).hasPrefix("ready"))
    }

    @Test("random actions in random states never get past the limits")
    func properties() throws {
        let home = try Repository.demoHome()
        var generator = SeededGenerator(seed: 31)
        var sent = 0
        for _ in 0..<20000 {
            var state = HomeState()
            for device in ["oven", "washing_machine"] {
                if Bool.random(using: &generator) {
                    let door: Value = .name(Bool.random(using: &generator) ? "open" : "closed")
                    state.record(StateChange(device: device, property: "door", value: door), at: 0)
                }
                if Bool.random(using: &generator) {
                    let remote: Value = .name(Bool.random(using: &generator) ? "allowed" : "blocked")
                    state.record(StateChange(device: device, property: "remote_start", value: remote), at: 0)
                }
            }
            guard let device = home.devices.randomElement(using: &generator) else { return }
            let action: Action
            if let verb = device.verbs.randomElement(using: &generator), Bool.random(using: &generator) {
                var arguments: [String: Value] = [:]
                if verb.arguments.contains(where: { $0.name == "temperature" }), Bool.random(using: &generator) {
                    arguments["temperature"] = .number(Double(Int.random(in: 0...300, using: &generator)))
                }
                action = .perform(device.id, verb.name, arguments)
            } else if let capability = device.capabilities.randomElement(using: &generator) {
                let number = Double(Int.random(in: -50...400, using: &generator))
                let names = ["on", "off", "open", "closed", "locked", "unlocked", "red", "heat"]
                let name = names.randomElement(using: &generator) ?? ""
                action = .set(
                    device.id, capability.property, Bool.random(using: &generator) ? .number(number) : .name(name))
            } else {
                continue
            }
            let isConfirmed = Bool.random(using: &generator)
            let context = PolicyContext(now: 1, isConfirmed: isConfirmed)
            guard case .ready(let ready) = home.prepare(action, state: state, context: context) else { continue }
            sent += 1
            for message in ready.messages {
                #expect(!message.retain)
                for case .operation(let operation) in home.decodeCommand(topic: message.topic, payload: message.payload)
                    .map(\.request)
                {
                    switch (device.id, operation) {
                    case ("front_door", .set("lock", .name("unlocked"))): #expect(isConfirmed)
                    case ("oven", .set("temperature", .number(let number))): #expect(number <= 230)
                    case ("fridge", .set("temperature", .number(let number))): #expect(number <= 8)
                    case ("oven", .perform("start", let arguments)),
                        ("washing_machine", .perform("start", let arguments)):
                        #expect(state.report(of: device.id, "door")?.value == .name("closed"))
                        #expect(state.report(of: device.id, "remote_start")?.value == .name("allowed"))
                        #expect(isConfirmed || device.id != "oven")
                        if case .number(let number) = arguments["temperature"] { #expect(number <= 230) }
                    default: break
                    }
                }
            }
        }
        #expect(sent > 1000)
    }
}
