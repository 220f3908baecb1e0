import ApplianceVocabulary

// What the loop does when the person goes back on the last turn.

extension TurnLoop {
    /// The reply to a sentence that takes back or corrects the last turn; nil if it is about something else.
    func takeBack(
        _ sentence: String, _ proposal: Session.Proposal?, _ session: Session, _ devices: [Device],
        _ turn: TurnContext
    ) async -> AgentReply? {
        guard turn.request.session != nil, let talk = ConversationTalk(sentence) else { return nil }
        switch talk {
        case .undo:
            guard let undo = session.undo else {
                return AgentReply(
                    ok: false, text: language.nothingToUndo, kind: .asked, question: .clarify(.unclear))
            }
            return await self.undo(undo, devices, turn)
        case .other, .meant:
            guard let base = proposal?.turn ?? session.history.last,
                let corrected = Correction.calls(
                    talk, of: base.calls, devices, shown: { shortlisted($0, devices) }, here: turn.request.area)
            else { return nil }
            switch corrected {
            case .several(let ids):
                let calls: [ToolCall] = [.ask(.ambiguousTarget(ids))]
                remember(Turn(sentence: base.sentence, here: base.here, calls: calls), turn)
                return ask(
                    .ambiguousTarget(ids), Deeds(told: Turn(sentence: base.sentence, here: base.here, calls: calls)),
                    devices, turn)
            case .calls(let calls):
                return await redo(calls, base, proposal?.later?.time, session, devices, turn)
            }
        }
    }

    private func undo(_ undo: Session.Undo, _ devices: [Device], _ turn: TurnContext) async -> AgentReply {
        var cancelled: [ScheduleDescription] = []
        if !undo.scheduled.isEmpty, let schedule {
            let items = await schedule.items.filter { undo.scheduled.contains($0.id) }
            cancelled = items.map { describe($0, devices, schedule) }
            do throws(ScheduleProblem) {
                try await schedule.cancel(items.map(\.id))
            } catch {
                return notScheduled(error)
            }
        }
        change(turn) { $0.undo = nil }
        var deeds = Deeds(told: Turn(sentence: turn.request.text, here: turn.request.area, steps: []))
        deeds.results = impossible(undo.restoring)
        deeds.results += await perform(undo.restoring.actions, isConfirmed: false, turn)
        guard !cancelled.isEmpty else {
            if deeds.results.isEmpty {
                return AgentReply(
                    ok: false, text: language.nothingToUndo, kind: .asked, question: .clarify(.unclear))
            }
            return finish(deeds, devices, turn)
        }
        let text = language.cancelled(cancelled)
        guard !deeds.results.isEmpty else { return AgentReply(ok: true, text: text, kind: .acted) }
        var reply = finish(deeds, devices, turn)
        reply.text = text + " " + reply.text
        return reply
    }

    /// Takes the wrong thing back, if it was done or scheduled, and does the right one, at the time that was said.
    private func redo(
        _ calls: [ToolCall], _ base: Turn, _ time: TimePhrase?, _ session: Session, _ devices: [Device],
        _ turn: TurnContext
    ) async -> AgentReply {
        let told = Turn(sentence: base.sentence, here: base.here, steps: [])
        var deeds = Deeds(told: told)
        var turn = turn
        turn.time = time
        if let undo = session.undo, undo.turn == session.turns - 1 {
            turn.time = undo.time ?? time
            if let schedule, !undo.scheduled.isEmpty {
                do throws(ScheduleProblem) {
                    try await schedule.cancel(undo.scheduled)
                } catch {
                    return notScheduled(error)
                }
            }
            deeds.results = impossible(undo.restoring)
            deeds.results += await perform(undo.restoring.actions, isConfirmed: false, turn)
            // What is taken back now is the correction alone.
            change(turn) { $0.undo = nil }
        }
        let done = deeds.results
        deeds.results = []
        let progress = await carryOut(Said(calls: calls, certainty: 1, isOnly: true), &deeds, devices, turn)
        if case .replied(var reply) = progress {
            // What was taken back is told in any case.
            let lines = grouped(done, devices).map {
                language.result(of: $0.operation, $0.outcome, devices: $0.devices, amongOthers: true)
            }
            reply.text = (lines + [reply.text]).joined(separator: " ")
            reply.actions = done + reply.actions
            reply.ok = reply.ok && done.allSatisfy(\.outcome.isConfirmed)
            return reply
        }
        deeds.results = done + deeds.results
        return finish(deeds, devices, turn)
    }

    private func impossible(_ restoring: Restoring) -> [ActionResult] {
        restoring.impossible.map {
            ActionResult(
                action: $0, outcome: .refused(.policy(rule: "undo", explanation: language.cannotUndo)))
        }
    }

    // MARK: Remembering

    /// What the devices of some actions report now, as far as it is known.
    func values(of actions: [Action], _ devices: [Device]) async -> Restoring.Before {
        var values: Restoring.Before = [:]
        for id in Set(actions.map(\.device)) {
            guard let device = devices.first(where: { $0.id == id }) else { continue }
            for capability in device.capabilities where capability.isWritable {
                values[id, default: [:]][capability.property] =
                    await home.state(of: id, property: capability.property)?.value
            }
        }
        return values
    }

    /// How actions would be taken back that are to be done now.
    func restoring(_ actions: [Action], _ devices: [Device], _ reason: Restoring.Reason) async -> Restoring {
        Restoring(actions, home: devices, before: await values(of: actions, devices), reason: reason)
    }

    /// Remembers how what was done just now is taken back.
    func rememberUndo(of results: [ActionResult], _ before: Restoring.Before, _ turn: TurnContext) async {
        guard turn.request.session != nil else { return }
        let done = results.filter { result in
            switch result.outcome {
            case .confirmed, .unconfirmed, .unconfirmable, .contradicted: true
            default: false
            }
        }.map(\.action)
        guard !done.isEmpty else { return }
        let restoring = Restoring(done, home: await home.devices, before: before, reason: .undo)
        change(turn) { session in
            var undo = Session.Undo(restoring: restoring, turn: session.turns)
            // A sentence of several steps is taken back as a whole.
            if let earlier = session.undo, earlier.turn == session.turns {
                undo.restoring = restoring.followed(by: earlier.restoring)
                undo.scheduled = earlier.scheduled
            }
            session.undo = undo
        }
    }
}
