import ApplianceVocabulary
import Appliances
import Testing

@Suite("There and back again")
struct RoundTrips {
    /// A value that the capability can have.
    private func value(_ kind: PropertyKind, using generator: inout SeededGenerator) -> Value? {
        switch kind {
        case .choice(let names): return names.randomElement(using: &generator).map { .name($0) }
        case .flag: return .flag(Bool.random(using: &generator))
        case .range(let minimum, let maximum, let step, _):
            let steps = Int(((maximum - minimum) / step).rounded(.down))
            return .number(minimum + Double(Int.random(in: 0...steps, using: &generator)) * step)
        case .reading: return nil
        }
    }

    @Test("a command that is sent is the command that the appliance reads, for every property of every device")
    func commands() throws {
        let home = try Repository.demoHome()
        var generator = SeededGenerator(seed: 11)
        var tried = 0
        for device in home.devices {
            for capability in device.capabilities where capability.isWritable {
                for _ in 0..<40 {
                    let wanted = try #require(value(capability.kind, using: &generator))
                    let action = Action.set(device.id, capability.property, wanted)
                    let before = home.initialValues(of: device.id)
                    var after = before
                    for message in try home.encode(action) {
                        let commands = home.decodeCommand(topic: message.topic, payload: message.payload)
                        #expect(commands.allSatisfy { $0.device == device.id })
                        for case .operation(let operation) in commands.map(\.request) {
                            after = home.effects(of: operation, on: after, device: device.id)
                        }
                    }
                    let direct = home.effects(of: action.operation, on: before, device: device.id)
                    #expect(Equivalences.canonical(after) == Equivalences.canonical(direct), "\(action)")
                    tried += 1
                }
            }
        }
        #expect(tried > 1000)
    }

    @Test("a verb that is sent is the verb that the appliance reads")
    func verbs() throws {
        let home = try Repository.demoHome()
        for device in home.devices {
            for verb in device.verbs {
                var calls: [[String: Value]] = [[:]]
                for argument in verb.arguments {
                    switch argument.kind {
                    case .choice(let names): calls += names.map { [argument.name: .name($0)] }
                    case .number(let maximum, _): calls.append([argument.name: .number(maximum)])
                    case .words: calls.append([argument.name: .name("some words")])
                    }
                }
                for arguments in calls {
                    let messages = try home.encode(.perform(device.id, verb.name, arguments))
                    let read = messages.flatMap { home.decodeCommand(topic: $0.topic, payload: $0.payload) }
                    let found = read.contains { command in
                        guard case .operation(.perform(verb.name, let heard)) = command.request else { return false }
                        return arguments.allSatisfy { heard[$0.key] == nil || heard[$0.key] == $0.value }
                    }
                    #expect(found, "\(device.id) \(verb.name) \(arguments)")
                }
            }
        }
    }

    @Test("a state that is reported is the state that is read")
    func states() throws {
        let home = try Repository.demoHome()
        var generator = SeededGenerator(seed: 12)
        for device in home.devices {
            for _ in 0..<60 {
                var values = home.initialValues(of: device.id)
                for capability in device.capabilities {
                    if let new = value(capability.kind, using: &generator) { values[capability.property] = new }
                }
                if let mode = values["hvac_mode"] { values["power"] = .name(mode == .name("off") ? "off" : "on") }
                var read: [String: Value] = [:]
                for message in home.encodeState(of: device.id, values: values) {
                    let report = home.decode(topic: message.topic, payload: message.payload)
                    #expect(report.problems.isEmpty, "\(report.problems)")
                    for change in report.changes where change.device == device.id {
                        read[change.property] = change.value
                    }
                }
                #expect(read == values, "\(device.id)")
            }
        }
    }

    @Test("what is sent is confirmed by the report that the simulated appliance gives")
    func confirmations() throws {
        let home = try Repository.demoHome()
        var generator = SeededGenerator(seed: 13)
        for device in home.devices {
            for capability in device.capabilities where capability.isWritable {
                for _ in 0..<20 {
                    let wanted = try #require(value(capability.kind, using: &generator))
                    let action = Action.set(device.id, capability.property, wanted)
                    var confirmation = home.confirmation(for: action, state: HomeState(), sentAt: 0)
                    let after = home.effects(
                        of: action.operation, on: home.initialValues(of: device.id), device: device.id)
                    for message in home.encodeState(of: device.id, values: after) {
                        for change in home.decode(topic: message.topic, payload: message.payload).changes {
                            confirmation.observe(change, at: 1)
                        }
                    }
                    guard case .confirmed = confirmation.verdict else {
                        Issue.record("\(action) is \(confirmation.verdict)")
                        continue
                    }
                }
            }
            for verb in device.verbs where device.type != "cover" {
                var confirmation = home.confirmation(for: .perform(device.id, verb.name), state: HomeState(), sentAt: 0)
                let operation = Action.Operation.perform(verb: verb.name, arguments: [:])
                let after = home.effects(of: operation, on: home.initialValues(of: device.id), device: device.id)
                for message in home.encodeState(of: device.id, values: after) {
                    for change in home.decode(topic: message.topic, payload: message.payload).changes {
                        confirmation.observe(change, at: 1)
                    }
                }
                guard case .confirmed = confirmation.verdict else {
                    Issue.record("\(device.id) \(verb.name) is \(confirmation.verdict)")
                    continue
                }
            }
        }
    }

    @Test("availability and requests for the state")
    func presence() throws {
        let home = try Repository.demoHome()
        for device in home.devices {
            for isOnline in [true, false] {
                let message = try #require(home.encodeAvailability(of: device.id, isOnline: isOnline))
                #expect(message.retain)
                let report = home.decode(topic: message.topic, payload: message.payload)
                #expect(report.availability.contains(AvailabilityChange(device: device.id, isOnline: isOnline)))
            }
            for message in home.stateRequests(for: device.id) {
                #expect(home.commandTopics(of: device.id).contains(message.topic))
                let read = home.decodeCommand(topic: message.topic, payload: message.payload)
                #expect(read.map(\.request) == [.reportState])
            }
        }
    }

    @Test("one message may hold several commands")
    func several() throws {
        let home = try Repository.demoHome()
        let payload = Array("{\"state\":\"ON\",\"brightness\":127,\"transition\":2}".utf8)
        let read = home.decodeCommand(topic: "zigbee2mqtt/kitchen_lamp/set", payload: payload)
        #expect(
            read.map(\.request) == [
                .operation(.set(property: "power", value: .name("on"))),
                .operation(.set(property: "brightness", value: .number(50))),
            ])
        #expect(home.decodeCommand(topic: "zigbee2mqtt/kitchen_lamp/set", payload: Array("junk".utf8)).isEmpty)
        #expect(home.decodeCommand(topic: "elsewhere", payload: []).isEmpty)
    }
}
