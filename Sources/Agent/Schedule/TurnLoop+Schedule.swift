import ApplianceVocabulary

// What the loop does with the schedule itself.

extension TurnLoop {
    /// Carries out what was scheduled: the policy decides anew, and what was asked when it was scheduled is not asked again.
    public func carryOut(
        _ draft: ScheduleDraft, request: AgentRequest, onEvent: @escaping @Sendable (AgentEvent) -> Void = { _ in }
    ) async -> AgentReply {
        let start = clock.now()
        let turn = TurnContext(
            request: request, start: start, deadline: start + options.turnSeconds, clock: clock, onEvent: onEvent)
        let reply = await Replies.$language.withValue(Replies.language(of: request.text)) {
            turn.emit(.heard(request.text))
            return await carryOut(draft, turn)
        }
        turn.emit(.replied(reply))
        return reply
    }

    private func carryOut(_ draft: ScheduleDraft, _ turn: TurnContext) async -> AgentReply {
        let devices = await home.devices
        var deeds = Deeds(told: Turn(sentence: turn.request.text, here: turn.request.area, steps: []))
        // An end that cannot be written down is one that would not come.
        var ending: ScheduleItem?
        if let end = draft.end, let schedule {
            do throws(ScheduleProblem) {
                ending = try await addEnding(
                    end, of: draft.actions, draft.isConfirmed, devices, schedule, turn.request)
            } catch {
                return notScheduled(error)
            }
        }
        deeds.results = await perform(draft.actions, isConfirmed: draft.isConfirmed, turn)
        var reply = finish(deeds, devices, turn)
        guard let ending, let schedule else { return reply }
        if deeds.results.allSatisfy({ $0.outcome.refusal != nil || $0.outcome.isUnavailable }) {
            try? await schedule.cancel([ending.id])
        } else {
            reply.scheduled = [ending]
            reply.text += " " + language.scheduled(describe(ending, devices, schedule))
        }
        return reply
    }

    /// Answers what a person wants to know or have changed of the schedule; nil if the sentence is about something else.
    func talk(
        about request: ScheduleRequest, _ devices: [Device], _ turn: TurnContext
    ) async -> AgentReply? {
        guard let schedule else { return nil }
        let items = await schedule.items
        let chosen: [ScheduleItem]
        switch request {
        case .list:
            let lines = items.map { language.listed($0.id, describe($0, devices, schedule)) }
            let text = lines.isEmpty ? language.nothingScheduled : lines.joined(separator: " ")
            return AgentReply(ok: true, text: text, kind: .answered, scheduled: items)
        case .cancelAll: chosen = items
        case .cancel(let id): chosen = items.filter { $0.id == id }
        case .cancelMatching(let time, let part, let words):
            chosen = items.filter { matches($0, time, part, words, devices, schedule.zone) }
        }
        guard !chosen.isEmpty else {
            return AgentReply(ok: false, text: language.noSuchSchedule, kind: .refused, refusal: .noSuchDevice)
        }
        do throws(ScheduleProblem) {
            try await schedule.cancel(chosen.map(\.id))
        } catch {
            return notScheduled(error)
        }
        let told = chosen.map { describe($0, devices, schedule) }
        return AgentReply(ok: true, text: language.cancelled(told), kind: .acted)
    }

    /// True if an item is the one that "the seven o'clock lamp" means.
    private func matches(
        _ item: ScheduleItem, _ time: ClockPhrase.Time?, _ part: ClockPhrase.Part?, _ words: String,
        _ devices: [Device], _ zone: WallZone
    ) -> Bool {
        if let time {
            guard let next = item.next else { return false }
            let shown = zone.reading(at: next).time
            if let certain = time.certain(part)?.time {
                guard certain == shown else { return false }
            } else {
                guard shown.hour % 12 == time.hour % 12, shown.minute == time.minute else { return false }
            }
        }
        let mentioned = Mentions.devices(in: words, of: shortlisted(words, devices))
        let meant = Set(mentioned.map(\.id))
        return meant.isEmpty ? time != nil : item.draft.actions.contains { meant.contains($0.device) }
    }

    func notScheduled(_ problem: ScheduleProblem) -> AgentReply {
        AgentReply(
            ok: false, text: language.notScheduled(problem), kind: .failed, failure: .schedule(problem))
    }

    /// An item in the words that languages need to tell it.
    func describe(_ item: ScheduleItem, _ devices: [Device], _ schedule: any Schedule) -> ScheduleDescription {
        ScheduleDescription(
            wishes: wishes(item.draft.actions, devices), isEnding: item.draft.isEnding,
            when: when(item, devices, schedule),
            end: item.draft.end.map { end -> ScheduleDescription.End in
                switch end {
                case .after(let seconds): .duration(seconds)
                case .at(let time): .time(time)
                case .when(let condition): .report(of: report(condition, devices), condition.test)
                }
            })
    }

    private func when(
        _ item: ScheduleItem, _ devices: [Device], _ schedule: any Schedule
    ) -> ScheduleDescription.When {
        switch item.draft.start {
        case .again(.days(let days, let time)): return .days(days, time)
        case .again(.interval(let seconds)): return .interval(seconds)
        case .when(let condition): return .report(of: report(condition, devices), condition.test)
        case .once(let moment):
            let (day, time) = schedule.zone.reading(at: item.next ?? moment)
            let today = schedule.zone.reading(at: schedule.now).day
            return .moment(day, time, daysAhead: day.number - today.number)
        }
    }

    private func report(_ condition: ReportCondition, _ devices: [Device]) -> (device: Device?, property: String) {
        (devices.first { $0.id == condition.device }, condition.property)
    }
}

/// An item of the schedule as languages tell it.
struct ScheduleDescription {
    /// When it is done.
    enum When {
        case moment(CalendarDay, TimeOfDay, daysAhead: Int)
        case days(Set<Weekday>, TimeOfDay)
        case interval(Double)
        case report(of: (device: Device?, property: String), ReportCondition.Test)
    }

    /// When it is as before again.
    enum End {
        case duration(Double)
        case time(TimeOfDay)
        case report(of: (device: Device?, property: String), ReportCondition.Test)
    }

    var wishes: [(operation: Action.Operation, devices: [Device])]
    var isEnding: Bool
    var when: When
    var end: End?
}
