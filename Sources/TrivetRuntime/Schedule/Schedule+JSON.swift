import Agent
import ApplianceVocabulary
import JSONText

// The schedule as it is written down and published.

extension Scheduler.Entry {
    var json: JSON {
        .object([
            "id": .string(item.id), "draft": item.draft.json, "next": item.next.map { .number($0) },
            "created": .number(createdAt),
        ])
    }

    init?(json: JSON) {
        guard let id = json["id"]?.string, let draft = json["draft"].flatMap(ScheduleDraft.init(json:)),
            let created = json["created"]?.number, [created, json["next"]?.number ?? 0].allSatisfy(\.isMoment)
        else { return nil }
        self.init(item: ScheduleItem(id: id, draft: draft, next: json["next"]?.number), createdAt: created)
    }
}

extension ScheduleDraft {
    var json: JSON {
        .object([
            "start": start.json, "end": end.map(\.json), "actions": .array(actions.map(\.json)),
            "confirmed": isConfirmed ? true : nil, "ending": isEnding ? true : nil, "text": .string(sentence),
            "sender": sender.map(JSON.string), "user": user.map(JSON.string), "area": area.map(JSON.string),
        ])
    }

    init?(json: JSON) {
        guard let start = json["start"].flatMap(ScheduleStart.init(json:)), let text = json["text"]?.string,
            let actions = json["actions"]?.array
        else { return nil }
        let read = actions.compactMap(Action.init(json:))
        guard read.count == actions.count else { return nil }
        self.init(
            start: start, end: json["end"].flatMap(ScheduleEnd.init(json:)), actions: read,
            isConfirmed: json["confirmed"]?.bool ?? false, isEnding: json["ending"]?.bool ?? false, sentence: text,
            sender: json["sender"]?.string, user: json["user"]?.string, area: json["area"]?.string)
    }
}

extension ScheduleStart {
    var json: JSON {
        switch self {
        case .once(let moment): ["at": .number(moment)]
        case .again(.interval(let seconds)): ["every_seconds": .number(seconds)]
        case .again(.days(let days, let time)):
            ["days": .array(days.sorted().map { .number($0.rawValue) }), "second_of_day": .number(time.second)]
        case .when(let condition): ["when": condition.json]
        }
    }

    init?(json: JSON) {
        if let moment = json["at"]?.number, moment.isMoment {
            self = .once(moment)
        } else if let seconds = json["every_seconds"]?.number, seconds > 0, seconds.isMoment {
            self = .again(.interval(seconds))
        } else if let days = json["days"]?.array, let second = json["second_of_day"]?.integer {
            self = .again(
                .days(Set(days.compactMap { $0.integer.flatMap(Weekday.init) }), TimeOfDay(second: second)))
        } else if let condition = json["when"].flatMap(ReportCondition.init(json:)) {
            self = .when(condition)
        } else {
            return nil
        }
    }
}

extension Double {
    /// True for what can be a moment in seconds since 1970, or a length of time: the calendar knows it.
    fileprivate var isMoment: Bool { isFinite && magnitude < 1e11 }
}

extension ScheduleEnd {
    var json: JSON {
        switch self {
        case .after(let seconds): ["after_seconds": .number(seconds)]
        case .at(let time): ["second_of_day": .number(time.second)]
        case .when(let condition): ["when": condition.json]
        }
    }

    init?(json: JSON) {
        if let seconds = json["after_seconds"]?.number, seconds.isMoment {
            self = .after(seconds)
        } else if let second = json["second_of_day"]?.integer {
            self = .at(TimeOfDay(second: second))
        } else if let condition = json["when"].flatMap(ReportCondition.init(json:)) {
            self = .when(condition)
        } else {
            return nil
        }
    }
}

extension ReportCondition {
    var json: JSON {
        let (key, value): (String, JSON) =
            switch test {
            case .atLeast(let limit): ("at_least", .number(limit))
            case .atMost(let limit): ("at_most", .number(limit))
            case .above(let limit): ("above", .number(limit))
            case .below(let limit): ("below", .number(limit))
            case .equals(let value): ("is", value.json)
            }
        return .object([
            JSON.Member(key: "device", value: .string(device)), JSON.Member(key: "property", value: .string(property)),
            JSON.Member(key: key, value: value),
        ])
    }

    init?(json: JSON) {
        guard let device = json["device"]?.string, let property = json["property"]?.string else { return nil }
        let numbers: [(String, (Double) -> Test)] = [
            ("at_least", Test.atLeast), ("at_most", Test.atMost), ("above", Test.above), ("below", Test.below),
        ]
        for (key, make) in numbers {
            guard let limit = json[key]?.number else { continue }
            self.init(device: device, property: property, test: make(limit))
            return
        }
        guard let value = json["is"].flatMap(Value.init(messageJSON:)) else { return nil }
        self.init(device: device, property: property, test: .equals(value))
    }
}

extension ScheduleItem {
    /// The item as it is published: what to do, when next, and the sentence it came from.
    func published(zone: WallZone) -> JSON {
        var members = [JSON.Member(key: "id", value: .string(id))]
        func add(_ key: String, _ value: JSON?) {
            if let value { members.append(JSON.Member(key: key, value: value)) }
        }
        add("text", .string(draft.sentence))
        add("kind", .string(draft.isEnding ? "end" : draft.start.kind))
        if let next {
            let (day, time) = zone.reading(at: next)
            let date = day.date
            func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
            add("next", .number(next))
            add("local", .string("\(date.year)-\(two(date.month))-\(two(date.day)) \(time)"))
        }
        add("start", draft.start.json)
        add("end", draft.end.map(\.json))
        add("actions", .array(draft.actions.map(\.json)))
        add("user", draft.user.map(JSON.string))
        return .object(members)
    }
}

extension ScheduleStart {
    /// A short name for programs.
    fileprivate var kind: String {
        switch self {
        case .once: "once"
        case .again: "again"
        case .when: "when"
        }
    }
}
