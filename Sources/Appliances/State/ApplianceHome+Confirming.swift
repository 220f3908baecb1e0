public import ApplianceVocabulary

extension ApplianceHome {
    /// What to wait for after an absolute action was sent. `state` is the state before it.
    public func confirmation(for action: Action, state: HomeState, sentAt: Double) -> Confirmation {
        guard let bound = bindings[action.device], !bound.isOptimistic else {
            return .unconfirmable(device: action.device, at: sentAt)
        }
        switch action.operation {
        case .set(let name, let value):
            guard let property = bound.property(name) else { break }
            return bound.confirmation(of: property, value, state, sentAt)
        case .perform(let name, _):
            guard let rule = bound.verb(name)?.confirmation, let source = rule.property else { break }
            return bound.confirmation(rule, source, rule.condition ?? ValueCondition(), state, sentAt)
        case .adjust, .get: break
        }
        return .unconfirmable(device: action.device, at: sentAt)
    }

    /// What an action makes true of an appliance that never reports.
    func assumptions(of action: Action) -> [StateChange] {
        guard let bound = bindings[action.device], case .set(let name, let value) = action.operation else { return [] }
        guard bound.isOptimistic || bound.property(name)?.isNeverReported == true else { return [] }
        let consequences = Equivalences.consequences(of: name, value, type: bound.device.type)
            .filter { consequence in
                guard let other = bound.property(consequence.property) else { return false }
                return bound.isOptimistic || other.isNeverReported
            }
        return ([(name, value)] + consequences).map {
            StateChange(device: action.device, property: $0.0, value: $0.1)
        }
    }
}

extension BoundDevice {
    fileprivate func confirmation(
        of property: PropertyProfile, _ value: Value, _ state: HomeState, _ sentAt: Double
    ) -> Confirmation {
        let rule = property.confirmation
        if let source = rule.property, let condition = rule.condition {
            return confirmation(rule, source, condition, state, sentAt)
        }
        guard property.state != nil else { return .unconfirmable(device: device.id, at: sentAt) }
        // A lamp dimmed to nothing goes out, a fan without speed stops: what they then report is that they are off.
        if ["brightness", "speed"].contains(property.name), value == .number(0), self.property("power")?.state != nil {
            let off = ValueCondition(names: ["off"], above: nil, below: nil)
            return confirmation(rule, "power", off, state, sentAt)
        }
        let tolerance = rule.tolerance ?? property.ownTolerance
        return Confirmation(
            device: device.id, property: property.name,
            expected: .value(value, tolerance: tolerance, wire: property.wire),
            before: state.report(of: device.id, property.name)?.value,
            deadline: sentAt + (rule.withinSeconds ?? confirmationSeconds))
    }

    fileprivate func confirmation(
        _ rule: ConfirmationRule, _ source: String, _ condition: ValueCondition, _ state: HomeState, _ sentAt: Double
    ) -> Confirmation {
        Confirmation(
            device: device.id, property: source, expected: .condition(condition),
            before: state.report(of: device.id, source)?.value,
            deadline: sentAt + (rule.withinSeconds ?? confirmationSeconds))
    }
}

extension PropertyProfile {
    /// True if its profile says that no report of it will ever come.
    var isNeverReported: Bool { confirmation.isOptimistic && state == nil }

    /// Half a step, where the profile names no tolerance.
    var ownTolerance: Double {
        if case .range(_, _, let step, _) = kind { step / 2 } else { 0 }
    }
}
