public import ApplianceVocabulary

extension Refusal {
    /// True for a rule that stands against an action now and may not stand against it later: the door is open, the last time
    /// was moments ago, the value is not known yet.
    public var isPassing: Bool {
        guard case .policy(let rule, _) = self else { return false }
        return Self.passingRules.contains(rule)
    }

    private static let passingRules: Set<String> = [
        "blocked_while", "minimum_interval", "unknown_state", "quiet_hours", "rate",
    ]
}
