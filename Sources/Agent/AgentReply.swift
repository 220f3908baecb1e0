public import ApplianceVocabulary

/// What a person said to the agent.
public struct AgentRequest: Sendable, Hashable {
    /// The id of the command.
    public var id: String
    /// The sentence.
    public var text: String
    /// The area where the speaker is, if known.
    public var area: String?
    /// Who sent it, as far as the topic proves it; nil for the topic that is everybody's.
    public var sender: String?
    /// Who spoke, as they say.
    public var user: String?
    /// The conversation; sentences with the same name may refer to one another. Nil: the sentence stands alone.
    public var session: String?

    /// A request.
    public init(
        id: String, text: String, sender: String? = nil, area: String? = nil, user: String? = nil,
        session: String? = nil
    ) {
        self.id = id
        self.sender = sender
        self.text = text
        self.area = area
        self.user = user
        self.session = session
    }
}

/// What became of a sentence.
public struct AgentReply: Sendable, Hashable {
    /// The kind of result.
    public enum Kind: String, Sendable, Hashable {
        /// Something was sent to devices; `actions` say what came of it.
        case acted
        /// A question about the home was answered.
        case answered
        /// The model spoke in its own words; nothing was done and nothing looked up.
        case said
        /// The person is asked back.
        case asked
        /// Nothing is done, for a reason that will not go away by itself.
        case refused
        /// Nothing is done because something did not work.
        case failed
    }

    /// True if the wish was fulfilled: everything done and confirmed by the appliances, or the question answered.
    public var ok: Bool
    /// What to tell the person.
    public var text: String
    /// The kind of result.
    public var kind: Kind
    /// What was done or tried, one entry for each device, in order.
    public var actions: [ActionResult]
    /// The answer to a question about the home.
    public var answer: Answer?
    /// What the person is asked, if they are.
    public var question: AskedQuestion?
    /// Why nothing is done, if that is so.
    public var refusal: Refusal?
    /// What went wrong, if something did.
    public var failure: AgentFailure?
    /// What the model called for.
    public var calls: [ToolCall]

    /// A reply.
    public init(
        ok: Bool, text: String, kind: Kind, actions: [ActionResult] = [], answer: Answer? = nil,
        question: AskedQuestion? = nil, refusal: Refusal? = nil, failure: AgentFailure? = nil, calls: [ToolCall] = []
    ) {
        self.ok = ok
        self.text = text
        self.kind = kind
        self.actions = actions
        self.answer = answer
        self.question = question
        self.refusal = refusal
        self.failure = failure
        self.calls = calls
    }
}

/// One action and what came of it.
public struct ActionResult: Sendable, Hashable {
    /// What was to be done.
    public var action: Action
    /// What came of it.
    public var outcome: Outcome

    /// A result.
    public init(action: Action, outcome: Outcome) {
        self.action = action
        self.outcome = outcome
    }
}

/// The answer to a question about the home, as far as it has such parts.
public struct Answer: Sendable, Hashable {
    /// Yes or no.
    public var bool: Bool?
    /// The value that was asked for; for "how many" the number.
    public var value: Value?
    /// The devices that fit, by id.
    public var devices: [String]?

    /// An answer.
    public init(bool: Bool? = nil, value: Value? = nil, devices: [String]? = nil) {
        self.bool = bool
        self.value = value
        self.devices = devices
    }
}

/// A question to the person.
public enum AskedQuestion: Sendable, Hashable {
    /// Something is missing in what was said.
    case clarify(Question)
    /// These actions are done if the person says yes within the time.
    case confirm([Action], withinSeconds: Double)

    /// A short name for programs: `ambiguous_target`, `missing_value`, `unclear`, `confirm`.
    public var code: String {
        switch self {
        case .clarify(let question): question.code
        case .confirm: "confirm"
        }
    }
}

/// Why a sentence came to nothing.
public enum AgentFailure: Sendable, Hashable {
    /// There was no sentence.
    case empty
    /// The sentence is longer than the limit in characters.
    case tooLong(limit: Int)
    /// The sentence has no room in what the model sees at once.
    case tooLongForModel
    /// The sentence would act on more devices than the limit.
    case tooManyActions(limit: Int)
    /// The model failed; its error in words.
    case model(String)
    /// The model did not answer in time.
    case timeout
    /// The devices could not be reached.
    case unavailable

    /// A short name for programs: `empty`, `too_long`, `too_long_for_model`, `too_many_actions`, `model`, `timeout`, `unavailable`.
    public var code: String {
        switch self {
        case .empty: "empty"
        case .tooLong: "too_long"
        case .tooLongForModel: "too_long_for_model"
        case .tooManyActions: "too_many_actions"
        case .model: "model"
        case .timeout: "timeout"
        case .unavailable: "unavailable"
        }
    }
}
