public import ApplianceVocabulary
import JSONText

extension ApplianceHome {
    /// The messages of an absolute action: `set` or `perform`. They are never retained.
    public func encode(_ action: Action) throws(ActionRefused) -> [OutgoingMessage] {
        let bound = try binding(action.device)
        let messages =
            switch action.operation {
            case .set(let name, let value): try bound.messages(setting: name, to: value)
            case .perform(let verb, let arguments): try bound.messages(performing: verb, arguments)
            case .adjust, .get: [OutgoingMessage]()
            }
        guard !messages.isEmpty else {
            throw ActionRefused(.unsupported("\(bound.device.name) has no message for this"))
        }
        return messages
    }

    /// The messages that ask a device for its state.
    public func stateRequests(for device: String) -> [OutgoingMessage] {
        guard let bound = bindings[device] else { return [] }
        return bound.stateRequests.compactMap { $0.message(with: [:], quality: bound.quality) }
    }
}

extension BoundDevice {
    fileprivate func messages(setting name: String, to value: Value) throws(ActionRefused) -> [OutgoingMessage] {
        guard let property = property(name), property.isWritable else { throw ActionRefused(.unsupported(name)) }
        guard let wire = property.wire.encode(value) else {
            throw ActionRefused(.unsupported("\(name) \(value)"))
        }
        return property.commands.compactMap { command in
            guard command.onlyFor?.holds(for: value) ?? true else { return nil }
            return command.message(with: ["value": wire], quality: quality)
        }
    }

    fileprivate func messages(
        performing name: String, _ arguments: [String: Value]
    ) throws(ActionRefused) -> [OutgoingMessage] {
        guard let verb = verb(name) else { throw ActionRefused(.unsupported(name)) }
        var wires: [String: JSON] = [:]
        for (name, value) in arguments {
            guard let argument = verb.arguments.first(where: { $0.name == name }) else {
                throw ActionRefused(.unsupported("\(verb.name) \(name)"))
            }
            guard let wire = argument.wire.encode(value) else {
                throw ActionRefused(.unsupported("\(name) \(value)"))
            }
            wires[name] = wire
        }
        for argument in verb.arguments where wires[argument.name] == nil {
            wires[argument.name] = argument.defaultValue.flatMap(argument.wire.encode)
        }
        return verb.commands.compactMap { command in
            guard command.needs.allSatisfy({ arguments[$0] != nil }) else { return nil }
            guard command.unless.allSatisfy({ arguments[$0] == nil }) else { return nil }
            return command.message(with: wires, quality: quality)
        }
    }
}
