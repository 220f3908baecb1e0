import ApplianceVocabulary

/// What a sentence wants done at another time, checked, before it is scheduled.
struct LaterPlan: Sendable {
    /// Nil: now.
    var start: ScheduleStart?
    var end: ScheduleEnd?
    var actions: [Action]
    /// What of the wish cannot be done, to be told with the rest.
    var refused: [ActionResult] = []
    var calls: [ToolCall] = []
    /// The time as it was said.
    var time: TimePhrase
    /// What the person said; a yes that follows says nothing of it.
    var sentence: String
}

// What the loop does with a sentence that says when.

extension TurnLoop {
    /// The reply to a sentence about another time than now, or about the schedule; nil if it is for now.
    func atAnotherTime(_ session: Session, _ devices: [Device], _ turn: TurnContext) async -> AgentReply? {
        guard schedule != nil else { return nil }
        let text = turn.request.text
        if let request = TimeReader.request(text, devices: devices) { return await talk(about: request, devices, turn) }
        let time = TimeReader.read(text, devices: devices) {
            Mentions.devices(in: text, of: shortlisted(text, devices))
        }
        switch time {
        case .none: return nil
        case .unclear(let reason): return unclear(reason == .several ? .several : .unknown)
        case .found(let time):
            guard !TextNormalizer.normalize(time.rest).isEmpty else { return asked(.unclear, devices: []) }
            // The models see the rest as if it were said for now.
            var turn = turn
            turn.time = time
            return await decide(time.rest, session, devices, turn)
        }
    }

    /// Schedules what the sentence without its time wants, checked as if it were to be done now.
    func later(
        _ time: TimePhrase, _ plan: CallPlan, _ calls: [ToolCall], _ certainty: Double, _ devices: [Device],
        _ turn: TurnContext
    ) async -> AgentReply {
        guard let schedule else { return asked(.unclear, devices: []) }
        var later = LaterPlan(
            actions: plan.actions, refused: plan.refused, calls: calls, time: time, sentence: turn.request.text)
        do throws(TimeMistake) {
            later.start = try await start(time.start, plan.actions, devices, schedule)
            later.end = try await end(time.end, later, devices, schedule)
        } catch {
            return unclear(error)
        }
        return await propose(later, certainty, devices, turn)
    }

    /// What the policy says to some actions.
    private struct Checked {
        var refused: [ActionResult] = []
        var questions: [String] = []
        var asking: [Action] = []

        mutating func ask(_ question: String, _ action: Action) {
            if !questions.contains(question) { questions.append(question) }
            asking.append(action)
        }

        /// The questions of further actions.
        mutating func add(_ other: Checked) {
            for question in other.questions where !questions.contains(question) { questions.append(question) }
            asking += other.asking
        }
    }

    private func check(_ actions: [Action], _ turn: TurnContext) async -> Checked {
        var checked = Checked()
        for action in actions {
            switch await home.check(action, request: context(turn, isConfirmed: false)) {
            case .needsConfirmation(let question)?: checked.ask(question, action)
            case .refused(let refusal)?:
                checked.refused.append(ActionResult(action: action, outcome: .refused(refusal)))
            default: break
            }
        }
        return checked
    }

    /// Checks the actions as if they were to be done now, asks what has to be asked, and begins.
    func propose(
        _ plan: LaterPlan, _ certainty: Double, _ devices: [Device], _ turn: TurnContext
    ) async -> AgentReply {
        var plan = plan
        var checked = await check(plan.actions, turn)
        let refused = checked.refused
        plan.refused += refused
        plan.actions.removeAll { action in refused.contains { $0.action == action } }
        guard !plan.actions.isEmpty else {
            let refusal = plan.refused.first?.outcome.refusal ?? .noSuchDevice
            return self.refused(refusal, plan.calls, plan.refused, devices)
        }
        if plan.end != nil {
            let restoring = await restoring(plan.actions, devices, .ending)
            let endless = restoring.impossible.map {
                ActionResult(
                    action: $0, outcome: .refused(.policy(rule: "no_end", explanation: language.hasNoEnd)))
            }
            let ending = await check(restoring.actions, turn)
            let unending = endless + ending.refused
            if let refusal = unending.first?.outcome.refusal {
                return self.refused(refusal, plan.calls, unending, devices)
            }
            checked.add(ending)
        }
        // A yes to "did you mean" says what was meant, not that it is safe: the policy asks its own question then.
        if certainty < options.certaintyThreshold {
            let question = language.didYouMean(wishes(plan.actions, devices))
            return ask([question], plan.actions, plan, isPolicyQuestion: false, turn)
        }
        guard checked.questions.isEmpty else {
            return ask(checked.questions, checked.asking, plan, isPolicyQuestion: true, turn)
        }
        return await begin(plan, isConfirmed: false, devices, turn)
    }

    private func ask(
        _ questions: [String], _ asking: [Action], _ plan: LaterPlan, isPolicyQuestion: Bool,
        _ turn: TurnContext
    ) -> AgentReply {
        let told = Turn(sentence: plan.sentence, here: turn.request.area, calls: plan.calls)
        change(turn) {
            $0.proposal = Session.Proposal(
                actions: plan.actions, turn: told, expires: clock.now() + options.questionSeconds,
                isPolicyQuestion: isPolicyQuestion, later: plan)
        }
        return AgentReply(
            ok: false, text: questions.joined(separator: " "), kind: .asked, actions: plan.refused,
            question: .confirm(asking, withinSeconds: options.questionSeconds), calls: plan.calls)
    }

