import ApplianceVocabulary

/// That a model leaves a sentence to the next, larger one, and why.
public struct Handover: Sendable, Hashable {
    /// Why a model does not answer itself.
    public enum Reason: String, Sendable, Hashable {
        /// The least likely token of its answer is less likely than the threshold.
        case unsure
        /// It would ask the person for something.
        case question
        /// It wanted something that the home does not have, or said nothing that can be read.
        case notUnderstood = "not_understood"
        /// The sentence is not about the home: talk is for a model that converses.
        case notAboutHome = "not_about_home"
        /// It failed.
        case failed
    }

    /// The model that leaves the sentence.
    public var from: String
    /// The model that gets it.
    public var to: String
    /// Why.
    public var reason: Reason
    /// How sure the first model was: the probability of the least likely token of its answer.
    public var certainty: Double
    /// What would have been enough.
    public var threshold: Double

    /// A handover.
    public init(from: String, to: String, reason: Reason, certainty: Double, threshold: Double) {
        self.from = from
        self.to = to
        self.reason = reason
        self.certainty = certainty
        self.threshold = threshold
    }

    /// Why a model that has a larger one behind it does not answer itself; nil if its answer counts.
    ///
    /// A sure refusal counts like a sure call: that a home has no such device does not change with the size of the model.
    static func reason(_ reading: Reading, certainty: Double, threshold: Double) -> Reason? {
        switch reading {
        case .unreadable, .obstacle: return .notUnderstood
        case .calls(let calls):
            if calls.contains(where: { if case .refuse(.notAboutHome) = $0 { true } else { false } }) {
                return .notAboutHome
            }
            if certainty < threshold { return .unsure }
            return calls.contains(where: { if case .ask = $0 { true } else { false } }) ? .question : nil
        }
    }
}
