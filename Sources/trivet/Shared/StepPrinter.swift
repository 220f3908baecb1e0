import JSONText
import Synchronization
import TrivetRuntime

/// Prints the steps of a command as they happen, each with the time since the sentence was said.
final class StepPrinter: Sendable {
    private let started = Mutex(Clock.monotonic())
    private let explains: Bool

    /// A printer; one that `explains` tells what the models saw and said.
    init(explains: Bool = false) { self.explains = explains }

    /// Begins to count the time.
    func begin() { started.withLock { $0 = Clock.monotonic() } }

    /// Prints one event.
    func show(_ event: JSON) {
        guard let text = text(of: event) else { return }
        say("\(elapsed.padded(to: 9, right: true))  \(text)")
    }

    /// Prints the reply.
    func show(_ reply: Reply) {
        let mark = reply.ok ? "" : reply.reason.map { "  (\($0))" } ?? ""
        say("\(elapsed.padded(to: 9, right: true))  \(reply.text)\(mark)")
    }

    private var elapsed: String {
        let milliseconds = (Clock.monotonic() - started.withLock { $0 }) * 1000
        return milliseconds < 9_999 ? "\(Int(milliseconds.rounded())) ms" : "\(Int((milliseconds / 1000).rounded())) s"
    }

    private func text(of event: JSON) -> String? {
        switch event["step"]?.string {
        case "heard": event["sentence"]?.string.map { "heard: \($0)" }
        case "shown" where explains: Self.shown(event)
        case "completed": Self.completion(event) + (explains ? Self.explanation(event) : "")
        case "handed_over": Self.handover(event)
        case "read":
            if let calls = event["calls"]?.array {
                "understood: " + calls.compactMap(\.string).joined(separator: "  ")
            } else {
                event["obstacle"]?.string.map { "understood: \($0)" }
            }
        case "began": event["action"] == "get" ? nil : "→ " + Self.action(event)
        case "ended": "← " + Self.action(event) + ": " + Self.outcome(event)
        default: nil
        }
    }

    private static func completion(_ event: JSON) -> String {
        let prompt = event["prompt_tokens"]?.integer ?? 0
        let cached = event["cached_tokens"]?.integer ?? 0
        let new = event["new_tokens"]?.integer ?? 0
        let seconds = (event["prefill_seconds"]?.number ?? 0) + (event["decode_seconds"]?.number ?? 0)
        let milliseconds = (seconds * 10_000).rounded() / 10
        return "the model read \(prompt - cached) tokens (\(cached) were known) and said \(new), \(milliseconds) ms"
    }

    private static func shown(_ event: JSON) -> String {
        "shown: \(event["shown"]?.integer ?? 0) of \(event["devices"]?.integer ?? 0) devices"
    }

    /// What a model said, in its own writing, and how sure it was.
    private static func explanation(_ event: JSON) -> String {
        let model = event["model"]?.string ?? "the model"
        var text = "\n           \(model) said \(event["said"]?.string ?? ""), certainty \(percent(event["certainty"]))"
        if let wanted = event["wanted"]?.string { text += "; it wanted \(wanted), which this home does not have" }
        return text
    }

    private static func handover(_ event: JSON) -> String {
        let why =
            switch event["reason"]?.string ?? "" {
            case "unsure":
                "is only \(percent(event["certainty"])) sure; \(percent(event["threshold"])) are wanted"
            case "question": "would have to ask back"
            case "not_understood": "did not understand it"
            case "not_about_home": "takes it for talk"
            case "failed": "failed"
            case let other: other
            }
        return "\(event["from"]?.string ?? "") \(why): over to \(event["to"]?.string ?? "")"
    }

    private static func percent(_ share: JSON?) -> String { "\(Int(((share?.number ?? 0) * 100).rounded())) %" }

    private static func action(_ event: JSON) -> String {
        let words = [event["device"], event["property"], event["value"], event["amount"]].compactMap {
            part -> String? in
            guard let part, !part.isNull else { return nil }
            if let members = part.object {
                return members.map { "\($0.key) \($0.value.string ?? $0.value.description)" }.joined(separator: " ")
            }
            return part.string ?? part.description
        }
        return words.joined(separator: " ")
    }

    private static func outcome(_ event: JSON) -> String {
        let reported = event["reported"].map { $0.string ?? $0.description }
        let detail = event["detail"]?.string ?? event["question"]?.string
        switch event["outcome"]?.string ?? "" {
        case "confirmed": return reported.map { "confirmed, it reports \($0)" } ?? "confirmed"
        case "unconfirmed": return "sent, not confirmed"
        case "contradicted": return "it reports \(reported ?? "something else")"
        case "value": return reported ?? ""
        case "needs_confirmation", "refused": return "not sent: \(detail ?? event["reason"]?.string ?? "refused")"
        case let code: return code.replacing("_", with: " ") + (detail.map { ": \($0)" } ?? "")
        }
    }
}
