import ApplianceVocabulary

/// How homes, sentences and calls are written for BitNet b1.58 2B4T: in its chat form, with calls as a line of code each.
/// The model was not trained for it; the home's text explains the calls, and the grammar has no others. `docs/agent.md`
/// describes it.
public struct BitNetDialect: Dialect {
    /// The dialect for a context of so many tokens: the home may take its larger part.
    public init(contextTokens: Int = 4_096) {
        maximumDevices = max(8, min(100, (contextTokens - Self.tokensBesideDevices) / Self.tokensOfDevice))
    }

    /// How many devices the model is shown at once.
    public let maximumDevices: Int
    /// How many tokens an answer may have.
    public let maximumTokens = 192
    /// It is told what came of its calls, as often as the home's file allows.
    public let maximumSteps = 64

    /// The explanation, a conversation and an answer.
    private static let tokensBesideDevices = 1_200
    /// A device's name and its share in what its kind can do.
    private static let tokensOfDevice = 16
    static let maximumCalls = 8

    /// The control symbol behind every turn.
    static let endOfTurn = Segment.control("eot_id")

    /// The prompt whose continuation is the answer to the sentence.
    public func prompt(for situation: Situation) -> Prompt {
        let home = BitNetHome(situation)
        let earlier = situation.history.map { turn in
            Self.person(turn.sentence, turn.here) + turn.steps.flatMap { Self.segments(of: $0, home) }
        }
        let steps = situation.steps.flatMap { Self.segments(of: $0, home) }
        return Prompt(
            home: [.control("begin_of_text"), .text("System: " + home.description), Self.endOfTurn],
            earlier: earlier,
            now: Self.person(situation.sentence, situation.here) + steps + [.text(Self.header)])
    }

    /// The beginning of every answer. It is a piece of its own, so that an answer has the same tokens when it is told again.
    static let header = "Assistant: "

    private static func person(_ sentence: String, _ here: String?) -> [Segment] {
        let place = here.map { "(in \(Quoting.quoted($0))) " } ?? ""
        return [.text("User: \(place)\(Quoting.plain(sentence, limit: Quoting.sentenceLimit))"), endOfTurn]
    }

    /// What the model called for and what it was told.
    private static func segments(of step: Step, _ home: BitNetHome) -> [Segment] {
        let calls = step.calls.isEmpty ? "done()" : step.calls.map(home.text(of:)).joined(separator: "\n")
        var segments: [Segment] = [.text(header), .text(calls), endOfTurn]
        if step.hasResults {
            segments += [.text("System: " + home.report(of: step)), endOfTurn]
        }
        return segments
    }
}
