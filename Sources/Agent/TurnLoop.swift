import ApplianceVocabulary

/// One sentence after the other: asks the model what is called for, has it done, and says what came of it.
///
/// The loop holds the conversations. It has no clock, no socket and no file of its own.
public actor TurnLoop {
    let model: any LanguageModel
    let home: any Home
    let clock: AgentClock
    let options: AgentOptions
    let language: any ReplyLanguage = EnglishReplies()

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
        let reply = await run(turn)
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
        return await decide(Self.choice(sentence, choices, devices) ?? sentence, session, devices, turn)
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
        let results = await perform(proposal.actions, isConfirmed: true, turn)
        return finish(proposal.turn, results, Answers(), devices, turn)
    }

    /// Asks the model.
    private func decide(
        _ sentence: String, _ session: Session, _ devices: [Device], _ turn: TurnContext
    ) async -> AgentReply {
        if shortlist.devices != devices { shortlist = Shortlist(devices) }
        let dialect = model.dialect
        let shown = shortlist.devices(
            for: sentence, here: turn.request.area, recent: session.recentDevices(), limit: dialect.maximumDevices)
        turn.emit(.shown(shown.map(\.id), of: devices.count))
        let situation = Situation(
            devices: shown, home: devices, here: turn.request.area, history: session.history, sentence: sentence)
        let completion: Completion
        do {
            let model = model
            let prompt = dialect.prompt(for: situation)
            let grammar = dialect.grammar(for: situation)
            completion = try await Deadline.run(seconds: turn.remaining, clock: clock) {
                try await model.complete(prompt, grammar: grammar, maximumTokens: dialect.maximumTokens)
            }
        } catch is Deadline.Passed {
            return failed(.timeout)
        } catch {
            return failed(.model(String("\(error)".prefix(200))))
        }
        turn.emit(.completed(completion))
        let reading = dialect.read(completion, in: situation)
        turn.emit(.read(reading))
        switch reading {
        case .unreadable: return asked(.unclear, devices: [])
        case .obstacle(let obstacle): return refused(obstacle, devices)
        case .calls(let calls): return await carryOut(calls, completion.leastLikely, sentence, devices, turn)
        }
    }

    /// Has the calls done, or says why not.
    private func carryOut(
        _ calls: [ToolCall], _ certainty: Double, _ sentence: String, _ devices: [Device], _ turn: TurnContext
    ) async -> AgentReply {
        let told = Turn(sentence: sentence, here: turn.request.area, calls: calls)
        for call in calls {
            switch call {
            case .refuse(let refusal):
                remember(told, turn)
                return refused(refusal, calls)
            case .ask(let question):
                remember(told, turn)
                return ask(question, calls, devices, turn)
            default: continue
            }
        }
        let plan = CallPlan(calls, home: devices)
        if plan.actions.count > options.maximumActions {
            return failed(.tooManyActions(limit: options.maximumActions))
        }
        // One part that cannot be done stands against the whole sentence: half a wish may be worse than none.
        if let refusal = plan.refusal ?? plan.refused.first?.outcome.refusal, calls.count > 1 || plan.isEmpty {
            return refused(refusal, calls, plan.refused, devices)
        }
        if !plan.isEmpty, certainty < options.certaintyThreshold {
            return propose(plan.actions, told, devices, turn)
        }
        let results = plan.refused + (await perform(plan.actions, isConfirmed: false, turn))
        let answers = await answer(calls, devices, turn)
        return finish(told, results, answers, devices, turn)
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

    private func change(_ turn: TurnContext, _ body: (inout Session) -> Void) {
        guard let name = turn.request.session else { return }
        var session = sessions[name] ?? Session(lastUse: clock.now())
        body(&session)
        sessions[name] = session
    }

    private func remember(_ told: Turn, _ turn: TurnContext) {
        change(turn) { $0.remember(told, limit: options.historyTurns) }
    }
}

// MARK: - Doing

