public import ApplianceVocabulary

/// A step of a turn, as it happens.
public struct AgentEvent: Sendable, Hashable {
    /// What happened.
    public enum Step: Sendable, Hashable {
        /// A sentence arrived; as it was normalised.
        case heard(String)
        /// The model is shown these devices out of so many.
        case shown([String], of: Int)
        /// The model answered.
        case completed(Completion)
        /// What the answer says.
        case read(Reading)
        /// The model leaves the sentence to another one.
        case handedOver(Handover)
        /// An action begins.
        case began(Action)
        /// An action ended.
        case ended(ActionResult)
        /// The turn is over.
        case replied(AgentReply)
    }

    /// The id of the command.
    public var request: String
    /// What happened.
    public var step: Step
    /// When, in seconds since the sentence arrived.
    public var seconds: Double

    /// An event.
    public init(request: String, step: Step, seconds: Double) {
        self.request = request
        self.step = step
        self.seconds = seconds
    }

    /// A short name for programs: `heard`, `shown`, `completed`, `read`, `handed_over`, `began`, `ended`, `replied`.
    public var name: String {
        switch step {
        case .heard: "heard"
        case .shown: "shown"
        case .completed: "completed"
        case .read: "read"
        case .handedOver: "handed_over"
        case .began: "began"
        case .ended: "ended"
        case .replied: "replied"
        }
    }
}
