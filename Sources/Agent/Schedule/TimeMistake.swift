import ApplianceVocabulary

/// Why a time in a sentence cannot be used.
enum TimeMistake: Error, Sendable, Hashable {
    /// It has passed.
    case past
    /// Several times in one sentence.
    case several
    /// What a "when" or "until" waits for is not known here.
    case unknown
    /// Too often.
    case tooOften
    /// Years away.
    case tooFar
}

// Times as they are said become moments.

extension TurnLoop {
    func start(
        _ start: TimePhrase.Start?, _ actions: [Action], _ devices: [Device], _ schedule: any Schedule
    ) async throws(TimeMistake) -> ScheduleStart? {
        switch start {
        case nil: return nil
        case .after(let seconds)?: return .once(schedule.now + (try near(seconds)))
        case .clock(let clock)?:
            guard let moment = clock.moment(after: schedule.now, zone: schedule.zone) else { throw .past }
            return .once(moment)
        case .days(let days, let time)?: return .again(.days(days, time))
        case .interval(let seconds)?:
            guard seconds >= 60 else { throw .tooOften }
            return .again(.interval(try near(seconds)))
        case .condition(let phrase)?: return .when(try await condition(phrase, actions, devices))
        }
    }

    func end(
        _ end: TimePhrase.End?, _ plan: LaterPlan, _ devices: [Device], _ schedule: any Schedule
    ) async throws(TimeMistake) -> ScheduleEnd? {
        switch end {
        case nil: return nil
        case .after(let seconds)?: return .after(try near(seconds))
        case .condition(let phrase)?: return .when(try await condition(phrase, plan.actions, devices))
        case .clock(let clock)?:
            let begin: Double
            switch plan.start {
            case nil: begin = schedule.now
            case .once(let moment)?: begin = moment
            case .again?, .when?:
                guard clock.day == nil, let time = clock.daily else { throw .unknown }
                return .at(time)
            }
            guard let moment = clock.moment(after: begin, zone: schedule.zone) else { throw .past }
            return .after(moment - begin)
        }
    }

    /// What a condition means: which device, which of its properties, from which side.
    private func condition(
        _ phrase: ConditionPhrase, _ actions: [Action], _ devices: [Device]
    ) async throws(TimeMistake) -> ReportCondition {
        let ids = Set(actions.map(\.device))
        guard let id = phrase.device ?? (ids.count == 1 ? ids.first : nil),
            let device = devices.first(where: { $0.id == id }),
            let property = SubjectSearch.property(of: device, named: phrase.property, phrase.test)
        else { throw .unknown }
        let test: ReportCondition.Test
        switch phrase.test {
        case .above(let limit): test = .above(limit)
        case .below(let limit): test = .below(limit)
        case .named(let name):
            let isFlag = device.capability(property)?.kind == .flag
            test = .equals(isFlag ? .flag(name == "on") : .name(name))
        case .reaches(let goal):
            let now = await home.state(of: id, property: property)?.value
            if case .number(let value)? = now, value > goal { test = .atMost(goal) } else { test = .atLeast(goal) }
        }
        return ReportCondition(device: id, property: property, test: test)
    }

    /// The seconds, unless they are more than ten years.
    private func near(_ seconds: Double) throws(TimeMistake) -> Double {
        guard seconds <= 10 * 366 * 86_400 else { throw .tooFar }
        return seconds
    }

    func unclear(_ mistake: TimeMistake) -> AgentReply {
        AgentReply(ok: false, text: language.timeMistake(mistake), kind: .asked, question: .clarify(.unclear))
    }
}
