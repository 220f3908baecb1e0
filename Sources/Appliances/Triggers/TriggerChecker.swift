import ApplianceVocabulary
import YAMLReader

/// Checks triggers against the devices of the home: what neither can show alone.
struct TriggerChecker {
    let devices: [Device]
    let home: HomeConfiguration
    let profiles: [DeviceProfile]
    let context: YAMLContext

    /// Reports everything that a trigger wants and the home does not have.
    func check(_ trigger: Trigger) {
        if case .report(let id, let property) = trigger.source {
            check(id, property, trigger.condition, at: trigger.places.when)
        }
        guard case .perform(let actions) = trigger.deed else { return }
        for (action, position) in zip(actions, trigger.places.actions) {
            guard let device = device(action.device, at: position) else { continue }
            do throws(ActionRefused) {
                _ = try ActionValidation.validate(action, for: device)
            } catch {
                context.report("\(action.device) cannot do that: \(words(error.refusal, device))", at: position)
            }
        }
    }

    private func check(_ id: String, _ property: String, _ condition: ValueCondition, at position: Position) {
        guard let device = device(id, at: position) else { return }
        guard let capability = device.capability(property) else {
            let known = device.capabilities.map(\.property)
            let advice =
                suggestion(for: property, among: known).map { "did you mean \($0)?" }
                ?? "known are \(known.joined(separator: ", "))"
            return context.report("\(id) has no \"\(property)\"; \(advice)", at: position)
        }
        if case .choice = capability.kind, condition.above != nil || condition.below != nil {
            context.report("\(property) of \(id) is no number; write is: with one of its values", at: position)
        }
        if case .flag = capability.kind {
            for name in condition.names ?? [] where name != "true" && name != "false" {
                context.report("\(property) of \(id) is true or false, never \"\(name)\"", at: position)
            }
        }
        guard let profile = home.devices.first(where: { $0.id == id })?.profile,
            let known = profiles.first(where: { $0.name == profile })
        else { return }
        let state = StateCondition(
            device: nil, property: property, condition: condition, holdsWhenUnknown: false, withinSeconds: nil)
        LimitChecker.check(state, in: known, at: position, context)
    }

    private func device(_ id: String, at position: Position) -> Device? {
        if let device = devices.first(where: { $0.id == id }) { return device }
        let advice = suggestion(for: id, among: devices.map(\.id)).map { "; did you mean \($0)?" } ?? ""
        context.report("there is no device \"\(id)\"\(advice)", at: position)
        return nil
    }

    private func words(_ refusal: Refusal, _ device: Device) -> String {
        switch refusal {
        case .unsupported(let what):
            let can = device.capabilities.filter(\.isWritable).map(\.property) + device.verbs.map(\.name)
            return "\(what); it has \(can.joined(separator: ", "))"
        case .outOfRange(let limits): return "it allows \(limits)"
        case .policy(_, let explanation): return explanation
        case .noSuchDevice, .notAboutHome: return "there is no such device"
        }
    }
}
