import ApplianceVocabulary

// The rules one by one. Each refusal has the name of its rule.

extension SafetyPolicy {
    /// The first rule of a limit that stands against an operation; nil if none does.
    func refusal(_ limit: Limit, _ meaning: Action.Operation) -> Refusal? {
        bounds(limit, meaning) ?? duration(limit, meaning) ?? people(limit) ?? start(limit) ?? conditions(limit)
            ?? hours(limit) ?? interval(limit) ?? rate(limit)
    }

    /// Whether the sender may change anything of this device.
    func refusalOfSender() -> Refusal? {
        guard let sender = home.configuration.sender(context.sender) else {
            // The topic of everybody is open as long as the home does not speak of it.
            return context.sender == nil ? nil : refused("sender", "this home knows no such sender")
        }
        guard let only = sender.only else { return nil }
        if only.contains(bound.device.id) { return nil }
        if let area = bound.area, only.contains(area) { return nil }
        return refused("sender", "\(name(of: sender)) may not change the \(name)")
    }

    private var name: String { bound.device.name }

    private func refused(_ rule: String, _ explanation: String) -> Refusal {
        .policy(rule: rule, explanation: explanation)
    }

    private func bounds(_ limit: Limit, _ meaning: Action.Operation) -> Refusal? {
        guard case .set(let property, .number(let number)) = meaning else { return nil }
        if let maximum = limit.maximum, number > maximum {
            return refused("maximum", "\(property) of the \(name) may be at most \(Value.number(maximum))")
        }
        if let minimum = limit.minimum, number < minimum {
            return refused("minimum", "\(property) of the \(name) must be at least \(Value.number(minimum))")
        }
        return nil
    }

    private func duration(_ limit: Limit, _ meaning: Action.Operation) -> Refusal? {
        guard let rule = limit.mustEnd, rule.ending != meaning else { return nil }
        guard rule.seconds(of: meaning) > rule.withinSeconds else { return nil }
        let longest = Value.number((rule.withinSeconds / rule.unitSeconds).rounded(.down))
        return refused("must_end", "the \(name) may run for at most \(longest) \(rule.argument ?? "seconds")")
    }

    private func people(_ limit: Limit) -> Refusal? {
        if let users = limit.users, !(context.sender.map(users.contains) ?? false) {
            let who = users.joined(separator: " and ")
            return refused("users", "only \(who) may do that with the \(name), from a topic of their own")
        }
        if let areas = limit.areas {
            let area = context.sender.flatMap(home.configuration.sender)?.area
            guard area.map(areas.contains) ?? false else {
                let names = areas.map { home.configuration.area($0)?.name ?? $0 }.joined(separator: " or ")
                return refused("areas", "that can only be said in the \(names)")
            }
        }
        return nil
    }

    private func start(_ limit: Limit) -> Refusal? {
        switch limit.remoteStart {
        case .always: nil
        case .never: refused("remote_start", "the \(name) can only be started by a person standing at it")
        case .armed:
            isArmed(limit) ? nil : refused("remote_start", "remote start has to be enabled at the \(name) first")
        }
    }

    /// True if a person has armed the appliance, and not too long ago. What was only sent, or lay stored at the broker
    /// since nobody knows when, arms nothing that expires.
    private func isArmed(_ limit: Limit) -> Bool {
        guard let condition = limit.armedBy, let report = lastReport(of: condition) else { return false }
        guard !report.isAssumed, condition.condition.holds(for: report.value) else { return false }
        guard let seconds = condition.withinSeconds else { return true }
        return report.since.map { context.now - $0 <= seconds } ?? false
    }

    private func conditions(_ limit: Limit) -> Refusal? {
        for condition in limit.blockedWhile {
            if let explanation = block(condition) { return refused("blocked_while", explanation) }
        }
        return nil
    }

    /// Why a condition blocks; nil if it does not.
    private func block(_ condition: StateCondition) -> String? {
        let owner = condition.device.flatMap(home.device)?.name ?? name
        let property = condition.property.replacingUnderscores
        guard let report = recentReport(of: condition) else {
            return condition.holdsWhenUnknown
                ? "it is not known whether the \(property) of the \(owner) allows it" : nil
        }
        guard condition.condition.holds(for: report.value) else { return nil }
        return "not while the \(property) of the \(owner) is \(report.value.description.replacingUnderscores)"
    }

    private func lastReport(of condition: StateCondition) -> HomeState.Report? {
        guard let device = home.device(condition.device ?? bound.device.id) else { return nil }
        return state.value(of: device, condition.property)
    }

    /// The last report, if it is as young as the condition wants it. Nobody knows the age of one that lay stored.
    private func recentReport(of condition: StateCondition) -> HomeState.Report? {
        guard let report = lastReport(of: condition) else { return nil }
        guard let age = condition.withinSeconds else { return report }
        return report.isStored || context.now - report.at > age ? nil : report
    }

    private func hours(_ limit: Limit) -> Refusal? {
        guard let quiet = limit.quietHours, quiet.manner == .refuse, quiet.contains(context.localTime) else {
            return nil
        }
        let reason = context.localTime == nil ? ", and nobody knows what time it is" : ""
        return refused("quiet_hours", "the \(name) has quiet hours from \(quiet.words)\(reason)")
    }

    private func interval(_ limit: Limit) -> Refusal? {
        guard let interval = limit.minimumIntervalSeconds, let last = context.log.last(bound.device.id, limit.target),
            context.now - last < interval
        else { return nil }
        let wait = Self.seconds(interval - (context.now - last))
        return refused(
            "minimum_interval", "the \(name) was told so moments ago; it has to wait another \(wait) seconds")
    }

    private func rate(_ limit: Limit) -> Refusal? {
        guard let rate = limit.rate else { return nil }
        let times = context.log.since(context.now - rate.withinSeconds, bound.device.id, limit.target)
        guard times.count >= rate.actions else { return nil }
        let wait = Self.seconds(times[times.count - rate.actions] + rate.withinSeconds - context.now)
        return refused("rate", "the \(name) was told so \(times.count) times; it has to wait another \(wait) seconds")
    }

    private static func seconds(_ seconds: Double) -> Int { max(1, Int(seconds.rounded(.up))) }

    private func name(of sender: Sender) -> String {
        sender.id == Sender.anyone ? "the topic of everybody" : sender.id.replacingUnderscores
    }
}
