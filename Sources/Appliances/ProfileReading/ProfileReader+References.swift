import ApplianceVocabulary
import YAMLReader

extension ProfileReader {
    /// Reports names of properties and verbs that the profile does not have.
    func checkReferences(in profile: inout DeviceProfile) {
        let properties = profile.properties.map(\.name)
        for property in profile.properties {
            VocabularyChecker.check(property, type: profile.type, context)
            check(property.confirmation, of: "the property \"\(property.name)\"", at: property.position, in: profile)
        }
        for verb in profile.verbs {
            if properties.contains(verb.name) {
                context.report("\"\(verb.name)\" is a property already; name the verb otherwise", at: verb.position)
            }
            if let rule = verb.confirmation {
                check(rule, of: "the verb \"\(verb.name)\"", at: verb.position, in: profile)
            }
        }
        for limit in profile.limits { LimitChecker.check(limit, in: profile, context) }
    }

    private func check(_ rule: ConfirmationRule, of what: String, at position: Position, in profile: DeviceProfile) {
        guard let name = rule.property else { return }
        guard let property = profile.property(name) else {
            let advice =
                suggestion(for: name, among: profile.properties.map(\.name)).map { "; did you mean \($0)?" } ?? ""
            return context.report("\(what) is confirmed by \"\(name)\", which is no property\(advice)", at: position)
        }
        if property.state == nil {
            context.report("\(what) is confirmed by \"\(name)\", which is never reported", at: position)
        }
        if let names = rule.condition?.names, let known = property.reportableNames {
            for value in names where !known.contains(value) {
                let advice = suggestion(for: value, among: known).map { "; did you mean \($0)?" } ?? ""
                context.report(
                    "\(what) is confirmed by \"\(value)\", which \"\(name)\" never is\(advice)", at: position)
            }
        }
    }
}

extension PropertyProfile {
    /// The names that its reports can hold; nil if there is no closed list of them.
    var reportableNames: [String]? {
        if case .names(let names) = state?.wire ?? wire { return names.map(\.name) }
        if case .choice(let names) = kind { return names }
        return nil
    }
}

/// Checks a limit against the profile of the device that it limits.
enum LimitChecker {
    static func check(_ limit: Limit, in profile: DeviceProfile, _ context: YAMLContext) {
        let targets = profile.properties.filter(\.isWritable).map(\.name) + profile.verbs.map(\.name)
        guard targets.contains(limit.target) else {
            let advice =
                suggestion(for: limit.target, among: targets).map { "did you mean \($0)?" }
                ?? "known are \(targets.joined(separator: ", "))"
            return context.report(
                "the limit is on \"\(limit.target)\", which cannot be done; \(advice)", at: limit.position)
        }
        let property = profile.property(limit.target)
        if limit.minimum != nil || limit.maximum != nil {
            guard case .range(let minimum, let maximum, _, _) = property?.kind else {
                return context.report("minimum and maximum go with a property that has a range", at: limit.position)
            }
            for bound in [limit.minimum, limit.maximum].compactMap(\.self) where bound < minimum || bound > maximum {
                context.report(
                    "the limit \(Value.number(bound)) is outside of the range \(Value.number(minimum)) to "
                        + "\(Value.number(maximum)) of \"\(limit.target)\"", at: limit.position)
            }
        }
        if let names = limit.onlyFor?.names, case .choice(let known) = property?.kind {
            for name in names where !known.contains(name) {
                let advice = suggestion(for: name, among: known).map { "; did you mean \($0)?" } ?? ""
                context.report("\"\(name)\" is no value of \"\(limit.target)\"\(advice)", at: limit.position)
            }
        }
        for condition in limit.blockedWhile + [limit.armedBy].compactMap(\.self) where condition.device == nil {
            check(condition, in: profile, at: limit.position, context)
        }
        if let rule = limit.mustEnd { check(rule, of: limit, in: profile, context) }
    }

    /// What ends a program has to be possible, and the argument that says how long has to be there.
    private static func check(
        _ rule: MustEnd, of limit: Limit, in profile: DeviceProfile, _ context: YAMLContext
    ) {
        switch rule.ending {
        case .perform(let name, _):
            if profile.verb(name) == nil {
                let advice =
                    suggestion(for: name, among: profile.verbs.map(\.name)).map { "; did you mean \($0)?" } ?? ""
                context.report("must_end is by \"\(name)\", which is no verb\(advice)", at: limit.position)
            }
        case .set(let name, let value):
            let property = profile.property(name)
            if property?.isWritable != true || property?.wire.encode(value) == nil {
                context.report("must_end is by \(name): \(value), which cannot be set", at: limit.position)
            }
        case .adjust, .get: break
        }
        guard let argument = rule.argument else { return }
        let kind = profile.verb(limit.target)?.arguments.first { $0.name == argument }?.kind
        guard case .number? = kind else {
            return context.report(
                "must_end has the argument \"\(argument)\", which is no number that \"\(limit.target)\" takes",
                at: limit.position)
        }
    }

    /// Checks that a device can be in the state of a condition.
    static func check(
        _ condition: StateCondition, in profile: DeviceProfile, at position: Position, _ context: YAMLContext
    ) {
        guard let property = profile.property(condition.property), property.state != nil else {
            let names = profile.properties.filter { $0.state != nil }.map(\.name)
            let advice = suggestion(for: condition.property, among: names).map { "; did you mean \($0)?" } ?? ""
            return context.report(
                "\"\(condition.property)\" is never reported by \(profile.name)\(advice)", at: position)
        }
        guard let names = condition.condition.names, let known = property.reportableNames else { return }
        for name in names where !known.contains(name) {
            let advice = suggestion(for: name, among: known).map { "; did you mean \($0)?" } ?? ""
            context.report("\"\(name)\" is no value of \"\(condition.property)\"\(advice)", at: position)
        }
    }
}
