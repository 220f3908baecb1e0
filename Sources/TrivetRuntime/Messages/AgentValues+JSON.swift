import Agent
import ApplianceVocabulary
import JSONText

extension Value {
    /// The value as messages write it.
    var json: JSON {
        switch self {
        case .name(let name): .string(name)
        case .number(let number): .number(number)
        case .flag(let flag): .bool(flag)
        }
    }
}

extension Action {
    /// The members of an action: `device`, `action`, `property`, `value`, `amount`.
    var members: [JSON.Member] {
        func member(_ key: String, _ value: JSON) -> JSON.Member { JSON.Member(key: key, value: value) }
        let device = member("device", .string(device))
        switch operation {
        case .set(let property, let value):
            return [
                device, member("action", "set"), member("property", .string(property)), member("value", value.json),
            ]
        case .adjust(let property, let direction, let amount):
            return [
                device, member("action", "adjust"), member("property", .string(property)),
                member("value", .string(direction.rawValue)),
            ] + (amount.map { [member("amount", .number($0))] } ?? [])
        case .perform(let verb, let arguments):
            let values = arguments.sorted { $0.key < $1.key }.map { member($0.key, $0.value.json) }
            return [device, member("action", "do"), member("property", .string(verb))]
                + (values.isEmpty ? [] : [member("value", .object(values))])
        case .get(let property):
            return [device, member("action", "get"), member("property", .string(property))]
        }
    }

    /// The action as an object.
    var json: JSON { .object(members) }
}

extension ActionResult {
    /// The action with `outcome` and what belongs to it.
    var json: JSON { .object(action.members + outcome.members) }
}

extension Outcome {
    /// A short name for programs.
    var code: String {
        switch self {
        case .confirmed: "confirmed"
        case .unconfirmed, .unconfirmable: "unconfirmed"
        case .contradicted: "contradicted"
        case .refused: "refused"
        case .needsConfirmation: "needs_confirmation"
        case .unavailable: "unavailable"
        case .value: "value"
        }
    }

    var members: [JSON.Member] {
        func member(_ key: String, _ value: JSON) -> JSON.Member { JSON.Member(key: key, value: value) }
        let code = member("outcome", .string(code))
        switch self {
        case .confirmed(let reported): return [code] + (reported.map { [member("reported", $0.json)] } ?? [])
        case .unconfirmed: return [code]
        case .unconfirmable: return [code, member("optimistic", true)]
        case .contradicted(let reported): return [code, member("reported", reported.json)]
        case .refused(let refusal):
            return [code, member("reason", .string(refusal.code))]
                + (refusal.rule.map { [member("rule", .string($0))] } ?? [])
                + (refusal.detail.map { [member("detail", .string($0))] } ?? [])
        case .needsConfirmation(let question): return [code, member("question", .string(question))]
        case .unavailable(let reason): return [code, member("detail", .string(reason))]
        case .value(let value, let age):
            return [code, member("reported", value.json)]
                + (age.map { [member("age_seconds", .number($0.rounded(toDigits: 1)))] } ?? [])
        }
    }
}

extension Refusal {
    /// What the refusal says beside its code.
    var detail: String? {
        switch self {
        case .unsupported(let what), .outOfRange(let what): what
        case .policy(_, let explanation): explanation
        case .noSuchDevice, .notAboutHome: nil
        }
    }

    /// The rule of the policy that stands against it, by its name.
    var rule: String? { if case .policy(let rule, _) = self { rule } else { nil } }
}

extension Answer {
    var json: JSON {
        .object([
            "bool": bool.map(JSON.bool), "value": value.map(\.json),
            "devices": devices.map { .array($0.map(JSON.string)) },
        ])
    }
}

extension AskedQuestion {
    var json: JSON {
        switch self {
        case .clarify(.ambiguousTarget(let devices)):
            ["code": .string(code), "devices": .array(devices.map(JSON.string))]
        case .clarify(.missingValue(let property)):
            .object(["code": .string(code), "property": property.map(JSON.string)])
        case .clarify(.unclear): ["code": .string(code)]
        case .confirm(let actions, let seconds):
            [
                "code": .string(code), "within_seconds": .number(seconds), "actions": .array(actions.map(\.json)),
            ]
        }
    }
}
