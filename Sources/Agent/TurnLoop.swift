import ApplianceVocabulary

/// One sentence after the other: asks the model what is called for, has it done, and says what came of it.
///
/// The loop holds the conversations. It has no clock, no socket and no file of its own.
public actor TurnLoop {
    /// The models, the quickest first: each leaves to the next what it is not sure of.
    let models: [any LanguageModel]
    let home: any Home
    let clock: AgentClock
    let options: AgentOptions
    /// What is to be done later; without it there is only now.
    let schedule: (any Schedule)?
    /// The language of the sentence that is being answered.
    var language: any ReplyLanguage { Replies.language }

    var sessions: [String: Session] = [:]
    private var shortlist = Shortlist([])

    /// A loop for one home.
    ///
    /// - Parameters:
    ///   - model: What is asked first.
    ///   - laterModels: Larger models, in the order in which they are asked what the ones before are not sure of.
    ///   - schedule: Keeps what is to be done later.
    public init(
        model: any LanguageModel, laterModels: [any LanguageModel] = [], home: any Home, clock: AgentClock,
        options: AgentOptions = AgentOptions(), schedule: (any Schedule)? = nil
    ) {
        models = [model] + laterModels
        self.home = home
        self.clock = clock
        self.options = options
        self.schedule = schedule
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

    /// Reads the words of the home before the first sentence comes, so that it is answered as quickly as the others.
    public func prepare() async { shortlist = Shortlist(await home.devices) }

    /// Forgets a conversation.
    public func forget(session: String) { sessions[session] = nil }

    // MARK: The road of a sentence

    private func run(_ turn: TurnContext) async -> AgentReply {
        if let failure = Self.failure(of: turn.request.text, limit: options.maximumCharacters) {
            return failed(failure)
        }
        let sentence = TextNormalizer.normalize(turn.request.text)
        turn.emit(.heard(sentence))
        if SpelledTurns.isFound(in: turn.request.text) { return asked(.unclear, devices: []) }
        if sentence.isEmpty { return asked(.unclear, devices: []) }
        var session = openSession(turn)
        let proposal = session.proposal
        let choices = session.choices
        let rivals = session.rivals
        let asked = session.asked
        // Whatever comes now, a question is open for one sentence only.
        session.proposal = nil
        session.choices = []
        session.turns += 1
        session.rivals = []
        session.asked = nil
        keep(session, turn)

        let devices = await home.devices
        if let reply = await choose(sentence, rivals, devices, turn) { return reply }
        if let isYes = ShortAnswers.confirmation(sentence), isYes || proposal != nil {
            return await answer(isYes, to: proposal, devices, turn)
        }
        if devices.isEmpty {
            return AgentReply(ok: false, text: language.emptyHome, kind: .refused, refusal: .noSuchDevice)
        }
        // What was asked about was perhaps meant for another time; so is what answers.
        var answering = turn
        answering.time = asked?.time
        if let choice = Self.choice(sentence, choices, devices) {
            return await decide(choice, session, devices, answering)
        }
        if let reply = await takeBack(sentence, proposal, session, devices, turn) { return reply }
        if let reply = await atAnotherTime(session, devices, turn) { return reply }
        let isAnswer = asked.map { answers(sentence, $0, devices) } ?? false
        return await decide(turn.request.text, session, devices, isAnswer ? answering : turn)
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
        if let later = proposal.later {
            return proposal.isPolicyQuestion
                ? await begin(later, isConfirmed: true, devices, turn) : await propose(later, 1, devices, turn)
        }
        var deeds = Deeds(told: proposal.turn)
        // A yes to "did you mean" says what was meant, not that it is safe: the policy asks its own question then.
        deeds.results = await perform(proposal.actions, isConfirmed: proposal.isPolicyQuestion, turn)
        if let last = deeds.told.steps.indices.last { deeds.told.steps[last].results += deeds.results }
        return finish(deeds, devices, turn)
    }

    /// Asks the models in turn until one answers itself.
    func decide(
        _ sentence: String, _ session: Session, _ devices: [Device], _ turn: TurnContext
    ) async -> AgentReply {
        var opinion: Opinion?
        for (place, model) in models.enumerated() {
            let shown = shortlisted(
                sentence, devices, here: turn.request.area, recent: session.recentDevices(), for: model)
            turn.emit(.shown(shown.map(\.id), of: devices.count))
            let situation = Situation(
                devices: shown, home: devices, here: turn.request.area, history: session.history, sentence: sentence)
            let next = models.dropFirst(place + 1).first
            switch await consult(model, situation, next: next, devices, turn) {
            case .replied(let reply): return reply
            case .handedOver(let unsure): opinion = unsure ?? opinion
            case .failed(let failure):
                // Where a larger model fails, the word of the one before is better than none; after the time of the sentence
                // nothing is done any more.
                guard let opinion, failure != .timeout else { return failed(failure) }
                turn.emit(
                    .handedOver(
                        Handover(
                            from: model.name, to: opinion.model.name, reason: .failed,
                            certainty: opinion.completion.leastLikely, threshold: options.handoverCertainty)))
                let answer = await consult(opinion.model, opinion.situation, said: opinion.completion, devices, turn)
                guard case .replied(let reply) = answer else { return failed(failure) }
                return reply
            }
        }
        return asked(.unclear, devices: [])
    }

    /// The devices that a sentence may be about, as many as a model, or the first one, may be shown.
    func shortlisted(
        _ sentence: String, _ devices: [Device], here: String? = nil, recent: [String] = [],
        for model: (any LanguageModel)? = nil
    ) -> [Device] {
        if shortlist.devices != devices { shortlist = Shortlist(devices) }
        let dialect = (model ?? models[0]).dialect
        return shortlist.devices(
            for: sentence, here: here, recent: recent, whole: dialect.maximumDevices, limit: dialect.selectedDevices)
    }

    /// What a model said that was not sure enough.
    private struct Opinion {
        var model: any LanguageModel
        var situation: Situation
        var completion: Completion
    }

    /// What came of asking a model.
    private enum Consulted {
        /// This is what the person is told.
        case replied(AgentReply)
        /// It leaves the sentence to the next model; what it would have said, if it said anything.
        case handedOver(Opinion?)
        /// It failed before anything was done.
        case failed(AgentFailure)
    }

    /// Asks a model, has done what it calls for, tells it what came of it, and asks again if it may.
    ///
    /// With a `next` model it may hand over what it is not sure of, before anything is done. `said` is what it answered already.
    private func consult(
        _ model: any LanguageModel, _ start: Situation, said: Completion? = nil, next: (any LanguageModel)? = nil,
        _ devices: [Device], _ turn: TurnContext
    ) async -> Consulted {
        var situation = start
        var said = said
        var deeds = Deeds(told: Turn(sentence: start.sentence, here: turn.request.area, steps: []))
        for step in 0..<max(1, min(model.dialect.maximumSteps, options.maximumSteps)) {
            let completion: Completion
            switch await complete(model, situation, said, turn) {
            case .success(let answer): completion = answer
            case .failure(let stop):
                if deeds.isEmpty, let next {
                    handOver(from: model, to: next, .failed, certainty: 0, turn)
                    return .handedOver(nil)
                }
                if deeds.isEmpty { return .failed(stop.failure) }
                deeds.failure = stop.failure
                return .replied(finish(deeds, devices, turn))
            }
            said = nil
            let reading = model.dialect.read(completion, in: situation)
            turn.emit(.read(reading))
            if step == 0, let next,
                let reason = Handover.reason(
                    reading, certainty: completion.leastLikely, threshold: options.handoverCertainty)
            {
                handOver(from: model, to: next, reason, certainty: completion.leastLikely, turn)
                return .handedOver(Opinion(model: model, situation: start, completion: completion))
            }
            switch reading {
            case .unreadable:
                return .replied(deeds.isEmpty ? asked(.unclear, devices: []) : finish(deeds, devices, turn))
            case .obstacle(let obstacle):
                return .replied(deeds.isEmpty ? refused(obstacle, devices) : finish(deeds, devices, turn))
            case .calls(let calls):
                let said = Said(
                    calls: calls, certainty: completion.leastLikely, isOnly: model.dialect.maximumSteps == 1,
                    alternative: completion.alternative.flatMap { segments in
                        let other = model.dialect.read(Completion(segments: segments), in: situation)
                        if case .calls(let calls) = other { return calls } else { return nil }
                    })
                switch await carryOut(said, &deeds, devices, turn) {
                case .replied(let reply): return .replied(reply)
                case .over: return .replied(finish(deeds, devices, turn))
                case .open: situation.steps = deeds.told.steps
                }
            }
        }
        return .replied(finish(deeds, devices, turn))
    }

    private func handOver(
        from model: any LanguageModel, to next: any LanguageModel, _ reason: Handover.Reason, certainty: Double,
        _ turn: TurnContext
    ) {
        turn.emit(
            .handedOver(
                Handover(
                    from: model.name, to: next.name, reason: reason, certainty: certainty,
                    threshold: options.handoverCertainty)))
    }

    /// Why the model did not answer.
    private struct Stop: Error {
        var failure: AgentFailure
    }

    private func complete(
        _ model: any LanguageModel, _ situation: Situation, _ said: Completion?, _ turn: TurnContext
    ) async -> Result<Completion, Stop> {
        if let said { return .success(said) }
        do {
            let prompt = model.dialect.prompt(for: situation)
            let grammar = model.dialect.grammar(for: situation)
            var completion = try await Deadline.run(seconds: turn.remaining, clock: clock) {
                try await model.complete(prompt, grammar: grammar, maximumTokens: model.dialect.maximumTokens)
            }
            completion.model = model.name
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
    enum Progress {
        /// The model may be asked again.
        case open
        /// Nothing more is to be done.
        case over
        /// This is what the person is told.
        case replied(AgentReply)
    }

    /// What a model called for.
    struct Said {
        var calls: [ToolCall]
        /// The probability of the least likely token.
        var certainty: Double
        /// True if the model answers once.
        var isOnly: Bool
        /// The calls with the next best choice where it was least sure.
        var alternative: [ToolCall]?
    }

    /// Has the calls done, or says why not.
    func carryOut(
        _ said: Said, _ deeds: inout Deeds, _ devices: [Device], _ turn: TurnContext
    ) async -> Progress {
        let calls = said.calls
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
            deeds.isEmpty, said.isOnly
        {
            return .replied(refused(refusal, calls, plan.refused, devices))
        }
        if let time = turn.time, !plan.isEmpty {
            return .replied(await later(time, plan, calls, said.certainty, devices, turn))
        }
        deeds.refusals += plan.refusals
        if !plan.isEmpty, said.certainty < options.certaintyThreshold {
            deeds.results += plan.refused
            if deeds.results.isEmpty, let other = said.alternative,
                let rivals = Self.rivals(plan, CallPlan(other, home: devices))
            {
                return .replied(askWhich(rivals, [calls, other], deeds, devices, turn))
            }
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
