public import Agent
public import DecodingGrammar

/// A language model that answers from a list: for tests of everything around the model.
public struct ScriptedModel: LanguageModel {
    /// A piece of an answer.
    public enum Piece: Sendable {
        /// A control symbol.
        case control(String)
        /// Text.
        case text(String)
        /// The handle that the home gives to the device of that name.
        case device(String)
    }

    /// A model that does not know an answer.
    public struct NoAnswer: Error {
        /// The sentence that it was asked.
        public var sentence: String
    }

    /// It speaks as the pilot does.
    public var dialect: any Dialect { PilotDialect(maximumDevices: 16) }
    private let answers: [String: [Piece]]
    private let delay: Duration

    /// A model with an answer to each sentence, and how long it thinks.
    public init(_ answers: [String: [Piece]], delay: Duration = .zero) {
        self.answers = answers
        self.delay = delay
    }

    /// The answer to the sentence at the end of the prompt.
    public func complete(_ prompt: Prompt, grammar: Grammar, maximumTokens: Int) async throws -> Completion {
        if delay > .zero { try await Task.sleep(for: delay) }
        let sentence = Self.sentence(of: prompt)
        guard let answer = answers[sentence] else { throw NoAnswer(sentence: sentence) }
        let handles = Self.handles(in: prompt.home)
        let segments = answer.map { piece -> Segment in
            switch piece {
            case .control(let name): .control(name)
            case .text(let text): .text(text)
            case .device(let name): .control(handles[name] ?? "d99")
            }
        }
        return Completion(segments: segments + [.control("end")], promptTokens: 1, newTokens: segments.count + 1)
    }

    private static func sentence(of prompt: Prompt) -> String {
        for case .text(let text) in prompt.conversation.reversed() { return String(text.drop { $0 == " " }) }
        return ""
    }

    /// The handle of each device by its name as the home's text has it.
    private static func handles(in home: [Segment]) -> [String: String] {
        var handles: [String: String] = [:]
        var name: String?
        var isName = false
        for segment in home {
            switch segment {
            case .control("sep"): isName = true
            case .control(let control) where control.hasPrefix("d") && control.dropFirst().allSatisfy(\.isNumber):
                if let name { handles[name] = control }
                name = nil
            case .control: isName = false
            case .text(let text):
                if isName { name = String(text.drop { $0 == " " }) }
                isName = false
            }
        }
        return handles
    }
}
