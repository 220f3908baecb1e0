import ApplianceVocabulary

/// One sentence after the other: asks the model what is called for, has it done, and says what came of it.
///
/// The loop holds the conversations. It has no clock, no socket and no file of its own.
public actor TurnLoop {
    let model: any LanguageModel
    let home: any Home
    let clock: AgentClock
    let options: AgentOptions
    /// The language of the sentence that is being answered.
    var language: any ReplyLanguage { Replies.language }

    private var sessions: [String: Session] = [:]
    private var shortlist = Shortlist([])

    /// A loop for one home.
    public init(model: any LanguageModel, home: any Home, clock: AgentClock, options: AgentOptions = AgentOptions()) {
        self.model = model
        self.home = home
        self.clock = clock
        self.options = options
    }

    /// Does what the sentence asks for, as far as it is possible and allowed. Never throws and ends in bounded time.
    ///
    /// - Parameters:
    ///   - request: The sentence and where it comes from.
    ///   - onEvent: Is told every step as it happens.
    public func reply(
        to request: AgentRequest, onEvent: @escaping @Sendable (AgentEvent) -> Void = { _ in }
    ) async -> AgentReply {
        let start = clock.now()
        let turn = TurnContext(
            request: request, start: start, deadline: start + options.turnSeconds, clock: clock, onEvent: onEvent)
        let reply = await Replies.$language.withValue(Replies.language(of: request.text)) { await run(turn) }
        turn.emit(.replied(reply))
        return reply
    }

    /// Forgets a conversation.
    public func forget(session: String) { sessions[session] = nil }

    // MARK: The road of a sentence

    private func run(_ turn: TurnContext) async -> AgentReply {
        if let failure = Self.failure(of: turn.request.text, limit: options.maximumCharacters) {
            return failed(failure)
        }
        let sentence = TextNormalizer.normalize(turn.request.text)
        turn.emit(.heard(sentence))
        if sentence.isEmpty { return asked(.unclear, devices: []) }
        var session = openSession(turn)
        let proposal = session.proposal
        let choices = session.choices
        // Whatever comes now, a question is open for one sentence only.
        session.proposal = nil
        session.choices = []
        keep(session, turn)

        let devices = await home.devices
        if let isYes = ShortAnswers.confirmation(sentence), isYes || proposal != nil {
            return await answer(isYes, to: proposal, devices, turn)
        }
        if devices.isEmpty {
            return AgentReply(ok: false, text: language.emptyHome, kind: .refused, refusal: .noSuchDevice)
        }
        return await decide(
            Self.choice(sentence, choices, devices) ?? turn.request.text, session, devices, turn)
    }

    /// Why a text is not even looked at.
    private static func failure(of text: String, limit: Int) -> AgentFailure? {
        if text.utf8.count > 4 * limit || text.unicodeScalars.count > limit { return .tooLong(limit: limit) }
        return text.unicodeScalars.allSatisfy(\.properties.isWhitespace) ? .empty : nil
    }

    /// The name of the device that "the second one" means.
    private static func choice(_ sentence: String, _ choices: [String], _ devices: [Device]) -> String? {
        guard let place = ShortAnswers.ordinal(sentence) else { return nil }
        let index = place < 0 ? choices.count + place : place
        guard choices.indices.contains(index) else { return nil }
        return devices.first { $0.id == choices[index] }?.name
    }

    /// The person said yes or no to what was proposed.
    private func answer(
        _ isYes: Bool, to proposal: Session.Proposal?, _ devices: [Device], _ turn: TurnContext
    ) async -> AgentReply {
        guard let proposal else {
            return AgentReply(
                ok: false, text: language.nothingAsked, kind: .asked, question: .clarify(.unclear))
        }
        guard isYes else { return AgentReply(ok: true, text: language.leftAlone, kind: .answered) }
        guard clock.now() <= proposal.expires else {
            return AgentReply(ok: false, text: language.tooLate, kind: .asked, question: .clarify(.unclear))
        }
        var deeds = Deeds(told: proposal.turn)
        // A yes to "did you mean" says what was meant, not that it is safe: the policy asks its own question then.
        deeds.results = await perform(proposal.actions, isConfirmed: proposal.isPolicyQuestion, turn)
        if let last = deeds.told.steps.indices.last { deeds.told.steps[last].results += deeds.results }
        return finish(deeds, devices, turn)
    }

    /// Asks the model, has done what it calls for, tells it what came of it, and asks again if it may.
    private func decide(
        _ sentence: String, _ session: Session, _ devices: [Device], _ turn: TurnContext
    ) async -> AgentReply {
        if shortlist.devices != devices { shortlist = Shortlist(devices) }
        let shown = shortlist.devices(
            for: sentence, here: turn.request.area, recent: session.recentDevices(),
            limit: model.dialect.maximumDevices)
        turn.emit(.shown(shown.map(\.id), of: devices.count))
        var situation = Situation(
            devices: shown, home: devices, here: turn.request.area, history: session.history, sentence: sentence)
        var deeds = Deeds(told: Turn(sentence: sentence, here: turn.request.area, steps: []))
        for _ in 0..<max(1, min(model.dialect.maximumSteps, options.maximumSteps)) {
            let completion: Completion
            switch await complete(situation, turn) {
            case .success(let said): completion = said
            case .failure(let stop):
                if deeds.isEmpty { return failed(stop.failure) }
                deeds.failure = stop.failure
                return finish(deeds, devices, turn)
            }
            let reading = model.dialect.read(completion, in: situation)
            turn.emit(.read(reading))
            switch reading {
            case .unreadable: return deeds.isEmpty ? asked(.unclear, devices: []) : finish(deeds, devices, turn)
            case .obstacle(let obstacle):
                return deeds.isEmpty ? refused(obstacle, devices) : finish(deeds, devices, turn)
            case .calls(let calls):
                switch await carryOut(calls, completion.leastLikely, &deeds, devices, turn) {
                case .replied(let reply): return reply
                case .over: return finish(deeds, devices, turn)
                case .open: situation.steps = deeds.told.steps
                }
            }
        }
        return finish(deeds, devices, turn)
    }

    /// Why the model did not answer.
    private struct Stop: Error {
        var failure: AgentFailure
    }

    private func complete(_ situation: Situation, _ turn: TurnContext) async -> Result<Completion, Stop> {
        do {
            let model = model
            let prompt = model.dialect.prompt(for: situation)
            let grammar = model.dialect.grammar(for: situation)
            let completion = try await Deadline.run(seconds: turn.remaining, clock: clock) {
                try await model.complete(prompt, grammar: grammar, maximumTokens: model.dialect.maximumTokens)
            }
            turn.emit(.completed(completion))
            return .success(completion)
        } catch is Deadline.Passed {
            return .failure(Stop(failure: .timeout))
        } catch is PromptTooLong {
            return .failure(Stop(failure: .tooLongForModel))
        } catch {
            return .failure(Stop(failure: .model(String("\(error)".prefix(200)))))
        }
    }

    /// How a sentence goes on after a step.
    private enum Progress {
        /// The model may be asked again.
        case open
        /// Nothing more is to be done.
        case over
        /// This is what the person is told.
        case replied(AgentReply)
    }

    /// Has the calls done, or says why not.
    private func carryOut(
        _ calls: [ToolCall], _ certainty: Double, _ deeds: inout Deeds, _ devices: [Device], _ turn: TurnContext
    ) async -> Progress {
        // A model that calls for the same once more has nothing new to say.
        if deeds.told.steps.contains(where: { $0.calls == calls }) { return .over }
        deeds.told.steps.append(Step(calls: calls))
        let step = deeds.told.steps.count - 1
        var isOver = calls.isEmpty
        for call in calls {
            switch call {
            case .refuse(let refusal):
                if !deeds.isEmpty { return .over }
                remember(deeds.told, turn)
                return .replied(refused(refusal, calls))
            case .ask(let question):
                if deeds.isEmpty { remember(deeds.told, turn) }
                return .replied(ask(question, deeds, devices, turn))
            case .say(let words):
                deeds.words.append(words)
                isOver = true
            default: continue
            }
        }
        let plan = CallPlan(calls, home: devices)
        if deeds.results.count + plan.actions.count > options.maximumActions {
            let failure = AgentFailure.tooManyActions(limit: options.maximumActions)
            if deeds.isEmpty { return .replied(failed(failure)) }
            deeds.failure = failure
            return .over
        }
        let hasQuestions = calls.contains { if case .get = $0 { true } else { false } }
        if let refusal = plan.refusals.first ?? plan.refused.first?.outcome.refusal, plan.isEmpty, !hasQuestions,
            deeds.isEmpty, model.dialect.maximumSteps == 1
        {
            return .replied(refused(refusal, calls, plan.refused, devices))
        }
        deeds.refusals += plan.refusals
        if !plan.isEmpty, certainty < options.certaintyThreshold {
            deeds.results += plan.refused
            return .replied(propose(plan.actions, deeds, devices, turn))
        }
        let results = plan.refused + (await perform(plan.actions, isConfirmed: false, turn))
        let answers = await answer(calls, devices, turn)
        deeds.results += results
        deeds.answers.add(answers)
        deeds.told.steps[step].results = results + answers.actions
        deeds.told.steps[step].refusals = plan.refusals + answers.missing.map { .unsupported($0.property) }
        // What waits for a yes is for the person to decide, and a yes or no that was computed needs no words.
        if results.contains(where: \.outcome.needsConfirmation) || calls.allSatisfy(\.isDecided) { return .over }
        return isOver ? .over : .open
    }
}

