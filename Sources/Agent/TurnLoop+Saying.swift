import ApplianceVocabulary

// What the loop tells the person.

extension TurnLoop {
    /// The reply when all that could be done is done. The turn is remembered, unless it goes on when the person says yes.
    func finish(
        _ deeds: Deeds, _ devices: [Device], _ turn: TurnContext, isRemembered: Bool = true
    ) -> AgentReply {
        let results = deeds.results
        let answers = deeds.answers
        let waiting = results.filter(\.outcome.needsConfirmation)
        var told = deeds.told
        told.isDone =
            results.isEmpty && deeds.refusals.isEmpty
            ? nil : results.allSatisfy(\.outcome.isDone) && deeds.refusals.isEmpty
        change(turn) { session in
            if isRemembered { session.remember(told, limit: options.historyTurns) }
            if !waiting.isEmpty {
                session.proposal = Session.Proposal(
                    actions: waiting.map(\.action), turn: told, expires: clock.now() + options.questionSeconds)
            }
        }
        var reply = AgentReply(
            ok: false, text: lines(of: deeds, devices).joined(separator: " "), kind: .acted,
            actions: results + answers.actions, calls: told.calls)
        if !answers.isEmpty { reply.answer = answers.answer }
        reply.ok =
            results.allSatisfy(\.outcome.isConfirmed) && (answers.isEmpty || answers.isKnown)
            && deeds.refusals.isEmpty && deeds.failure == nil
        reply.failure = deeds.failure
        if !waiting.isEmpty {
            reply.kind = .asked
            reply.question = .confirm(waiting.map(\.action), withinSeconds: options.questionSeconds)
        } else if results.isEmpty, answers.isEmpty {
            reply.kind = deeds.refusals.isEmpty ? .said : .refused
            reply.refusal = deeds.refusals.first
        } else if results.isEmpty {
            reply.kind = answers.isKnown ? .answered : answers.results.isEmpty ? .refused : .failed
            if reply.kind == .refused { reply.refusal = .unsupported(answers.missing.first?.property ?? "") }
            if reply.kind == .failed { reply.failure = .unavailable }
        } else if results.allSatisfy({ $0.outcome.refusal != nil }) {
            reply.kind = answers.isKnown ? .answered : .refused
            reply.refusal = results.first?.outcome.refusal
        } else if results.allSatisfy(\.outcome.isUnavailable), answers.isEmpty {
            reply.kind = .failed
            reply.failure = .unavailable
        }
        return reply
    }

    /// What there is to tell, each thing once: what was done and what not, what was asked about, the model's own words.
    private func lines(of deeds: Deeds, _ devices: [Device]) -> [String] {
        let isPartial = deeds.results.contains { $0.outcome.refusal == nil } || !deeds.answers.isEmpty
        var lines = grouped(deeds.results, devices).map {
            language.result(of: $0.operation, $0.outcome, devices: $0.devices, amongOthers: isPartial)
        }
        lines += deeds.refusals.map { language.refusal($0, devices: [], property: nil, amongOthers: isPartial) }
        lines += deeds.answers.results.map { language.answer($0, staleSeconds: options.staleSeconds) }
        lines += deeds.answers.missing.map { language.nothingHas($0.property, devices: $0.devices) }
        lines += deeds.words
        // Words about an appliance could be taken for a report.
        if deeds.results.isEmpty, deeds.answers.isEmpty, deeds.words.contains(where: { Self.names($0, devices) }) {
            lines.append(language.nothingChanged)
        }
        if let failure = deeds.failure { lines.append(language.stopped(failure)) }
        var unique: [String] = []
        for line in lines where !line.isEmpty && !unique.contains(line) { unique.append(line) }
        return unique
    }

    /// True if the text names a device.
    private static func names(_ text: String, _ devices: [Device]) -> Bool {
        let said = " \(TextNormalizer.normalize(text)) "
        return devices.contains { device in
            ([device.name] + device.aliases).map(TextNormalizer.normalize).contains { name in
                !name.isEmpty && said.contains(" \(name) ")
            }
        }
    }

    /// Results of the same deed with the same outcome are told together.
    func grouped(
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

    /// Actions as wishes: the same wish for several devices is told once.
    func wishes(
        _ actions: [Action], _ devices: [Device]
    ) -> [(operation: Action.Operation, devices: [Device])] {
        grouped(actions.map { ActionResult(action: $0, outcome: .unconfirmed) }, devices).map {
            ($0.operation, $0.devices)
        }
    }

    /// Asks whether this is what was meant.
    func propose(_ actions: [Action], _ deeds: Deeds, _ devices: [Device], _ turn: TurnContext) -> AgentReply {
        let question = AgentReply(
            ok: false, text: language.didYouMean(wishes(actions, devices)), kind: .asked,
            question: .confirm(actions, withinSeconds: options.questionSeconds), calls: deeds.told.calls)
        let reply = behind(deeds, question, devices, turn, isRemembered: false)
        change(turn) {
            $0.proposal = Session.Proposal(
                actions: actions, turn: deeds.told, expires: clock.now() + options.questionSeconds,
                isPolicyQuestion: false)
        }
        return reply
    }

    /// Asks the person for what is missing.
    func ask(_ question: Question, _ deeds: Deeds, _ devices: [Device], _ turn: TurnContext) -> AgentReply {
        var chosen: [Device] = []
        if let time = turn.time { change(turn) { $0.asked = Session.Asked(question: question, time: time) } }
        if case .ambiguousTarget(let ids) = question {
            change(turn) { $0.choices = ids }
            chosen = ids.compactMap { id in devices.first { $0.id == id } }
        }
        let question = asked(question, devices: chosen, calls: deeds.told.calls)
        return behind(deeds, question, devices, turn, isRemembered: true)
    }

    /// A question behind what was done already.
    private func behind(
        _ deeds: Deeds, _ question: AgentReply, _ devices: [Device], _ turn: TurnContext, isRemembered: Bool
    ) -> AgentReply {
        if deeds.isEmpty { return question }
        var reply = finish(deeds, devices, turn, isRemembered: isRemembered)
        reply.ok = false
        reply.kind = .asked
        reply.text += " " + question.text
        reply.question = question.question
        reply.refusal = nil
        reply.failure = nil
        return reply
    }

    func asked(_ question: Question, devices: [Device], calls: [ToolCall] = []) -> AgentReply {
        AgentReply(
            ok: false, text: language.question(question, devices: devices), kind: .asked, question: .clarify(question),
            calls: calls)
    }

    func refused(
        _ refusal: Refusal, _ calls: [ToolCall], _ results: [ActionResult] = [], _ devices: [Device] = []
    ) -> AgentReply {
        let lines = grouped(results, devices).map {
            language.result(of: $0.operation, $0.outcome, devices: $0.devices, amongOthers: false)
        }
        let text = lines.first ?? language.refusal(refusal, devices: [], property: nil, amongOthers: false)
        return AgentReply(ok: false, text: text, kind: .refused, actions: results, refusal: refusal, calls: calls)
    }

    func refused(_ obstacle: Obstacle, _ devices: [Device]) -> AgentReply {
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
                refusal = .outOfRange(capability.kind.limits)
            } else {
                refusal = .unsupported(property)
            }
        }
        let text = language.refusal(
            refusal, devices: CallPlan.devices(of: target, devices).devices, property: told, amongOthers: false)
        return AgentReply(ok: false, text: text, kind: .refused, refusal: refusal)
    }

    func failed(_ failure: AgentFailure) -> AgentReply {
        AgentReply(ok: false, text: language.failure(failure), kind: .failed, failure: failure)
    }
}
