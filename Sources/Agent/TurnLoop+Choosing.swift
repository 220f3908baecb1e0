import ApplianceVocabulary

// Two devices that the model could not decide between: the person is asked which.

extension TurnLoop {
    /// The wishes of two plans that are the same deed on one device or another; nil if they differ in anything else.
    static func rivals(_ plan: CallPlan, _ other: CallPlan?) -> (Action, Action)? {
        guard let other, other.refused.isEmpty, other.refusals.isEmpty else { return nil }
        guard plan.actions.count == 1, other.actions.count == 1 else { return nil }
        let (one, two) = (plan.actions[0], other.actions[0])
        return one.operation == two.operation && one.device != two.device ? (one, two) : nil
    }

    /// Asks which of two devices was meant. The answer does it without the model; what the policy wants confirmed is asked then.
    func askWhich(
        _ rivals: (Action, Action), _ calls: [[ToolCall]], _ deeds: Deeds, _ devices: [Device], _ turn: TurnContext
    ) -> AgentReply {
        let actions = [rivals.0, rivals.1]
        let chosen = actions.compactMap { action in devices.first { $0.id == action.device } }
        var told = deeds.told
        change(turn) { session in
            session.rivals = zip(actions, calls).map { action, calls in
                if let last = told.steps.indices.last { told.steps[last].calls = calls }
                return Session.Proposal(
                    actions: [action], turn: told, expires: clock.now() + options.questionSeconds)
            }
        }
        return asked(.ambiguousTarget(actions.map(\.device)), devices: chosen, calls: deeds.told.calls)
    }

    /// True if a sentence does nothing but answer a question: it names one of the devices, or says a value and no device.
    func answers(_ sentence: String, _ asked: Session.Asked, _ devices: [Device]) -> Bool {
        switch asked.question {
        case .ambiguousTarget(let ids):
            return Choosing.pick(sentence, among: ids.compactMap { id in devices.first { $0.id == id } }) != nil
        case .missingValue:
            let words = TextNormalizer.words(of: sentence)
            return words.count <= 6 && Mentions.devices(in: sentence, of: shortlisted(sentence, devices)).isEmpty
        case .unclear: return false
        }
    }

    /// What an answer to such a question leads to; nil if the sentence is none.
    func choose(
        _ sentence: String, _ rivals: [Session.Proposal], _ devices: [Device], _ turn: TurnContext
    ) async -> AgentReply? {
        let chosen = rivals.compactMap { rival in devices.first { $0.id == rival.actions[0].device } }
        guard !rivals.isEmpty, chosen.count == rivals.count else { return nil }
        if let index = Choosing.pick(sentence, among: chosen) {
            guard clock.now() <= rivals[index].expires else {
                return AgentReply(ok: false, text: language.tooLate, kind: .asked, question: .clarify(.unclear))
            }
            var deeds = Deeds(told: rivals[index].turn)
            deeds.results = await perform(rivals[index].actions, isConfirmed: false, turn)
            if let last = deeds.told.steps.indices.last { deeds.told.steps[last].results += deeds.results }
            return finish(deeds, devices, turn)
        }
        switch ShortAnswers.confirmation(sentence) {
        case false?: return AgentReply(ok: true, text: language.leftAlone, kind: .answered)
        case true?:
            // Yes to "this or that" says nothing: the question stays open.
            change(turn) { $0.rivals = rivals }
            return asked(.ambiguousTarget(chosen.map(\.id)), devices: chosen)
        case nil: return nil
        }
    }
}