// MARK: - Conversations

extension TurnLoop {
    /// The conversation of a sentence; those that nobody continues are forgotten.
    private func openSession(_ turn: TurnContext) -> Session {
        let now = clock.now()
        sessions = sessions.filter { now - $0.value.lastUse <= options.sessionSeconds }
        let known = turn.request.session.flatMap { sessions[$0] }
        var session = known ?? Session(lastUse: now)
        session.lastUse = now
        return session
    }

    private func keep(_ session: Session, _ turn: TurnContext) {
        guard let name = turn.request.session else { return }
        sessions[name] = session
        if sessions.count > options.maximumSessions,
            let oldest = sessions.min(by: { $0.value.lastUse < $1.value.lastUse })
        {
            sessions[oldest.key] = nil
        }
    }

    func change(_ turn: TurnContext, _ body: (inout Session) -> Void) {
        guard let name = turn.request.session else { return }
        var session = sessions[name] ?? Session(lastUse: clock.now())
        body(&session)
        sessions[name] = session
    }

    func remember(_ told: Turn, _ turn: TurnContext) {
        change(turn) { $0.remember(told, limit: options.historyTurns) }
    }
}

extension ToolCall {
    /// True for a question whose answer is computed from what was reported.
    fileprivate var isDecided: Bool {
        if case .get(_, _, _?) = self { true } else { false }
    }
}
