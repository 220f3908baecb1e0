public import Agent
import ApplianceVocabulary
public import JSONText
import Synchronization

/// Runs evaluation cases through the agent: the same turn loop, grammar and checks as in a home, with effects in memory.
public struct EvaluationRunner: Sendable {
    /// What became of one case.
    public struct Result: Sendable {
        /// The case.
        public var test: EvaluationCase
        /// What the agent did, as the reference scorer reads it.
        public var prediction: JSON
        /// The effect or answer is right; where nothing was to be done, nothing was changed.
        public var isRight: Bool
        /// Right, and where something had to be refused or asked, that it was.
        public var isExact: Bool
        /// Something was changed that should not have been.
        public var isWrongAction: Bool
        /// Why it is not right, if it is not.
        public var reason: FailureReason?
        /// How long the agent took.
        public var seconds: Double

        /// The prediction with what it was worth, for a file of predictions.
        public var line: JSON {
            .object(
                (prediction.object ?? []) + [
                    JSON.Member(key: "right", value: .bool(isRight)),
                    JSON.Member(key: "wrong_action", value: .bool(isWrongAction)),
                ])
        }
    }

    private let model: any LanguageModel
    private let laterModels: [any LanguageModel]
    private let options: AgentOptions

    /// A runner for a model, and for larger ones that get what it is not sure of.
    public init(
        model: any LanguageModel, laterModels: [any LanguageModel] = [], options: AgentOptions = AgentOptions()
    ) {
        self.model = model
        self.laterModels = laterModels
        self.options = options
    }

    /// Runs one case in a home of its own, which is known before the clock starts.
    public func run(_ test: EvaluationCase) async -> Result {
        let clock = AgentClock(now: Clock.monotonic, sleep: { try await Task.sleep(for: .seconds($0)) })
        let turns = TurnLoop(
            model: model, laterModels: laterModels, home: MemoryHome(test), clock: clock, options: options,
            schedule: ScheduleKeeper.inMemory())
        await turns.prepare()
        let started = Clock.monotonic()
        let seen = Mutex<(completion: Completion?, shown: Set<String>)>((nil, []))
        let reply = await turns.reply(
            to: AgentRequest(id: test.id, text: test.utterance, area: test.area)
        ) { event in
            switch event.step {
            case .completed(let completion): seen.withLock { $0.completion = completion }
            case .shown(let devices, _): seen.withLock { $0.shown.formUnion(devices) }
            default: break
            }
        }
        let seconds = Clock.monotonic() - started
        let (completion, shown) = seen.withLock { $0 }
        let prediction = Self.prediction(of: reply, completion, for: test)
        let score = EvaluationScorer.score(prediction, of: test)
        return Result(
            test: test, prediction: prediction, isRight: score.isRight, isExact: score.isExact,
            isWrongAction: score.isWrongAction,
            reason: score.isRight ? nil : FailureReason(prediction, shown: shown, of: test),
            seconds: seconds)
    }

    /// What the agent did in the form that the reference scorer reads, and how sure the model that answered was: the
    /// probability of the least likely token, and the logarithm of that of all of them.
    static func prediction(of reply: AgentReply, _ completion: Completion?, for test: EvaluationCase) -> JSON {
        let actions = reply.actions.filter { result in
            switch result.outcome {
            case .confirmed, .unconfirmed, .unconfirmable, .contradicted, .value: true
            case .refused, .needsConfirmation, .unavailable: false
            }
        }
        // What could not be read was asked for nevertheless.
        let reads = reply.actions.filter { result in
            if case .get = result.action.operation, case .unavailable = result.outcome { true } else { false }
        }
        let isAsking = reply.question != nil
        return .object([
            "id": .string(test.id), "actions": .array(isAsking ? [] : (actions + reads).map(\.action.json)),
            "answer": reply.answer.map(\.json), "clarify": reply.question.map { .string($0.code) },
            "refuse": reply.refusal.map { .string($0.code) }, "failure": reply.failure.map { .string($0.code) },
            "calls": .array(reply.calls.map { .string($0.description) }),
            "model": completion.map { .string($0.model) },
            "certainty": completion.map { .number($0.leastLikely.rounded(toDigits: 4)) },
            "log_probability": completion.map { .number($0.logProbability.rounded(toDigits: 4)) },
        ])
    }
}
