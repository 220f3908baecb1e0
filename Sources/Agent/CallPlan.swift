import ApplianceVocabulary

/// Calls turned into actions on single devices, checked against what the devices can do.
struct CallPlan {
    /// What is to be done, in order, nothing twice.
    private(set) var actions: [Action] = []
    /// What cannot be done, and why.
    private(set) var refused: [ActionResult] = []
    /// Why calls as a whole cannot be done.
    private(set) var refusals: [Refusal] = []

    /// Plans the calls that change something. What cannot be done does not stand against the rest, but a device that cannot
    /// do one part of a wish is left alone altogether: half of it may be worse than nothing.
    init(_ calls: [ToolCall], home: [Device]) {
        for call in calls where call.isWrite { add(call, home) }
        let unable = Set(refused.map(\.action.device))
        refused += actions.filter { unable.contains($0.device) }.map {
            ActionResult(action: $0, outcome: .refused(Self.heldBack))
        }
        actions.removeAll { unable.contains($0.device) }
    }

    private static let heldBack = Refusal.policy(
        rule: "half_a_wish", explanation: "the other part of the wish cannot be done")

    /// True if nothing was asked for or all of it is refused.
    var isEmpty: Bool { actions.isEmpty }

    private mutating func add(_ call: ToolCall, _ home: [Device]) {
        guard let target = call.target, let operation = Self.operation(call) else { return }
        let (devices, isGroup) = Self.devices(of: target, home)
        guard !devices.isEmpty else {
            if !refusals.contains(.noSuchDevice) { refusals.append(.noSuchDevice) }
            return
        }
        // In a group those that have the property are meant, if any has it.
        let able = devices.filter { Self.problem(operation, $0).map { !$0.isUnsupported } ?? true }
        for device in isGroup && !able.isEmpty ? able : devices {
            let action = Action(device: device.id, operation: operation)
            if let problem = Self.problem(operation, device) {
                refused.append(ActionResult(action: action, outcome: .refused(problem)))
            } else {
                append(action)
            }
        }
    }

    private mutating func append(_ action: Action) {
        if actions.contains(action) { return }
        // The later word counts: "on, no, off".
        if case .set(let property, _) = action.operation {
            actions.removeAll { other in
                guard other.device == action.device, case .set(property, _) = other.operation else { return false }
                return true
            }
        }
        actions.append(action)
    }

    /// The devices that a target means and whether it is a group.
    static func devices(of target: Target, _ home: [Device]) -> (devices: [Device], isGroup: Bool) {
        switch target {
        case .device(let id): (home.filter { $0.id == id }, false)
        case .group(let type, let scope, let except):
            (Groups(home).members(of: type, in: scope).filter { !except.contains($0.id) }, true)
        }
    }

    private static func operation(_ call: ToolCall) -> Action.Operation? {
        switch call {
        case .set(_, let property, let value): .set(property: property, value: value)
        case .adjust(_, let property, let direction, let amount):
            .adjust(property: property, direction: direction, amount: amount)
        case .perform(_, let verb, let arguments): .perform(verb: verb, arguments: arguments)
        case .get, .ask, .refuse, .say: nil
        }
    }

    /// Why the device cannot do it; nil if it can.
    static func problem(_ operation: Action.Operation, _ device: Device) -> Refusal? {
        switch operation {
        case .set(let property, let value):
            guard let capability = device.capability(property), capability.isWritable else {
                return .unsupported(property)
            }
            return problem(value, capability)
        case .adjust(let property, _, _):
            guard let capability = device.capability(property), capability.isWritable,
                case .range = capability.kind
            else { return .unsupported(property) }
            return nil
        case .perform(let verb, let arguments):
            if verb == "toggle", Toggling.isPossible(device.capabilities) { return nil }
            guard let known = device.verb(verb) else { return .unsupported(verb) }
            let strange = arguments.keys.sorted().first { name in !known.arguments.contains { $0.name == name } }
            return strange.map { .unsupported($0) }
        case .get(let property): return device.capability(property) == nil ? .unsupported(property) : nil
        }
    }

    private static func problem(_ value: Value, _ capability: Capability) -> Refusal? {
        switch (capability.kind, value) {
        case (.choice(let names), .name(let name)):
            return names.contains(name) ? nil : .unsupported("\(capability.property) \(name)")
        case (.flag, .flag): return nil
        case (.range(let minimum, let maximum, _, _), .number(let number)):
            return (minimum...max(minimum, maximum)).contains(number) ? nil : .outOfRange(capability.kind.limits)
        default: return .unsupported("\(capability.property) \(value)")
        }
    }
}

extension Refusal {
    fileprivate var isUnsupported: Bool {
        if case .unsupported = self { true } else { false }
    }
}