    /// Writes a checked plan into the schedule; what begins now is done, with its end written down before.
    func begin(
        _ plan: LaterPlan, isConfirmed: Bool, _ devices: [Device], _ turn: TurnContext
    ) async -> AgentReply {
        var deeds = Deeds(told: Turn(sentence: plan.sentence, here: turn.request.area, calls: plan.calls))
        deeds.results = plan.refused
        guard let schedule else { return finish(deeds, devices, turn) }
        do throws(ScheduleProblem) {
            guard let start = plan.start else {
                return try await beginNow(plan, isConfirmed, &deeds, devices, schedule, turn)
            }
            let item = try await schedule.add(
                ScheduleDraft(
                    start: start, end: plan.end, actions: plan.actions, isConfirmed: isConfirmed,
                    sentence: plan.sentence, sender: turn.request.sender, user: turn.request.user,
                    area: turn.request.area),
                for: turn.request.id)
            change(turn) { $0.undo = Session.Undo(scheduled: [item.id], time: plan.time, turn: $0.turns) }
            await lookNow(start, schedule)
            var reply = finish(deeds, devices, turn)
            reply.ok = plan.refused.isEmpty
            reply.kind = .scheduled
            reply.refusal = nil
            reply.scheduled = [item]
            let told = language.scheduled(describe(item, devices, schedule))
            reply.text = [reply.text, told].filter { !$0.isEmpty }.joined(separator: " ")
            return reply
        } catch {
            return notScheduled(error)
        }
    }

    /// Does it now. The end is written down first: whatever happens in between, nothing stays on for ever.
    private func beginNow(
        _ plan: LaterPlan, _ isConfirmed: Bool, _ deeds: inout Deeds, _ devices: [Device], _ schedule: any Schedule,
        _ turn: TurnContext
    ) async throws(ScheduleProblem) -> AgentReply {
        var request = turn.request
        request.text = plan.sentence
        let ending = try await addEnding(plan.end, of: plan.actions, isConfirmed, devices, schedule, request)
        deeds.results += await perform(plan.actions, isConfirmed: isConfirmed, turn)
        guard let ending else { return finish(deeds, devices, turn) }
        let isBegun = deeds.results.contains { $0.outcome.isDone || $0.outcome.isContradicted }
        if !isBegun {
            try await schedule.cancel([ending.id])
            return finish(deeds, devices, turn)
        }
        await lookNow(ending.draft.start, schedule)
        change(turn) {
            $0.undo?.scheduled.append(ending.id)
            $0.undo?.time = plan.time
        }
        var reply = finish(deeds, devices, turn)
        reply.scheduled = [ending]
        reply.text += " " + language.scheduled(describe(ending, devices, schedule))
        return reply
    }

    /// Writes the end of actions down before they are done. Where a device is to go back already, it goes back with this end, and
    /// as it was before the first time.
    func addEnding(
        _ end: ScheduleEnd?, of actions: [Action], _ isConfirmed: Bool, _ devices: [Device], _ schedule: any Schedule,
        _ request: AgentRequest
    ) async throws(ScheduleProblem) -> ScheduleItem? {
        guard let end else { return nil }
        var restores = await restoring(actions, devices, .ending).actions
        // The ends of others stay: what one sender may put off another one may not.
        let earlier = await schedule.items.filter { item in
            item.draft.isEnding && item.draft.sender == request.sender
                && item.draft.actions.contains { action in restores.contains { $0.meets(action) } }
        }
        for item in earlier {
            let kept = item.draft.actions.filter { action in restores.contains { $0.meets(action) } }
            restores.removeAll { action in kept.contains { $0.meets(action) } }
            restores += kept
        }
        let start: ScheduleStart =
            switch end {
            case .after(let seconds): .once(schedule.now + seconds)
            case .at(let time): .once(schedule.zone.next(time, after: schedule.now))
            case .when(let condition): .when(condition)
            }
        let item = try await schedule.add(
            ScheduleDraft(
                start: start, actions: restores, isConfirmed: isConfirmed, isEnding: true, sentence: request.text,
                sender: request.sender, user: request.user, area: request.area), for: request.id)
        for old in earlier {
            var rest = old.draft
            rest.actions.removeAll { action in restores.contains(action) }
            if !rest.actions.isEmpty { _ = try await schedule.add(rest, for: request.id) }
            try await schedule.cancel([old.id])
        }
        return item
    }

    /// What is waited for may be so already.
    func lookNow(_ start: ScheduleStart, _ schedule: any Schedule) async {
        guard case .when(let condition) = start,
            let state = await home.state(of: condition.device, property: condition.property)
        else { return }
        await schedule.observe(condition.device, condition.property, state.value)
    }
}

extension Action {
    /// True if both put the same thing back: the same property, or the power that every property of a device hangs on.
    fileprivate func meets(_ other: Action) -> Bool {
        guard device == other.device else { return false }
        switch (operation, other.operation) {
        case (.set(let one, _), .set(let two, _)): return one == two || one == "power" || two == "power"
        default: return operation == other.operation
        }
    }
}

extension Outcome {
    /// True if the appliance reported something else.
    fileprivate var isContradicted: Bool {
        if case .contradicted = self { true } else { false }
    }
}
