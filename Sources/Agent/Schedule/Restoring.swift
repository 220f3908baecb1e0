import ApplianceVocabulary

/// How actions are taken back: what has to be done so that the devices are as they reported to be before.
struct Restoring: Sendable, Hashable {
    /// Why something is taken back.
    enum Reason {
        /// It was not meant: as it was before.
        case undo
        /// Its time is over: what was switched on goes off, whatever it was before.
        case ending
    }

    /// What has to be done.
    private(set) var actions: [Action] = []
    /// What cannot be taken back.
    private(set) var impossible: [Action] = []

    /// The values that the devices reported before, by device and property.
    typealias Before = [String: [String: Value]]

    init(_ done: [Action], home: [Device], before: Before, reason: Reason) {
        for action in done where action.isWrite {
            guard let device = home.first(where: { $0.id == action.device }) else { continue }
            let known = before[device.id] ?? [:]
            if let restoring = Self.restoring(action.operation, device, known, reason) {
                for operation in restoring { add(Action(device: device.id, operation: operation)) }
            } else {
                impossible.append(action)
            }
        }
        // The last thing that was done is taken back first.
        actions.reverse()
    }

    /// Takes back something later, then something earlier: what was so before the earlier counts.
    func followed(by earlier: Restoring) -> Restoring {
        var whole = earlier
        for action in actions.reversed() { whole.add(action) }
        whole.impossible += impossible
        return whole
    }

    /// What was so before the first change counts.
    private mutating func add(_ action: Action) {
        let isThere = actions.contains { other in
            guard other.device == action.device else { return false }
            guard case .set(let one, _) = other.operation, case .set(let two, _) = action.operation else {
                return other == action
            }
            return one == two
        }
        if !isThere { actions.append(action) }
    }

    private static func restoring(
        _ operation: Action.Operation, _ device: Device, _ before: [String: Value], _ reason: Reason
    ) -> [Action.Operation]? {
        switch operation {
        case .set(let property, let value):
            if reason == .ending, let other = opposite(of: value, property, device) {
                return [.set(property: property, value: other)]
            }
            return restoring(property, device, before)
        case .adjust(let property, _, _): return restoring(property, device, before)
        case .perform("toggle", _):
            let switched = ["power", "opening", "lock"].first { device.capability($0)?.isWritable ?? false }
            return switched.flatMap { restoring($0, device, before) }
        case .perform(let verb, _):
            let opposite = counterparts[verb]?.first { device.verb($0) != nil }
            return opposite.map { [.perform(verb: $0, arguments: [:])] }
        case .get: return []
        }
    }

    private static func restoring(
        _ property: String, _ device: Device, _ before: [String: Value]
    ) -> [Action.Operation]? {
        // Who dimmed a lamp that was out has lit it.
        if property != "power", before["power"] == .name("off"), device.capability("power")?.isWritable ?? false {
            return [.set(property: "power", value: .name("off"))]
        }
        guard let value = before[property] else { return nil }
        let operation = Action.Operation.set(property: property, value: value)
        return CallPlan.problem(operation, device) == nil ? [operation] : nil
    }

    /// The other side of what has only two: on and off, open and closed.
    private static func opposite(of value: Value, _ property: String, _ device: Device) -> Value? {
        guard let kind = device.capability(property)?.kind else { return nil }
        switch (kind, value) {
        case (.choice(let names), .name(let name)) where names.count == 2:
            return names.first { $0 != name }.map(Value.name)
        case (.flag, .flag(let flag)): return .flag(!flag)
        default: return nil
        }
    }

    /// Verbs and what takes them back, the best first.
    private static let counterparts = [
        "start": ["stop", "cancel", "pause"], "resume": ["pause", "stop"], "pause": ["resume", "start", "play"],
        "play": ["pause", "stop"], "run": ["stop", "cancel"],
    ]
}
