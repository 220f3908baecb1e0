public import Agent
public import ApplianceVocabulary
import Synchronization

/// The clock on the wall, given from outside.
public struct ScheduleClock: Sendable {
    /// Seconds since 1970.
    public var now: @Sendable () -> Double
    /// Returns after so many seconds, earlier with an error if the task is cancelled.
    public var sleep: @Sendable (Double) async throws -> Void
    /// How clocks here are set.
    public var zone: WallZone

    /// A clock.
    public init(
        now: @escaping @Sendable () -> Double = Clock.wall,
        sleep: @escaping @Sendable (Double) async throws -> Void = { try await Task.sleep(for: .seconds($0)) },
        zone: WallZone = .system
    ) {
        self.now = now
        self.sleep = sleep
        self.zone = zone
    }
}

/// Keeps the schedule: on the disk, in time, and told to everybody who wants to know.
///
/// What is due is first handed over as a command, which the journal writes down under a name that belongs to this item and
/// time, and only then taken out of the schedule. Whatever happens in between, the journal knows the name: nothing is done
/// twice, and nothing is lost.
public final class ScheduleKeeper: Schedule {
    /// Hands over a command whose time has come; false if there is no room for it now.
    package typealias Submit = @Sendable (Command) -> Bool
    /// Tells that something was not done.
    package typealias Report = @Sendable (Command, Reply) -> Void

    /// How often the clock is looked at, at the least: it may be set.
    static let longestSleep = 15.0

    private struct State: Sendable {
        var scheduler: Scheduler
        var sleeper: Task<Void, Never>?
        /// Counts what may have made something due.
        var changes = 0
        var onChange: @Sendable ([ScheduleItem]) -> Void = { _ in }
    }

    private let clock: ScheduleClock
    private let willAct: @Sendable (_ command: String) throws(FileError) -> Void
    private let file: ScheduleFile
    private let state: Mutex<State>
    /// How many damaged lines of the file were skipped.
    public var damagedLines: Int { file.damagedLines }

    /// Opens the schedule in a file; without a path it is kept in memory only. `willAct` is called before something is taken
    /// in for a command; if it throws, nothing is. Numbers up to `usedNumbers` are not given again: the journal knows commands
    /// of those names, and would take new ones for the old.
    package init(
        path: String?, limits: ScheduleLimits = ScheduleLimits(), clock: ScheduleClock = ScheduleClock(),
        usedNumbers: Int = 0,
        willAct: @escaping @Sendable (_ command: String) throws(FileError) -> Void = { _ in }
    ) throws(FileError) {
        var scheduler = Scheduler(limits: limits)
        scheduler.noteNumber(usedNumbers)
        file = try ScheduleFile(path: path, into: &scheduler)
        self.clock = clock
        self.willAct = willAct
        state = Mutex(State(scheduler: scheduler))
    }

    /// A schedule in memory.
    public static func inMemory(clock: ScheduleClock = ScheduleClock()) -> ScheduleKeeper {
        guard let keeper = try? ScheduleKeeper(path: nil, clock: clock) else {
            preconditionFailure("a schedule without a file has nothing that can fail")
        }
        return keeper
    }

    // MARK: What the agent sees

    /// How clocks here are set.
    public var zone: WallZone { clock.zone }
    /// Seconds since 1970.
    public var now: Double { clock.now() }
    /// Everything that is to be done, the next first.
    public var items: [ScheduleItem] { state.withLock { $0.scheduler.items } }

    /// Takes something in; it is on the disk when this returns.
    public func add(_ draft: ScheduleDraft, for command: String) throws(ScheduleProblem) -> ScheduleItem {
        do throws(FileError) { try willAct(command) } catch { throw .notSaved(error.description) }
        let item = try state.withLock { state throws(ScheduleProblem) in
            let entry = try state.scheduler.add(draft, now: clock.now(), zone: zone)
            do throws(FileError) { try file.write(entry) } catch {
                _ = state.scheduler.remove(entry.item.id)
                throw .notSaved(error.description)
            }
            file.tidy(state.scheduler)
            return entry.item
        }
        changed()
        return item
    }

    /// Takes things out.
    public func cancel(_ ids: [String]) throws(ScheduleProblem) {
        try state.withLock { state throws(ScheduleProblem) in
            for id in ids where state.scheduler.entries[id] != nil {
                do throws(FileError) { try file.writeGone(id) } catch { throw .notSaved(error.description) }
                _ = state.scheduler.remove(id)
            }
        }
        changed()
    }

