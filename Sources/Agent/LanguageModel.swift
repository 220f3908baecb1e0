public import ApplianceVocabulary
public import DecodingGrammar

/// A model that continues prompts within a grammar.
public protocol LanguageModel: Sendable {
    /// How homes and calls are written for this model.
    var dialect: any Dialect { get }

    /// Continues the prompt until the grammar is complete, the model wants to leave it, or `maximumTokens` are said.
    func complete(_ prompt: Prompt, grammar: Grammar, maximumTokens: Int) async throws -> Completion
}

/// How a home, a conversation and calls are written for a kind of model.
public protocol Dialect: Sendable {
    /// How many devices fit into a prompt.
    var maximumDevices: Int { get }
    /// How many tokens an answer may have.
    var maximumTokens: Int { get }

    /// The prompt whose continuation is the answer to the sentence.
    func prompt(for situation: Situation) -> Prompt
    /// What the answer may be: only devices, properties and values that there are.
    func grammar(for situation: Situation) -> Grammar
    /// What the answer says.
    func read(_ completion: Completion, in situation: Situation) -> Reading
}

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

    /// A situation. Without `home`, the devices are the whole home.
    public init(
        devices: [Device], home: [Device]? = nil, here: String? = nil, history: [Turn] = [], sentence: String
    ) {
        self.devices = devices
        self.home = home ?? devices
        self.here = here
        self.history = history
        self.sentence = sentence
    }
}

/// A sentence and what came of it.
public struct Turn: Sendable, Hashable {
    /// What the person said.
    public var sentence: String
    /// The area where the person was, if known.
    public var here: String?
    /// What the model called for.
    public var calls: [ToolCall]
    /// Whether everything was done; nil if nothing was to be done.
    public var isDone: Bool?

    /// A turn of a conversation.
    public init(sentence: String, here: String? = nil, calls: [ToolCall], isDone: Bool? = nil) {
        self.sentence = sentence
        self.here = here
        self.calls = calls
        self.isDone = isDone
    }
}

/// What a model's answer says.
public enum Reading: Sendable, Hashable {
    /// These calls, in this order.
    case calls([ToolCall])
    /// The model wanted something that the home does not have.
    case obstacle(Obstacle)
    /// Nothing that can be read: cut off, or not written as calls are written.
    case unreadable
}

/// What stood in the way of a call that a model began.
public enum Obstacle: Sendable, Hashable {
    /// The target lacks the property or verb; its name, as far as it was said.
    case lacks(Target, String)
    /// The target has the property, but not with that value.
    case value(Target, property: String)
    /// Nothing of that type is where it was wanted.
    case noDevice
    /// Something else was wanted.
    case unknown
}
