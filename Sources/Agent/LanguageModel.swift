public import DecodingGrammar

/// A model that continues prompts within a grammar.
public protocol LanguageModel: Sendable {
    /// What it is called where people are told who decided.
    var name: String { get }
    /// How homes and calls are written for this model.
    var dialect: any Dialect { get }

    /// Continues the prompt until the grammar is complete, the model wants to leave it, or `maximumTokens` are said.
    ///
    /// Where the prompt is longer than what the model sees at once, the oldest turns are left out. Throws `PromptTooLong` if
    /// what was said last has no room even then.
    func complete(_ prompt: Prompt, grammar: Grammar, maximumTokens: Int) async throws -> Completion
}

extension Dialect {
    /// As many as fit.
    public var selectedDevices: Int { maximumDevices }
}

extension LanguageModel {
    /// Where there is only one model, its name tells nothing.
    public var name: String { "model" }
}

/// A sentence that has no room beside the home in what the model sees at once.
public struct PromptTooLong: Error, Sendable, Hashable, CustomStringConvertible {
    /// How many tokens the sentence needs.
    public var needed: Int
    /// How many there is room for.
    public var room: Int

    /// A sentence without room.
    public init(needed: Int, room: Int) {
        self.needed = needed
        self.room = room
    }

    /// What is wrong and what to do about it.
    public var description: String {
        "the sentence needs \(needed) tokens and there is room for \(room); say it in fewer words or raise context_tokens"
    }
}

/// How a home, a conversation and calls are written for a kind of model.
public protocol Dialect: Sendable {
    /// How many devices fit into a prompt: a home of up to so many is shown whole.
    var maximumDevices: Int { get }
    /// How many devices of a larger home are shown: those that the sentence may be about.
    var selectedDevices: Int { get }
    /// How many tokens an answer may have.
    var maximumTokens: Int { get }
    /// How often the model may be asked for one sentence. One that was taught to answer once is asked once; another is told
    /// what came of its calls and asked again.
    var maximumSteps: Int { get }

    /// The prompt whose continuation is the answer to the sentence.
    func prompt(for situation: Situation) -> Prompt
    /// What the answer may be: only devices, properties and values that there are.
    func grammar(for situation: Situation) -> Grammar
    /// What the answer says.
    func read(_ completion: Completion, in situation: Situation) -> Reading
}

/// What a model's answer says.
public enum Reading: Sendable, Hashable {
    /// These calls, in this order; none if nothing more is to be done.
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
