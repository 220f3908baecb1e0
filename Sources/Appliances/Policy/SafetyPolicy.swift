import ApplianceVocabulary

/// Decides what may happen. A pure function of the action, the limits, the state and the request: it asks nobody.
struct SafetyPolicy {
    let bound: BoundDevice
    let home: ApplianceHome
    let state: HomeState
    let context: PolicyContext

    /// The decision about an absolute action. Refusals come before questions, so that nobody is asked in vain.
    func decide(_ operation: Action.Operation) -> PolicyDecision {
        if let refusal = refusalOfSender() { return .refused(refusal) }
        var question: String?
        let meanings = meanings(of: operation)
        for meaning in meanings {
            let limits = bound.limits.filter { $0.concerns(meaning) }
            if HeatingProgram.begins(meaning, type: bound.device.type), limits.allSatisfy({ $0.mustEnd == nil }) {
                return .refused(endless)
            }
            for limit in limits {
                if let refusal = refusal(limit, meaning) { return .refused(refusal) }
                if asks(limit), !context.isConfirmed, question == nil { question = text(of: limit, meaning) }
            }
        }
        if let question { return .needsConfirmation(question: question) }
        return .allowed
    }

    /// Everything that the operation amounts to: itself, what it brings with it (a position above 0 opens a door),
    /// and whatever else the appliance would read from its messages.
    func meanings(of operation: Action.Operation) -> [Action.Operation] {
        var meanings = [operation]
        func add(_ other: Action.Operation) {
            if !meanings.contains(other) { meanings.append(other) }
        }
        if case .set(let property, let value) = operation {
            for consequence in Equivalences.consequences(of: property, value, type: bound.device.type) {
                add(.set(property: consequence.property, value: consequence.value))
            }
            // What shines or turns with 0 is off, whatever it reports.
            if ["brightness", "speed"].contains(property), value == .number(0) {
                add(.set(property: "power", value: .name("off")))
            }
        }
        if case .perform(_, let arguments) = operation {
            for (name, value) in arguments.sorted(by: { $0.key < $1.key }) where bound.property(name) != nil {
                add(.set(property: name, value: value))
            }
        }
        // A device that toggles by itself goes to the other side, or to either if nobody knows where it is.
        if operation == .perform(verb: "toggle", arguments: [:]), let toggled = ActionValidation.toggled(bound.device),
            case .choice(let names) = toggled.kind
        {
            let now = state.value(of: bound.device, toggled.property)?.value
            for name in names where .name(name) != now { add(.set(property: toggled.property, value: .name(name))) }
        }
        for command in bound.meanings(of: operation, in: home) { add(command) }
        return meanings
    }

    private func asks(_ limit: Limit) -> Bool {
        if limit.requiresConfirmation { return true }
        guard let quiet = limit.quietHours, quiet.manner == .ask else { return false }
        return quiet.contains(context.localTime)
    }

    private func text(of limit: Limit, _ meaning: Action.Operation) -> String {
        let name = bound.device.name
        var values = ["name": name, "property": limit.target.replacingUnderscores, "value": ""]
        if case .set(_, let value) = meaning { values["value"] = value.description.replacingUnderscores }
        if let text = limit.question?.text(with: values) { return text }
        switch meaning {
        case .set(let property, let value):
            let wanted = value.description.replacingUnderscores
            return "Shall I really set \(property.replacingUnderscores) of the \(name) to \(wanted)?"
        case .perform(let verb, _): return "Shall I really tell the \(name) to \(verb.replacingUnderscores)?"
        case .adjust, .get: return "Shall I really do that with the \(name)?"
        }
    }

    private var endless: Refusal {
        .policy(
            rule: "must_end",
            explanation: "nothing would end it: the profile of the \(bound.device.name) has no must_end for its start")
    }
}

extension Limit {
    /// True if the limit is about this operation.
    func concerns(_ operation: Action.Operation) -> Bool {
        guard operation.target == target else { return false }
        guard let onlyFor else { return true }
        if case .set(_, let value) = operation { return onlyFor.holds(for: value) }
        return true
    }
}

extension String {
    /// Words instead of a name of the vocabulary.
    var replacingUnderscores: String { String(map { $0 == "_" ? " " : $0 }) }
}
