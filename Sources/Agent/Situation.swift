public import ApplianceVocabulary

/// Everything that a model is told about before it decides.
public struct Situation: Sendable {
    /// The devices that the model is shown, in the order of the home.
    public var devices: [Device]
    /// All devices of the home; groups are expanded over them.
    public var home: [Device]
    /// The area where the speaker is, if known.
    public var here: String?
    /// What was said before in this conversation, oldest first.
    public var history: [Turn]
    /// What the person says now.
    public var sentence: String
    /// What the model called for already because of this sentence, and what came of it.
    public var steps: [Step]

    /// A situation. Without `home`, the devices are the whole home.
    public init(
        devices: [Device], home: [Device]? = nil, here: String? = nil, history: [Turn] = [], sentence: String,
        steps: [Step] = []
    ) {
        self.devices = devices
        self.home = home ?? devices
        self.here = here
        self.history = history
        self.sentence = sentence
        self.steps = steps
    }
}

/// What a model called for at once and what came of it.
public struct Step: Sendable, Hashable {
    /// The calls; none if the model said that nothing more is to be done.
    public var calls: [ToolCall]
    /// What came of them, one entry for each device.
    public var results: [ActionResult]
    /// Why calls came to nothing that are about no device.
    public var refusals: [Refusal]

    /// A step.
    public init(calls: [ToolCall], results: [ActionResult] = [], refusals: [Refusal] = []) {
        self.calls = calls
        self.results = results
        self.refusals = refusals
    }

    /// True if there is something to tell the model about it.
    var hasResults: Bool { !results.isEmpty || !refusals.isEmpty }
}

/// A sentence and what came of it.
public struct Turn: Sendable, Hashable {
    /// What the person said.
    public var sentence: String
    /// The area where the person was, if known.
    public var here: String?
    /// What the model called for, one step after the other.
    public var steps: [Step]
    /// Whether everything was done; nil if nothing was to be done.
    public var isDone: Bool?

    /// A turn of a conversation.
    public init(sentence: String, here: String? = nil, steps: [Step], isDone: Bool? = nil) {
        self.sentence = sentence
        self.here = here
        self.steps = steps
        self.isDone = isDone
    }

    /// A turn in which the model was asked once.
    public init(sentence: String, here: String? = nil, calls: [ToolCall], isDone: Bool? = nil) {
        self.init(sentence: sentence, here: here, steps: [Step(calls: calls)], isDone: isDone)
    }

    /// Everything that the model called for.
    public var calls: [ToolCall] { steps.flatMap(\.calls) }
}
