public import ApplianceVocabulary

/// Turns what depends on the state into what does not: a relative change and `toggle` become `set`.
public enum ActionResolution {
    /// The action in absolute terms.
    public static func resolve(_ action: Action, for device: Device, state: HomeState) throws(ActionRefused) -> Action {
        switch action.operation {
        case .adjust(let name, let direction, let amount):
            guard let capability = device.capability(name) else { throw ActionRefused(.unsupported(name)) }
            guard case .number(let current) = state.value(of: device, name)?.value else {
                throw ActionRefused(unknown(name, of: device))
            }
            let target = try RelativeChange.target(of: capability, from: current, direction: direction, amount: amount)
            return Action(device: action.device, operation: .set(property: name, value: .number(target)))
        case .perform("toggle", _) where device.verb("toggle") == nil:
            guard let capability = ActionValidation.toggled(device), case .choice(let names) = capability.kind else {
                throw ActionRefused(.unsupported("toggle"))
            }
            guard let current = state.value(of: device, capability.property)?.value else {
                throw ActionRefused(unknown(capability.property, of: device))
            }
            let other = names.first { .name($0) != current } ?? names[0]
            return Action(device: action.device, operation: .set(property: capability.property, value: .name(other)))
        default: return action
        }
    }

    private static func unknown(_ property: String, of device: Device) -> Refusal {
        let words = property.replacingUnderscores
        let explanation = "the \(device.name) has not reported its \(words) yet; say a value instead"
        return .policy(rule: "unknown_state", explanation: explanation)
    }
}