extension TurnLoop {
    /// All actions at once, those of one device one after the other. The results are in the order of the actions.
    private func perform(_ actions: [Action], isConfirmed: Bool, _ turn: TurnContext) async -> [ActionResult] {
        let request = turn.request
        let context = RequestContext(
            id: request.id, user: request.user, area: request.area, session: request.session, isConfirmed: isConfirmed)
        var byDevice: [String: [Int]] = [:]
        for (index, action) in actions.enumerated() { byDevice[action.device, default: []].append(index) }
        let home = home
        return await withTaskGroup(of: [(Int, ActionResult)].self) { group in
            for indices in byDevice.values.sorted(by: { $0[0] < $1[0] }) {
                group.addTask {
                    var results: [(Int, ActionResult)] = []
                    for index in indices {
                        let action = actions[index]
                        turn.emit(.began(action))
                        let outcome = await Self.perform(action, context, home, turn)
                        let result = ActionResult(action: action, outcome: outcome)
                        turn.emit(.ended(result))
                        results.append((index, result))
                    }
                    return results
                }
            }
            var results: [(Int, ActionResult)] = []
            for await some in group { results += some }
            return results.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private static func perform(
        _ action: Action, _ context: RequestContext, _ home: any Home, _ turn: TurnContext
    ) async -> Outcome {
        let remaining = turn.remaining
        guard remaining > 0 else { return .unavailable(reason: "there was no time left for it") }
        // Once begun, nobody knows whether the message left: that is what "unconfirmed" says.
        let outcome = try? await Deadline.run(seconds: remaining, clock: turn.clock) {
            await home.perform(action, request: context)
        }
        return outcome ?? .unconfirmed
    }

    private func answer(_ calls: [ToolCall], _ devices: [Device], _ turn: TurnContext) async -> Answers {
        var answers = Answers()
        let home = home
        for case .get(let target, let property, let predicate) in calls {
            let result = try? await Deadline.run(seconds: turn.remaining, clock: clock) {
                await Answering.answer(target, property: property, predicate: predicate, home: devices) {
                    await home.state(of: $0, property: $1)
                }
            }
            guard let result else {
                let asked = CallPlan.devices(of: target, devices).devices
                answers.missing.append((property, asked))
                continue
            }
            answers.results.append(result)
        }
        return answers
    }
}

/// The questions of a sentence and what is known about them.
private struct Answers {
    var results: [Answering.Result] = []
    var missing: [(property: String, devices: [Device])] = []

    var isEmpty: Bool { results.isEmpty && missing.isEmpty }

    /// What the devices reported, as results of reading them.
    var actions: [ActionResult] {
        results.flatMap(\.readings).map { reading in
            ActionResult(
                action: Action(device: reading.device.id, operation: .get(property: reading.property)),
                outcome: reading.value.map { .value($0, ageSeconds: reading.ageSeconds) }
                    ?? .unavailable(reason: "it has not reported yet"))
        }
    }

    /// The answers of all questions in one: yes if all are yes, the first value, all devices.
    var answer: Answer {
        var answer = results.first?.answer ?? Answer()
        for other in results.dropFirst().map(\.answer) {
            if let bool = answer.bool, let more = other.bool { answer.bool = bool && more }
            answer.devices = answer.devices.map { $0 + (other.devices ?? []) } ?? other.devices
        }
        return answer
    }

    var isKnown: Bool { missing.isEmpty && results.contains { $0.readings.contains { $0.value != nil } } }
}

// MARK: - Saying

extension TurnLoop {
    /// The reply when all that could be done is done.
    private func finish(
        _ told: Turn, _ results: [ActionResult], _ answers: Answers, _ devices: [Device], _ turn: TurnContext
    ) -> AgentReply {
        let waiting = results.filter(\.outcome.needsConfirmation)
        var told = told
        told.isDone = results.isEmpty ? nil : results.allSatisfy(\.outcome.isDone)
        change(turn) { session in
            session.remember(told, limit: options.historyTurns)
            if !waiting.isEmpty {
                session.proposal = Session.Proposal(
                    actions: waiting.map(\.action), turn: told, expires: clock.now() + options.questionSeconds)
            }
        }
        var lines = grouped(results, devices).map { language.result(of: $0.operation, $0.outcome, devices: $0.devices) }
        lines += answers.results.map { language.answer($0, staleSeconds: options.staleSeconds) }
        lines += answers.missing.map { language.nothingHas($0.property, devices: $0.devices) }
        var unique: [String] = []
        for line in lines where !unique.contains(line) { unique.append(line) }

        var reply = AgentReply(
            ok: false, text: unique.joined(separator: " "), kind: .acted, actions: results + answers.actions,
            calls: told.calls)
        if !answers.isEmpty { reply.answer = answers.answer }
        reply.ok = results.allSatisfy(\.outcome.isConfirmed) && (answers.isEmpty || answers.isKnown)
        if !waiting.isEmpty {
            reply.kind = .asked
            reply.question = .confirm(waiting.map(\.action), withinSeconds: options.questionSeconds)
        } else if results.isEmpty {
            reply.kind = answers.isKnown ? .answered : answers.results.isEmpty ? .refused : .failed
            if reply.kind == .refused { reply.refusal = .unsupported(answers.missing.first?.property ?? "") }
            if reply.kind == .failed { reply.failure = .unavailable }
        } else if results.allSatisfy({ $0.outcome.refusal != nil }) {
            reply.kind = .refused
            reply.refusal = results.first?.outcome.refusal
        } else if results.allSatisfy(\.outcome.isUnavailable) {
            reply.kind = .failed
            reply.failure = .unavailable
        }
        return reply
    }

    /// Results of the same deed with the same outcome are told together.
    private func grouped(
        _ results: [ActionResult], _ devices: [Device]
    ) -> [(operation: Action.Operation, outcome: Outcome, devices: [Device])] {
        var groups: [(operation: Action.Operation, outcome: Outcome, devices: [Device])] = []
        for result in results {
            guard let device = devices.first(where: { $0.id == result.action.device }) else { continue }
            if let index = groups.firstIndex(where: {
                $0.operation == result.action.operation && $0.outcome == result.outcome
            }) {
                groups[index].devices.append(device)
            } else {
                groups.append((result.action.operation, result.outcome, [device]))
            }
        }
        return groups
    }

    private func propose(
        _ actions: [Action], _ told: Turn, _ devices: [Device], _ turn: TurnContext
    ) -> AgentReply {
        change(turn) {
            $0.proposal = Session.Proposal(actions: actions, turn: told, expires: clock.now() + options.questionSeconds)
        }
        let wishes = grouped(actions.map { ActionResult(action: $0, outcome: .unconfirmed) }, devices)
        return AgentReply(
            ok: false, text: language.didYouMean(wishes.map { ($0.operation, $0.devices) }), kind: .asked,
            question: .confirm(actions, withinSeconds: options.questionSeconds), calls: told.calls)
    }

    private func ask(
        _ question: Question, _ calls: [ToolCall], _ devices: [Device], _ turn: TurnContext
    ) -> AgentReply {
        var chosen: [Device] = []
        if case .ambiguousTarget(let ids) = question {
            change(turn) { $0.choices = ids }
            chosen = ids.compactMap { id in devices.first { $0.id == id } }
        }
        return asked(question, devices: chosen, calls: calls)
    }

    private func asked(_ question: Question, devices: [Device], calls: [ToolCall] = []) -> AgentReply {
        AgentReply(
            ok: false, text: language.question(question, devices: devices), kind: .asked, question: .clarify(question),
            calls: calls)
    }

    private func refused(
        _ refusal: Refusal, _ calls: [ToolCall], _ results: [ActionResult] = [], _ devices: [Device] = []
    ) -> AgentReply {
        let lines = grouped(results, devices).map { language.result(of: $0.operation, $0.outcome, devices: $0.devices) }
        let text = lines.first ?? language.refusal(refusal, devices: [], property: nil)
        return AgentReply(ok: false, text: text, kind: .refused, actions: results, refusal: refusal, calls: calls)
    }

    private func refused(_ obstacle: Obstacle, _ devices: [Device]) -> AgentReply {
        let refusal: Refusal
        let target: Target
        var told: String?
        switch obstacle {
        case .unknown: return asked(.unclear, devices: [])
        case .noDevice: return refused(.noSuchDevice, [])
        case .lacks(let which, let what):
            target = which
            refusal = .unsupported(what)
        case .value(let which, let property):
            target = which
            told = property
            let capability = CallPlan.devices(of: which, devices).devices.compactMap { $0.capability(property) }.first
            if let capability, case .range = capability.kind {
                refusal = .outOfRange(Limits.text(of: capability))
            } else {
                refusal = .unsupported(property)
            }
        }
        let text = language.refusal(refusal, devices: CallPlan.devices(of: target, devices).devices, property: told)
        return AgentReply(ok: false, text: text, kind: .refused, refusal: refusal)
    }

    private func failed(_ failure: AgentFailure) -> AgentReply {
        AgentReply(ok: false, text: language.failure(failure), kind: .failed, failure: failure)
    }
}

extension Outcome {
    fileprivate var isConfirmed: Bool {
        switch self {
        case .confirmed, .value: true
        default: false
        }
    }

    fileprivate var isDone: Bool { isConfirmed || self == .unconfirmed }

    fileprivate var needsConfirmation: Bool {
        if case .needsConfirmation = self { true } else { false }
    }

    fileprivate var isUnavailable: Bool {
        if case .unavailable = self { true } else { false }
    }

    fileprivate var refusal: Refusal? {
        if case .refused(let refusal) = self { refusal } else { nil }
    }
}