    // MARK: Time and reports

    /// Is told everything that is scheduled, each time that it changes.
    func onChange(_ body: @escaping @Sendable ([ScheduleItem]) -> Void) {
        let items = state.withLock { state in
            state.onChange = body
            return state.scheduler.items
        }
        body(items)
    }

    /// Notes a report of a device.
    public func observe(_ device: String, _ property: String, _ value: Value) {
        let isMet = state.withLock { $0.scheduler.observe(device, property, value, at: clock.now()) }
        if isMet { wake() }
    }

    /// Looks at once whether something is due: the broker is there again.
    func look() { wake() }

    /// Hands over what is due until the task is cancelled. Nothing is due while `isReady` says no.
    func run(isReady: @Sendable () -> Bool, submit: Submit, report: Report) async {
        while !Task.isCancelled {
            let changes = state.withLock { $0.changes }
            let isDone = isReady() && handOver(submit, report)
            let next = state.withLock { $0.scheduler.nextMoment }
            let rest = next.map { max(0.01, $0 - clock.now()) } ?? Self.longestSleep
            await sleep(isDone ? min(rest, Self.longestSleep) : 0.5, unchangedSince: changes)
        }
    }

    /// Hands over everything that is due; false if something could not be.
    package func handOver(_ submit: Submit, _ report: Report) -> Bool {
        let due = state.withLock { $0.scheduler.due(at: clock.now(), zone: zone) }
        for due in due {
            guard hand(over: due, submit, report) else { return false }
            let isSettled = state.withLock { state in
                let entry = state.scheduler.settle(due, zone: zone)
                do throws(FileError) {
                    if let entry { try file.write(entry) } else { try file.writeGone(due.item.id) }
                    file.tidy(state.scheduler)
                    return true
                } catch {
                    // It stays settled in memory; after a restart the journal knows the command.
                    return false
                }
            }
            changed()
            if !isSettled { return false }
        }
        return true
    }

    private func hand(over due: Scheduler.Due, _ submit: Submit, _ report: Report) -> Bool {
        let draft = due.item.draft
        var command = Command(
            id: due.commandID, text: draft.sentence, area: draft.area, user: draft.user, receivedAt: clock.now())
        command.sender = draft.sender
        command.scheduled = draft.json
        switch due.fate {
        case .perform:
            if due.earlierMissed > 0 {
                var earlier = command
                earlier.id += "-earlier"
                report(earlier, .missed(earlier, due, zone))
            }
            return submit(command)
        case .missed, .expired:
            report(command, .missed(command, due, zone))
            return true
        }
    }

    private func changed() {
        let (items, onChange) = state.withLock { ($0.scheduler.items, $0.onChange) }
        onChange(items)
        wake()
    }

    private func wake() {
        state.withLock { state in
            state.changes += 1
            state.sleeper?.cancel()
        }
    }

    /// Sleeps, unless something has changed since.
    private func sleep(_ seconds: Double, unchangedSince changes: Int) async {
        let clock = clock
        let sleeper = state.withLock { state -> Task<Void, Never>? in
            guard state.changes == changes else { return nil }
            let sleeper = Task { _ = try? await clock.sleep(seconds) }
            state.sleeper = sleeper
            return sleeper
        }
        guard let sleeper else { return }
        await withTaskCancellationHandler {
            await sleeper.value
        } onCancel: {
            sleeper.cancel()
        }
    }
}

extension Reply {
    /// What a person is told about something that was not done in time.
    fileprivate static func missed(_ command: Command, _ due: Scheduler.Due, _ zone: WallZone) -> Reply {
        let (day, time) = zone.reading(at: due.moment)
        let date = day.date
        let when = "\(date.year)-\(date.month)-\(date.day) \(time)"
        let count = due.fate == .perform ? due.earlierMissed : due.earlierMissed + 1
        let times = count > 1 ? " and \(count - 1) \(count == 2 ? "time" : "times") before" : ""
        let text =
            switch due.fate {
            case .perform: "\(count) earlier \(count == 1 ? "time was" : "times were") missed while I was off."
            case .missed: "Missed: this was to be done on \(when)\(times), and I was off. Nothing was done."
            case .expired: "What this waited for was not reported in time. Nothing was done."
            }
        return Reply(
            id: command.id, reason: due.fate == .expired ? "expired" : "missed", text: "\(text) (\(command.text))")
    }
}
