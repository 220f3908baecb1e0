public import ApplianceVocabulary

/// The programs that were begun from afar and have not ended: the dead man's handle. A pure value; the caller sends what
/// is due and tells what came of it.
///
/// A program is over when the appliance, having reported that it runs, reports that it does not. A report that it does
/// not run before that is older than the start, and counts for nothing.
public struct ProgramEndings: Sendable {
    /// A program that runs.
    public struct Entry: Sendable {
        /// What ends it.
        public var action: Action
        /// How long it may last in all.
        public var seconds: Double
        /// When it ends at the latest.
        public var deadline: Double
        /// When it began; nil if that was before the last restart.
        var begunAt: Double?
        /// True once the appliance has reported that it runs.
        public var isRunning = false
        /// How often its end was sent.
        public var attempts = 0
        /// When the end is to be sent: at the deadline, and again after a while if that did not help.
        var dueAt: Double
        /// How the end is seen in a report.
        var over: Confirmation
    }

    /// For so long after the deadline an end that does not arrive is tried again.
    static let patienceSeconds = 86_400.0

    /// The programs, in the order of their deadlines.
    public private(set) var entries: [Entry] = []

    /// No programs.
    public init() {}

    /// When the next end is to be sent.
    public var nextDue: Double? { entries.map(\.dueAt).min() }

    /// Notes that a program began. One that is known already begins anew.
    mutating func begin(_ ending: ProgramEnding, over: Confirmation, at now: Double) {
        add(
            Entry(
                action: ending.action, seconds: ending.seconds, deadline: now + ending.seconds, begunAt: now,
                dueAt: now + ending.seconds, over: over))
    }

    mutating func add(_ entry: Entry) {
        entries.removeAll { $0.action == entry.action }
        entries.append(entry)
        entries.sort { $0.deadline < $1.deadline }
    }

    /// Takes back a beginning of which nothing was sent; one that went on before goes on.
    mutating func forget(_ action: Action, begunAt time: Double) {
        entries.removeAll { $0.action == action && !$0.isRunning && $0.begunAt == time }
    }

    /// Takes a report in; true if it changed something.
    public mutating func observe(_ change: StateChange) -> Bool {
        var isChanged = false
        entries.removeAll { entry in
            guard entry.isRunning, entry.over.isFulfilled(by: change) == true else { return false }
            isChanged = true
            return true
        }
        for index in entries.indices
        where !entries[index].isRunning && entries[index].over.isFulfilled(by: change) == false {
            entries[index].isRunning = true
            isChanged = true
        }
        return isChanged
    }

    /// The programs whose end is to be sent now.
    public func due(at now: Double) -> [Entry] { entries.filter { $0.dueAt <= now } }

    /// True if a program is still to be ended: it is not over, and was not begun anew.
    public func has(_ entry: Entry) -> Bool { index(of: entry) != nil }

    private func index(of entry: Entry) -> Int? {
        entries.firstIndex { $0.action == entry.action && $0.deadline == entry.deadline }
    }

    /// Notes what came of sending an end: it is over, or it is to be tried again after 10 s, 20 s, 40 s, … 10 min. One that was
    /// begun anew meanwhile has an end of its own, and keeps it.
    public mutating func settle(_ entry: Entry, isOver: Bool, at now: Double) {
        guard let index = index(of: entry) else { return }
        if isOver || now > entries[index].deadline + Self.patienceSeconds {
            entries.remove(at: index)
            return
        }
        let doublings = min(entries[index].attempts, 6)
        entries[index].attempts += 1
        entries[index].dueAt = now + min(600, 10 * Double(1 << doublings))
    }
}
