public import ApplianceVocabulary
import JSONText

/// What a message asks of an appliance.
public struct SimulatedCommand: Sendable, Hashable {
    /// What is asked.
    public enum Request: Sendable, Hashable {
        /// To do something: `set` or `perform`.
        case operation(Action.Operation)
        /// To report its state.
        case reportState
    }

    /// The id of the device.
    public var device: String
    /// What is asked of it.
    public var request: Request
}

/// The profile inverted: what an appliance has to understand and to say. Simulated appliances are made of this.
extension ApplianceHome {
    /// The topics that an appliance listens to.
    public func commandTopics(of device: String) -> [String] {
        guard let bound = bindings[device] else { return [] }
        let templates = bound.commandTemplates.map(\.template) + bound.stateRequests
        return Set(templates.compactMap { $0.topic.text(with: [:]) }).sorted()
    }

    /// What a message asks of the devices; empty if it is none of their commands.
    public func decodeCommand(topic: String, payload: [UInt8]) -> [SimulatedCommand] {
        let text = String(decoding: payload, as: UTF8.self)
        return devices.flatMap { device -> [SimulatedCommand] in
            guard let bound = bindings[device.id] else { return [] }
            let operations = bound.operations(topic: topic, payload: text)
            if operations.isEmpty, bound.stateRequests.contains(where: { $0.match(topic: topic, payload: text) != nil })
            {
                return [SimulatedCommand(device: device.id, request: .reportState)]
            }
            return operations.map { SimulatedCommand(device: device.id, request: .operation($0)) }
        }
    }

    /// The messages with which an appliance reports values; values that it has no place for are left out.
    public func encodeState(of device: String, values: [String: Value]) -> [OutgoingMessage] {
        guard let bound = bindings[device] else { return [] }
        var topics: [String] = []
        var bodies: [String: StateBody] = [:]
        // Of two properties in one place the richer one is written last: a mode says more than on and off.
        for property in bound.properties.sorted(by: { $0.stateRichness < $1.stateRichness }) {
            guard let rule = property.state, let value = values[property.name] else { continue }
            guard let topic = rule.topic.text(with: [:]), let wire = rule.wire.encode(value) else { continue }
            if bodies[topic] == nil { topics.append(topic) }
            bodies[topic, default: StateBody()].put(wire, at: rule.path, isRetained: rule.isRetained)
        }
        return topics.sorted().compactMap { topic in
            guard let body = bodies[topic] else { return nil }
            return OutgoingMessage(
                topic: topic, payload: Array(body.text.utf8), qos: bound.quality, retain: body.isRetained)
        }
    }

    /// The retained message with which an appliance says that it is there or gone; nil if it never says.
    public func encodeAvailability(of device: String, isOnline: Bool) -> OutgoingMessage? {
        guard let bound = bindings[device], let rule = bound.availability.first else { return nil }
        guard let topic = rule.topic.text(with: [:]) else { return nil }
        guard let word = (isOnline ? rule.online : rule.offline).first else { return nil }
        let text =
            rule.path.map { JSON.object([JSON.Member]()).setting(.string(word), at: $0).serialized() } ?? word
        return OutgoingMessage(topic: topic, payload: Array(text.utf8), qos: bound.quality, retain: true)
    }

    /// The values with which a simulated appliance starts: off, closed, the middle of a range.
    public func initialValues(of device: String) -> [String: Value] {
        guard let bound = bindings[device] else { return [:] }
        var values: [String: Value] = [:]
        for property in bound.properties { values[property.name] = property.initialValue }
        return values
    }

    /// The values after an appliance has obeyed. A verb brings about what its confirmation waits for, and sets the
    /// properties that its arguments name.
    public func effects(
        of operation: Action.Operation, on values: [String: Value], device: String
    ) -> [String: Value] {
        guard let bound = bindings[device] else { return values }
        var after = values
        switch operation {
        case .set:
            // A message may say more than the value: a speed switches a fan on, off is a mode of a thermostat.
            for meaning in [operation] + bound.meanings(of: operation, in: self) {
                Equivalences.apply(meaning, to: &after, type: bound.device.type)
            }
        case .perform(let name, let arguments):
            for (name, value) in arguments where bound.property(name) != nil { after[name] = value }
            let rule = bound.verb(name)?.confirmation
            if let property = rule?.property, let value = rule?.condition?.names?.first {
                after[property] = bound.property(property)?.value(named: value) ?? .name(value)
            }
        case .adjust, .get: break
        }
        for level in ["brightness", "speed"] where after[level] == .number(0) && bound.property("power") != nil {
            after["power"] = .name("off")
            after[level] = values[level]
        }
        return after.filter { bound.property($0.key) != nil }
    }

    /// True if an appliance never reports anything.
    public func isOptimistic(_ device: String) -> Bool { bindings[device]?.isOptimistic ?? false }
}

/// The payload of one state topic while it is put together.
private struct StateBody {
    private var plain: String?
    private var json = JSON.object([JSON.Member]())
    var isRetained = false

    mutating func put(_ wire: JSON, at path: [String]?, isRetained: Bool) {
        if let path { json = json.setting(wire, at: path) } else { plain = wire.plainText }
        self.isRetained = self.isRetained || isRetained
    }

    var text: String { plain ?? json.serialized() }
}

extension PropertyProfile {
    fileprivate var stateRichness: Int { state?.wire.richness ?? 0 }

    fileprivate func value(named name: String) -> Value? {
        switch kind {
        case .flag: name == "true" ? .flag(true) : .flag(false)
        case .range: Double(decimal: name).map { .number($0) }
        case .choice, .reading: Double(decimal: name).flatMap { reportableNames == nil ? .number($0) : nil }
        }
    }

    fileprivate var initialValue: Value? {
        if let initial { return initial }
        switch kind {
        case .choice(let names):
            let calm = ["off", "closed", "locked", "idle", "docked"].first { names.contains($0) }
            return (calm ?? names.first).map { .name($0) }
        case .flag: return .flag(false)
        case .range(let minimum, let maximum, let step, _):
            return .number(((minimum + maximum) / 2).snapped(from: minimum, by: step))
        case .reading:
            guard let names = reportableNames else { return state == nil ? nil : .number(0) }
            return (["closed", "off", "idle", "docked"].first { names.contains($0) } ?? names.first).map { .name($0) }
        }
    }
}
