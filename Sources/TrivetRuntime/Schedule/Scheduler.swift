import Agent
import ApplianceVocabulary

/// What is to be done later, and when: a pure value. Time and reports go in, what is due comes out; nothing is forgotten
/// until it is settled.
struct Scheduler: Sendable {
    /// An item with what the scheduler knows of it.
    struct Entry: Sendable, Hashable {
        var item: ScheduleItem
        /// When it was scheduled, in seconds since 1970; intervals are counted from here.
        var createdAt: Double
        /// When the report came that it waited for.
        var metAt: Double?
    }

    /// Something whose time has come.
    struct Due: Sendable, Hashable {
        /// What becomes of it.
        enum Fate: Sendable, Hashable {
            /// It is to be done.
            case perform
            /// It is too late.
            case missed
            /// The report that it waited for did not come.
            case expired
        }

        var item: ScheduleItem
        /// The moment at which it should be done.
        var moment: Double
        var fate: Fate
        /// How many earlier times of a repetition were missed too.
        var earlierMissed = 0

        /// The name of the command that carries it out: the same for the same item and time, so that the journal knows it.
        var commandID: String {
            if case .again = item.draft.start { return "\(Command.scheduledPrefix)\(item.id)-\(Int(moment))" }
            return "\(Command.scheduledPrefix)\(item.id)"
        }
    }

    var limits: ScheduleLimits
    private(set) var entries: [String: Entry] = [:]
    private(set) var lastNumber = 0

    init(limits: ScheduleLimits = ScheduleLimits()) {
        self.limits = limits
    }

    /// All items, the next first; those that wait for a report last.
    var items: [ScheduleItem] {
        entries.values.map(\.item).sorted { one, other in
            (one.next ?? .infinity, Int(one.id) ?? 0) < (other.next ?? .infinity, Int(other.id) ?? 0)
        }
    }

    // MARK: Changes

    /// Takes something in and gives it the next number. Ends of what is being done are never too many.
    mutating func add(_ draft: ScheduleDraft, now: Double, zone: WallZone) throws(ScheduleProblem) -> Entry {
        guard entries.count < limits.maximum || draft.isEnding else { throw .full(limit: limits.maximum) }
        lastNumber += 1
        let next: Double? =
            switch draft.start {
            case .once(let moment): moment
            case .again(.interval(let seconds)): now + seconds
            case .again(let recurrence): recurrence.next(after: now, anchor: now, zone: zone)
            case .when: nil
            }
        let entry = Entry(item: ScheduleItem(id: "\(lastNumber)", draft: draft, next: next), createdAt: now)
        entries[entry.item.id] = entry
        return entry
    }

    /// Puts an entry in place as it was written down.
    mutating func restore(_ entry: Entry) {
        entries[entry.item.id] = entry
        noteNumber(Int(entry.item.id) ?? 0)
    }

    /// Numbers up to this one were given out.
    mutating func noteNumber(_ number: Int) { lastNumber = max(lastNumber, number) }

    /// Takes an item out; false if it is not there.
    mutating func remove(_ id: String) -> Bool { entries.removeValue(forKey: id) != nil }

    /// Notes a report; true if something waited for it.
    mutating func observe(_ device: String, _ property: String, _ value: Value, at now: Double) -> Bool {
        var isMet = false
        for (id, entry) in entries {
            guard case .when(let condition) = entry.item.draft.start, entry.metAt == nil, condition.device == device,
                condition.property == property, condition.holds(for: value)
            else { continue }
            entries[id]?.metAt = now
            isMet = true
        }
        return isMet
    }

    // MARK: Time

    /// What is due, oldest first. It stays due until it is settled.
    func due(at now: Double, zone: WallZone) -> [Due] {
        entries.values.compactMap { due($0, now, zone) }.sorted { ($0.moment, $0.item.id) < ($1.moment, $1.item.id) }
    }

    private func due(_ entry: Entry, _ now: Double, _ zone: WallZone) -> Due? {
        let item = entry.item
        if case .when = item.draft.start {
            if let metAt = entry.metAt { return Due(item: item, moment: metAt, fate: .perform) }
            let expiry = entry.createdAt + limits.conditionSeconds
            guard now >= expiry else { return nil }
            // What was begun has to end, whether the report came or not.
            return Due(item: item, moment: expiry, fate: item.draft.isEnding ? .perform : .expired)
        }
        guard var moment = item.next, moment <= now else { return nil }
        var missed = 0
        if case .again(let recurrence) = item.draft.start {
            while missed < 10_000 {
                let next = recurrence.next(after: moment, anchor: entry.createdAt, zone: zone)
                guard next <= now else { break }
                (moment, missed) = (next, missed + 1)
            }
        }
        // An end that comes late is better than one that never comes.
        let isLate = now - moment > limits.graceSeconds && !item.draft.isEnding
        return Due(item: item, moment: moment, fate: isLate ? .missed : .perform, earlierMissed: missed)
    }

    /// Closes what was due: the entry as it goes on, or nil if it is over.
    mutating func settle(_ due: Due, zone: WallZone) -> Entry? {
        guard var entry = entries[due.item.id] else { return nil }
        guard case .again(let recurrence) = entry.item.draft.start else {
            entries[due.item.id] = nil
            return nil
        }
        entry.item.next = recurrence.next(after: due.moment, anchor: entry.createdAt, zone: zone)
        entries[due.item.id] = entry
        return entry
    }

    /// The moment at which something may be due next; nil if nothing is scheduled.
    var nextMoment: Double? {
        entries.values.compactMap { entry in
            entry.metAt ?? entry.item.next ?? entry.createdAt + limits.conditionSeconds
        }.min()
    }
}

/// The bounds of a schedule.
package struct ScheduleLimits: Sendable, Hashable {
    /// How late something may be done, in seconds; later it is missed.
    package var graceSeconds: Double
    /// How many things may be scheduled.
    package var maximum: Int
    /// How long something waits for a report, in seconds.
    package var conditionSeconds: Double

    /// The usual bounds.
    package init(graceSeconds: Double = 300, maximum: Int = 100, conditionSeconds: Double = 86_400) {
        self.graceSeconds = graceSeconds
        self.maximum = maximum
        self.conditionSeconds = conditionSeconds
    }
}
