import Agent
import ApplianceVocabulary
import JSONText

extension AgentEvent {
    /// The event as it is published.
    var json: JSON {
        var members: [JSON.Member] = [
            JSON.Member(key: "id", value: .string(request)), JSON.Member(key: "step", value: .string(name)),
            JSON.Member(key: "seconds", value: .number(seconds.rounded(toDigits: 4))),
        ]
        func add(_ key: String, _ value: JSON?) {
            if let value { members.append(JSON.Member(key: key, value: value)) }
        }
        switch step {
        case .heard(let sentence): add("sentence", .string(sentence))
        case .shown(let devices, let count):
            add("shown", .number(devices.count))
            add("devices", .number(count))
        case .completed(let completion):
            add("said", .string(completion.segments.map(\.description).joined()))
            add("model", .string(completion.model))
            add("certainty", .number(completion.leastLikely.rounded(toDigits: 3)))
            add("wanted", completion.outside.map { .string($0.wanted.description) })
            add("prompt_tokens", .number(completion.promptTokens))
            add("cached_tokens", .number(completion.cachedTokens))
            add("new_tokens", .number(completion.newTokens))
            add("prefill_seconds", .number(completion.prefillSeconds.rounded(toDigits: 4)))
            add("decode_seconds", .number(completion.decodeSeconds.rounded(toDigits: 4)))
        case .read(.calls(let calls)): add("calls", .array(calls.map { .string($0.description) }))
        case .read(.obstacle(let obstacle)): add("obstacle", .string(obstacle.text))
        case .read(.unreadable): add("obstacle", "unreadable")
        case .handedOver(let handover):
            add("from", .string(handover.from))
            add("to", .string(handover.to))
            add("reason", .string(handover.reason.rawValue))
            add("certainty", .number(handover.certainty.rounded(toDigits: 3)))
            add("threshold", .number(handover.threshold))
        case .began(let action): members += action.members
        case .ended(let result): members += result.action.members + result.outcome.members
        case .replied(let reply):
            add("ok", .bool(reply.ok))
            add("text", .string(reply.text))
        }
        return .object(members)
    }
}

extension Obstacle {
    /// The obstacle for people who look at events.
    fileprivate var text: String {
        switch self {
        case .lacks(let target, let word): "\(target) lacks \"\(word)\""
        case .value(let target, let property): "\(target) cannot have that \(property)"
        case .noDevice: "no such device where it was wanted"
        case .unknown: "wanted something that the home does not have"
        }
    }
}
