public import ApplianceVocabulary

/// An action that may be sent, with everything that belongs to it.
public struct PreparedAction: Sendable {
    /// The action in absolute terms.
    public var action: Action
    /// The messages to publish, in order.
    public var messages: [OutgoingMessage]
    /// What to wait for afterwards.
    public var confirmation: Confirmation
    /// What becomes true without a report, for appliances that never report.
    public var assumed: [StateChange]
    /// Every property and verb that it amounts to, for the log of actions.
    var targets: Set<String>
}

/// What is to be done about an action.
public enum Preparation: Sendable {
    /// Publish these messages and wait.
    case ready(PreparedAction)
    /// Ask a person first.
    case needsConfirmation(question: String)
    /// Do nothing, for this reason.
    case refused(Refusal)
    /// Do nothing: the appliance is not there.
    case unavailable(reason: String)
}

extension ApplianceHome {
    /// Takes an action all the way to its messages: what it means, whether the appliance is there, whether the policy
    /// allows it, how it is written, what confirms it.
    public func prepare(_ action: Action, state: HomeState, context: PolicyContext) -> Preparation {
        do throws(ActionRefused) {
            let valid = try validate(action)
            guard valid.isWrite else { return .refused(.unsupported("reading sends nothing")) }
            if state.isOnline(action.device) == false {
                return .unavailable(reason: "the \(device(action.device)?.name ?? action.device) is not connected")
            }
            let absolute = try validate(try resolve(valid, state: state))
            switch decide(absolute, state: state, context: context) {
            case .refused(let refusal): return .refused(refusal)
            case .needsConfirmation(let question): return .needsConfirmation(question: question)
            case .allowed: break
            }
            return .ready(
                PreparedAction(
                    action: absolute, messages: try encode(absolute),
                    confirmation: confirmation(for: absolute, state: state, sentAt: context.now),
                    assumed: assumptions(of: absolute), targets: targets(of: absolute)))
        } catch {
            return .refused(error.refusal)
        }
    }

    /// The action in the words of its device.
    public func validate(_ action: Action) throws(ActionRefused) -> Action {
        try ActionValidation.validate(action, for: try binding(action.device).device)
    }

    /// The action in absolute terms: a relative change and `toggle` become `set`, from the reported state.
    public func resolve(_ action: Action, state: HomeState) throws(ActionRefused) -> Action {
        try ActionResolution.resolve(action, for: try binding(action.device).device, state: state)
    }

    /// What the safety policy says to an absolute action.
    public func decide(_ action: Action, state: HomeState, context: PolicyContext) -> PolicyDecision {
        guard action.isWrite else { return .allowed }
        guard let bound = bindings[action.device] else { return .refused(.noSuchDevice) }
        let policy = SafetyPolicy(bound: bound, home: self, state: state, context: context)
        let decision = policy.decide(action.operation)
        guard decision == .allowed, context.observeOnly || configuration.agent.observeOnly else { return decision }
        return .refused(.policy(rule: "observe", explanation: "this home is only being observed; nothing is sent"))
    }

    /// Every property and verb that an absolute action amounts to.
    private func targets(of action: Action) -> Set<String> {
        guard let bound = bindings[action.device] else { return [] }
        let policy = SafetyPolicy(bound: bound, home: self, state: HomeState(), context: PolicyContext(now: 0))
        return Set(policy.meanings(of: action.operation).compactMap(\.target))
    }

    /// A value that was reported, with its age.
    public func read(_ device: String, _ property: String, state: HomeState, now: Double) -> Outcome {
        guard let device = self.device(device) else { return .refused(.noSuchDevice) }
        guard device.capability(property) != nil else { return .refused(.unsupported(property)) }
        guard let report = state.value(of: device, property) else {
            return .unavailable(
                reason: "the \(device.name) has not reported its \(property.replacingUnderscores) yet")
        }
        return .value(report.value, ageSeconds: report.isAssumed ? nil : max(0, now - report.at))
    }
}
