import JSONText
import Synchronization
import TrivetRuntime

/// Prints the steps of a command as they happen, each with the time since the sentence was said.
final class StepPrinter: Sendable {
    private let started = Mutex(Clock.monotonic())

    /// Begins to count the time.
    func begin() { started.withLock { $0 = Clock.monotonic() } }

    /// Prints one event.
    func show(_ event: JSON) {
        guard let text = Self.text(of: event) else { return }
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

    private static func text(of event: JSON) -> String? {
        switch event["step"]?.string {
        case "heard": event["sentence"]?.string.map { "heard: \($0)" }
        case "completed": completion(event)
        case "read":
            if let calls = event["calls"]?.array {
                "understood: " + calls.compactMap(\.string).joined(separator: "  ")
            } else {
                event["obstacle"]?.string.map { "understood: \($0)" }
            }
        case "began": event["action"] == "get" ? nil : "→ " + action(event)
        case "ended": "← " + action(event) + ": " + outcome(event)
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
