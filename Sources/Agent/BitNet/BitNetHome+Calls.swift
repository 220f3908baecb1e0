import ApplianceVocabulary

extension BitNetHome {
    /// The call as the model writes it.
    func text(of call: ToolCall) -> String {
        switch call {
        case .set(let target, let property, let value):
            "set(\(text(of: target)), \(Quoting.word(property)), \(Self.text(of: value)))"
        case .adjust(let target, let property, let direction, let amount):
            "adjust(\(text(of: target)), \(Quoting.word(property)), \(direction.rawValue)"
                + (amount.map { ", \(Value.number($0))" } ?? "") + ")"
        case .perform(let target, let verb, let arguments):
            "do(\(text(of: target)), \(Quoting.word(verb))"
                + arguments.sorted { $0.key < $1.key }.map { name, value in
                    // Free words are an excerpt of the sentence and stand without quotes.
                    let text = if case .name(let words) = value { Self.words(words) } else { Self.text(of: value) }
                    return ", \(Quoting.word(name)): \(text)"
                }.joined() + ")"
        case .get(let target, let property, let predicate):
            "get(\(text(of: target)), \(Quoting.word(property))"
                + (predicate.map { ", \($0.quantifier.rawValue), \(Self.text(of: $0.value))" } ?? "") + ")"
        case .ask(.ambiguousTarget(let ids)): "ask(\((["which"] + ids.map(label(of:))).joined(separator: ", ")))"
        case .ask(.missingValue(let property)): "ask(value\(property.map { ", " + Quoting.word($0) } ?? ""))"
        case .ask(.unclear): "ask(again)"
        case .refuse(let refusal): "refuse(\(Self.word(for: refusal)))"
        case .say(let words): "say(\(Quoting.quoted(words, limit: Self.wordsLimit)))"
        }
    }

    /// How long the model's own words may be.
    static let wordsLimit = 600

    private func text(of target: Target) -> String {
        switch target {
        case .device(let id): return label(of: id)
        case .group(let type, let scope, let except):
            let place = scope == .everywhere ? "" : " in \(label(of: scope))"
            let left = except.isEmpty ? "" : " but \(except.map(label(of:)).joined(separator: " and "))"
            return "all \(Quoting.word(type))\(place)\(left)"
        }
    }

    static func text(of value: Value) -> String {
        if case .name(let name) = value { Quoting.word(name) } else { "\(value)" }
    }

    private static func words(_ words: String) -> String {
        let normalized = TextNormalizer.normalize(words)
        return normalized == words ? words : Quoting.word(words)
    }

    static func word(for refusal: Refusal) -> String {
        if case .policy = refusal { "unsupported" } else { refusal.code }
    }

    /// What came of the calls of a step, as the appliances reported it. All that is not fixed stands in quotes.
    func report(of step: Step) -> String {
        var lines = step.results.prefix(Self.reportLimit).map { result in
            "\(text(of: result.action)): \(text(of: result))"
        }
        let more = step.results.count - lines.count
        if more > 0 {
            let done = step.results.suffix(more).count(where: \.outcome.isDone)
            lines.append("and \(more) more, \(done) of them done")
        }
        lines += step.refusals.map { refusal in
            let detail = refusal.detail.map { " \(Quoting.quoted($0, limit: Quoting.valueLimit))" } ?? ""
            return "one call: not done, \(refusal.code)\(detail)"
        }
        return "Report:\n" + lines.joined(separator: "\n")
    }

    private static let reportLimit = 24

    private func text(of action: Action) -> String {
        let target = Target.device(action.device)
        return switch action.operation {
        case .set(let property, let value): text(of: .set(target, property: property, value: value))
        case .adjust(let property, let direction, let amount):
            text(of: .adjust(target, property: property, direction: direction, amount: amount))
        case .perform(let verb, let arguments): text(of: .perform(target, verb: verb, arguments: arguments))
        case .get(let property): text(of: .get(target, property: property, predicate: nil))
        }
    }

    private func text(of result: ActionResult) -> String {
        func value(_ value: Value) -> String {
            Quoting.quoted(value.description + unit(of: result.action), limit: Quoting.valueLimit)
        }
        func reason(_ text: String) -> String { Quoting.quoted(text, limit: Quoting.valueLimit) }
        switch result.outcome {
        case .confirmed(let reported): return reported.map { "done, it reports \(value($0))" } ?? "done"
        case .unconfirmed: return "sent, but not confirmed"
        case .unconfirmable: return "sent, it does not report whether it is done"
        case .contradicted(let reported): return "not done, it still reports \(value(reported))"
        case .refused(let refusal):
            return "not done, \(refusal.code)" + (refusal.detail.map { " \(reason($0))" } ?? "")
        case .needsConfirmation: return "not done, the person has to say yes first"
        case .unavailable(let why): return "not done, unavailable \(reason(why))"
        case .value(let reported, let age):
            let old = age.map { $0 > 600 ? ", \(Int(($0 / 60).rounded())) minutes old" : "" } ?? ""
            return "it reports \(value(reported))\(old)"
        }
    }

    private func unit(of action: Action) -> String {
        let property: String
        switch action.operation {
        case .set(let name, _), .adjust(let name, _, _), .get(let name): property = name
        case .perform: return ""
        }
        switch home.first(where: { $0.id == action.device })?.capability(property)?.kind {
        case .range(_, _, _, let unit), .reading(let unit): return Self.unit(unit)
        default: return ""
        }
    }
}

extension Refusal {
    /// What the refusal says beside its code, if it says anything.
    fileprivate var detail: String? {
        switch self {
        case .unsupported(let what), .outOfRange(let what): what.isEmpty ? nil : what
        case .policy(_, let explanation): explanation
        case .noSuchDevice, .notAboutHome: nil
        }
    }
}
