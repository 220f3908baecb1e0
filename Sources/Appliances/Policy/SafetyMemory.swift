import ApplianceVocabulary
public import JSONText

/// What the policy has to remember over a restart: when what was done, and what has to end. A pure value.
///
/// It is written with the time of the calendar, because the machine's own clock begins anew with each start.
public struct SafetyMemory: Sendable {
    /// When what was done.
    public var log = ActionLog()
    /// What was begun and has to end.
    public var endings = ProgramEndings()

    /// Nothing to remember.
    public init() {}

    /// Notes an action that is about to be published.
    public mutating func note(_ prepared: PreparedAction, in home: ApplianceHome, at now: Double) {
        log.record(prepared, at: now)
        guard let ending = prepared.ending else { return }
        let over = home.confirmation(for: ending.action, state: HomeState(), sentAt: now)
        endings.begin(ending, over: over, at: now)
    }

    /// Takes back what was noted about an action of which nothing was sent.
    public mutating func forget(_ prepared: PreparedAction, notedAt time: Double) {
        for target in prepared.targets { log.forget(prepared.action.device, target, at: time) }
        if let ending = prepared.ending { endings.forget(ending.action, begunAt: time) }
    }

    /// As it is written down. Of the log only what some limit counts.
    public func json(for home: ApplianceHome, now: Double, wall: Double) -> JSON {
        var acted: [JSON] = []
        for device in home.devices {
            for limit in home.bindings[device.id]?.limits ?? [] where limit.countsTimes {
                let times = log.since(-.infinity, device.id, limit.target)
                guard !times.isEmpty else { continue }
                acted.append([
                    "device": .string(device.id), "target": .string(limit.target),
                    "at": .array(times.map { .number(wall - (now - $0)) }),
                ])
            }
        }
        let running = endings.entries.map { entry in
            JSON.object([
                "device": .string(entry.action.device), "seconds": .number(entry.seconds),
                "deadline": .number(wall + (entry.deadline - now)), "running": .bool(entry.isRunning),
                "verb": entry.action.verb.map(JSON.string), "property": entry.action.property.map(JSON.string),
                "value": entry.action.value.map { .string($0.description) },
            ])
        }
        return ["acted": .array(acted), "endings": .array(running)]
    }

    /// What was written down. Times that lie ahead, because the calendar was set back or is not set yet, are now; and no
    /// program lasts longer than it was to last when it began.
    public init(_ json: JSON, for home: ApplianceHome, now: Double, wall: Double) {
        for entry in json["acted"]?.array ?? [] {
            guard let device = entry["device"]?.string, let target = entry["target"]?.string else { continue }
            let known = Set(log.since(-.infinity, device, target))
            for time in (entry["at"]?.array ?? []).compactMap(\.number).map({ now - max(0, wall - $0) })
            where !known.contains(time) { log.note(device, target, at: time) }
        }
        for entry in json["endings"]?.array ?? [] {
            guard let action = Action(ending: entry), home.device(action.device) != nil,
                let seconds = entry["seconds"]?.number, let deadline = entry["deadline"]?.number,
                let valid = try? home.validate(action)
            else { continue }
            let ends = now + min(seconds, max(0, deadline - wall))
            endings.add(
                ProgramEndings.Entry(
                    action: valid, seconds: seconds, deadline: ends, isRunning: entry["running"]?.bool ?? false,
                    dueAt: ends, over: home.confirmation(for: valid, state: HomeState(), sentAt: now)))
        }
    }
}

extension Action {
    fileprivate var verb: String? { if case .perform(let verb, _) = operation { verb } else { nil } }
    fileprivate var property: String? { if case .set(let property, _) = operation { property } else { nil } }
    fileprivate var value: Value? { if case .set(_, let value) = operation { value } else { nil } }

    /// An ending as it was written down.
    fileprivate init?(ending json: JSON) {
        guard let device = json["device"]?.string else { return nil }
        if let verb = json["verb"]?.string {
            self.init(device: device, operation: .perform(verb: verb, arguments: [:]))
        } else if let property = json["property"]?.string, let text = json["value"]?.string {
            let value: Value = Double(decimal: text).map { .number($0) } ?? .name(text)
            self.init(device: device, operation: .set(property: property, value: value))
        } else {
            return nil
        }
    }
}
