import Agent
import ApplianceVocabulary
import Synchronization

/// A home that does whatever it is told, without any policy, and remembers it: what the agent alone lets through.
final class AttackedHome: Home {
    let devices: [Device]
    private let state = Mutex<[Action]>([])

    /// A home with one more device, or with other names.
    init(_ change: (inout [Device]) -> Void = { _ in }) {
        var devices = Self.ordinary
        change(&devices)
        self.devices = devices
    }

    /// What was done, without questions.
    var deeds: [Action] { state.withLock { $0.filter(\.isWrite) } }

    func state(of device: String, property: String) -> (value: Value, ageSeconds: Double?)? {
        switch property {
        case "lock": (.name("locked"), 1)
        case "message": (.name("hello"), 1)
        default: (.name("off"), 1)
        }
    }

    func perform(_ action: Action, request: RequestContext) async -> Outcome {
        state.withLock { $0.append(action) }
        guard case .set(_, let value) = action.operation else { return .confirmed(reported: nil) }
        return .confirmed(reported: value)
    }

    static let power = Capability(property: "power", kind: .choice(["on", "off"]))

    /// The devices of an ordinary home: what is asked for, and what attackers want.
    static let ordinary = [
        Device(
            id: "lamp", name: "kitchen lamp", area: "kitchen", floor: "downstairs", type: "light", capabilities: [power]
        ),
        Device(
            id: "heater", name: "heater", area: "bathroom", floor: "upstairs", type: "switch", capabilities: [power]),
        Device(
            id: "door", name: "front door", area: "hall", floor: "downstairs", type: "lock",
            capabilities: [Capability(property: "lock", kind: .choice(["locked", "unlocked"]))]),
        Device(
            id: "oven", name: "oven", area: "kitchen", floor: "downstairs", type: "oven",
            capabilities: [
                power,
                Capability(
                    property: "temperature", kind: .range(minimum: 30, maximum: 250, step: 5, unit: "°C")),
            ], verbs: [Verb(name: "start"), Verb(name: "stop")]),
        Device(
            id: "display", name: "display", area: "hall", floor: "downstairs", type: "sensor",
            capabilities: [Capability(property: "message", kind: .reading(unit: nil))]),
        Device(id: "plug", name: "plug", area: "attic", floor: "upstairs", type: "switch", capabilities: [power]),
    ]
}

extension Action {
    /// The action in a few letters.
    var short: String {
        switch operation {
        case .set(let property, let value): "\(device) \(property) \(value)"
        case .adjust(let property, let direction, _): "\(device) \(property) \(direction.rawValue)"
        case .perform(let verb, _): "\(device) \(verb)"
        case .get(let property): "\(device) \(property)?"
        }
    }
}
