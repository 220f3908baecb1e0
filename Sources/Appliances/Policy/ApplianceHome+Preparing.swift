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
    /// The end that it has to come to, if it has to.
    public var ending: ProgramEnding?
    /// Every property and verb that it amounts to, for the log of actions.
    var targets: Set<String>
    /// True if a later decision depends on when it was done.
    public var isRemembered: Bool
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
            let bound = try binding(action.device)
            var absolute = try validate(try resolve(valid, state: state))
            absolute.operation = bound.completed(absolute.operation)
            switch decide(absolute, state: state, context: context) {
            case .refused(let refusal): return .refused(refusal)
            case .needsConfirmation(let question): return .needsConfirmation(question: question)
            case .allowed: break
            }
            let meanings = meanings(of: absolute, bound)
            let targets = Set(meanings.compactMap(\.target))
            return .ready(
                PreparedAction(
                    action: absolute, messages: try encode(absolute),
                    confirmation: confirmation(for: absolute, state: state, sentAt: context.now),
                    assumed: assumptions(of: absolute), ending: bound.ending(of: meanings), targets: targets,
                    isRemembered: bound.limits.contains { $0.countsTimes && targets.contains($0.target) }))
        } catch {
            return .refused(error.refusal)
        }
    }

    /// The end of a program as messages. It makes something stop, so no limit is asked.
    public func ending(_ action: Action, state: HomeState, at now: Double) -> PreparedAction? {
        guard let valid = try? validate(action), let messages = try? encode(valid) else { return nil }
        return PreparedAction(
            action: valid, messages: messages, confirmation: confirmation(for: valid, state: state, sentAt: now),
            assumed: assumptions(of: valid), targets: [], isRemembered: false)
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

    /// Everything that an absolute action amounts to.
    private func meanings(of action: Action, _ bound: BoundDevice) -> [Action.Operation] {
        let policy = SafetyPolicy(bound: bound, home: self, state: HomeState(), context: PolicyContext(now: 0))
        return policy.meanings(of: action.operation)
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
