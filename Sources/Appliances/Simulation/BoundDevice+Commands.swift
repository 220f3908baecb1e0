import ApplianceVocabulary
import JSONText

extension BoundDevice {
    /// What an appliance would read from a message: one operation or several.
    func operations(topic: String, payload: String) -> [Action.Operation] {
        var operations: [Action.Operation] = []
        for property in properties {
            for command in property.commands {
                guard let values = command.match(topic: topic, payload: payload) else { continue }
                guard let value = property.value(of: values["value"], sentBy: command) else { continue }
                operations.append(.set(property: property.name, value: value))
                break
            }
        }
        for verb in verbs {
            // A message may have the form of several templates; the one that says most about it is meant.
            let found = verb.commands.filter { !isPart($0, of: verb) }.compactMap { command in
                command.match(topic: topic, payload: payload).flatMap(verb.arguments(from:))
            }
            guard let arguments = found.max(by: { $0.count < $1.count }) else { continue }
            operations.append(.perform(verb: verb.name, arguments: arguments))
        }
        return operations
    }

    /// What the appliance would read from the messages of an operation.
    func meanings(of operation: Action.Operation, in home: ApplianceHome) -> [Action.Operation] {
        let messages = (try? home.encode(Action(device: device.id, operation: operation))) ?? []
        return messages.flatMap { operations(topic: $0.topic, payload: $0.text) }
    }

    /// True for a message that only prepares a verb, such as choosing a program before the start: a property has the
    /// same message, and it is read as that property.
    private func isPart(_ command: MessageTemplate, of verb: VerbProfile) -> Bool {
        guard verb.commands.count > 1 else { return false }
        return properties.contains { property in property.commands.contains { $0.topic == command.topic } }
    }
}

extension PropertyProfile {
    /// The value that a message sets.
    fileprivate func value(of wire: JSON?, sentBy command: MessageTemplate) -> Value? {
        if let wire {
            guard let value = self.wire.decode(wire), isPossible(value) else { return nil }
            return command.onlyFor?.holds(for: value) ?? true ? value : nil
        }
        // A message of its own for a value: switching on and off by two topics.
        guard case .choice = kind, let names = command.onlyFor?.names, names.count == 1 else { return nil }
        return .name(names[0])
    }

    private func isPossible(_ value: Value) -> Bool {
        guard case .range(let minimum, let maximum, _, _) = kind, case .number(let number) = value else { return true }
        return number >= minimum - 1e-6 && number <= maximum + 1e-6
    }
}

extension VerbProfile {
    /// The arguments in a message; nil if one of them is no value that the verb knows.
    fileprivate func arguments(from wires: [String: JSON]) -> [String: Value]? {
        var found: [String: Value] = [:]
        for argument in arguments {
            guard let wire = wires[argument.name] else { continue }
            guard let value = argument.wire.decode(wire) else { return nil }
            found[argument.name] = value
        }
        return found
    }
}
