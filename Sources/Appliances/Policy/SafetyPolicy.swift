import ApplianceVocabulary

/// Decides what may happen. A pure function of the action, the limits, the state and the request: it asks nobody.
struct SafetyPolicy {
    let bound: BoundDevice
    let home: ApplianceHome
    let state: HomeState
    let context: PolicyContext

    /// The decision about an absolute action. Refusals come before questions, so that nobody is asked in vain.
    func decide(_ operation: Action.Operation) -> PolicyDecision {
        var question: String?
        for meaning in meanings(of: operation) {
            for limit in bound.limits where limit.concerns(meaning) {
                if let refusal = refusal(limit, meaning) { return .refused(refusal) }
                if limit.requiresConfirmation, !context.isConfirmed, question == nil {
                    question = text(of: limit, meaning)
                }
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
        }
        if case .perform(_, let arguments) = operation {
            for (name, value) in arguments.sorted(by: { $0.key < $1.key }) where bound.property(name) != nil {
                add(.set(property: name, value: value))
            }
        }
        for command in bound.meanings(of: operation, in: home) { add(command) }
        return meanings
    }

    private func refusal(_ limit: Limit, _ meaning: Action.Operation) -> Refusal? {
        let name = bound.device.name
        if case .set(let property, .number(let number)) = meaning {
            if let maximum = limit.maximum, number > maximum {
                return .policy(
                    rule: "maximum", explanation: "\(property) of the \(name) may be at most \(Value.number(maximum))")
            }
            if let minimum = limit.minimum, number < minimum {
                return .policy(
                    rule: "minimum", explanation: "\(property) of the \(name) must be at least \(Value.number(minimum))"
                )
            }
        }
        switch limit.remoteStart {
        case .always: break
        case .never:
            return .policy(
                rule: "remote_start", explanation: "the \(name) can only be started by a person standing at it")
        case .armed:
            guard isArmed(limit) else {
                return .policy(rule: "remote_start", explanation: "remote start has to be enabled at the \(name) first")
            }
        }
        for condition in limit.blockedWhile {
            if let explanation = block(condition) { return .policy(rule: "blocked_while", explanation: explanation) }
        }
        if let interval = limit.minimumIntervalSeconds, let last = context.log.last(bound.device.id, limit.target),
            context.now - last < interval
        {
            let wait = max(1, Int((interval - (context.now - last)).rounded(.up)))
            let explanation = "the \(name) was told so moments ago; it has to wait another \(wait) seconds"
            return .policy(rule: "minimum_interval", explanation: explanation)
        }
        return nil
    }

    private func isArmed(_ limit: Limit) -> Bool {
        if let until = context.armed[bound.device.id], context.now < until { return true }
        guard let condition = limit.armedBy, let report = report(of: condition) else { return false }
        return condition.condition.holds(for: report.value)
    }

    /// Why a condition blocks; nil if it does not.
    private func block(_ condition: StateCondition) -> String? {
        let owner = condition.device.flatMap(home.device)?.name ?? bound.device.name
        let property = condition.property.replacingUnderscores
        guard let report = report(of: condition) else {
            return condition.holdsWhenUnknown
                ? "it is not known whether the \(property) of the \(owner) allows it" : nil
        }
        guard condition.condition.holds(for: report.value) else { return nil }
        return "not while the \(property) of the \(owner) is \(report.value.description.replacingUnderscores)"
    }

    private func report(of condition: StateCondition) -> HomeState.Report? {
        guard let device = home.device(condition.device ?? bound.device.id) else { return nil }
        guard let report = state.value(of: device, condition.property) else { return nil }
        if let age = condition.withinSeconds, context.now - report.at > age { return nil }
        return report
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
}

extension Limit {
    /// True if the limit is about this operation.
    fileprivate func concerns(_ operation: Action.Operation) -> Bool {
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
