import Agent
import ApplianceVocabulary
import JSONText
import Synchronization
import TestSupport
import Testing
import TrivetRuntime

#if canImport(Glibc)
    import Glibc
#endif

@Suite("The schedule in time")
struct ScheduleKeeperTests {
    /// A clock that a test sets.
    final class SetClock: Sendable {
        let seconds = Mutex(1_000_000.0)
        var clock: ScheduleClock { ScheduleClock(now: { self.seconds.withLock { $0 } }, zone: .universal) }
        func advance(by amount: Double) { seconds.withLock { $0 += amount } }
    }

    final class Notes: Sendable {
        let done = Mutex<[String]>([])
        let missed = Mutex<[String]>([])
    }

    /// A keeper with what it handed over and told.
    struct Bench {
        let keeper: ScheduleKeeper
        let time: SetClock
        let path: String?

        init(path: String? = nil, time: SetClock = SetClock(), limits: ScheduleLimits = ScheduleLimits()) throws {
            self.path = path
            self.time = time
            keeper = try ScheduleKeeper(path: path, limits: limits, clock: time.clock)
        }

        func add(_ start: ScheduleStart, ending: Bool = false) throws -> ScheduleItem {
            try keeper.add(
                ScheduleDraft(
                    start: start,
                    actions: [Action(device: "lamp", operation: .set(property: "power", value: .name("on")))],
                    isEnding: ending, sentence: "lamp on", user: "anna"), for: "c")
        }

        /// The ids of the commands that come due, and of those that are told to be missed.
        func pump(accept: Bool = true) -> (done: [String], missed: [String]) {
            let notes = Notes()
            _ = keeper.handOver { command in
                if accept { notes.done.withLock { $0.append(command.id) } }
                return accept
            } _: { command, reply in
                notes.missed.withLock { $0.append("\(command.id) \(reply.reason ?? "")") }
            }
            return (notes.done.withLock { $0 }, notes.missed.withLock { $0 })
        }
    }

    @Test("Its file does not grow for ever, and is whole after thousands of changes")
    func bounded() throws {
        let path = TemporaryFolder().path + "/schedule.jsonl"
        let bench = try Bench(path: path)
        _ = try bench.add(.again(.interval(60)))
        let kept = try bench.add(.once(9_000_000))
        for _ in 0..<12_000 {
            bench.time.advance(by: 60)
            #expect(bench.pump().done.count == 1)
        }
        // All that was written is more than two megabytes; what counts is a few lines.
        let size = try #require(TextFile.bytes(path)?.count)
        #expect(size < 1_100_000)
        let again = try Bench(path: path, time: bench.time)
        #expect(again.keeper.items.map(\.id).sorted() == bench.keeper.items.map(\.id).sorted())
        #expect(again.keeper.items.contains(kept) && again.keeper.damagedLines == 0)
    }

    @Test("Numbers that the journal knows are not given again")
    func usedNumbers() throws {
        let journal = try Journal(path: nil)
        for id in ["schedule-7", "schedule-12-1000060", "c-99"] { _ = try journal.admit(Command(id: id, text: "on")) }
        #expect(journal.largestNumber(behind: "schedule-") == 12)
        let keeper = try ScheduleKeeper(path: nil, usedNumbers: 12)
        let draft = ScheduleDraft(start: .once(5), actions: [], sentence: "on")
        #expect(try keeper.add(draft, for: "c").id == "13")
    }

    @Test("A line with a moment that no calendar knows is damaged, and the rest is read")
    func absurdMoments() throws {
        let files = TemporaryFolder()
        let draft = #"{"start":{"at":3.6e+25},"actions":[],"text":"x"}"#
        let good = #"{"start":{"at":1000010},"actions":[],"text":"x"}"#
        let path = files.write(
            "schedule.jsonl",
            #"{"id":"1","draft":\#(draft),"next":3.6e+25,"created":0}"# + "\n"
                + #"{"id":"2","draft":\#(good),"next":1000010,"created":0}"# + "\n")
        let bench = try Bench(path: path)
        #expect(bench.keeper.items.map(\.id) == ["2"] && bench.keeper.damagedLines == 1)
    }

    @Test("Nothing before its time, once at it, nothing after it")
    func once() throws {
        let bench = try Bench()
        _ = try bench.add(.once(1_000_060))
        #expect(bench.pump().done.isEmpty)
        bench.time.advance(by: 60)
        #expect(bench.pump().done == ["schedule-1"])
        bench.time.advance(by: 600)
        #expect(bench.pump().done.isEmpty && bench.keeper.items.isEmpty)
    }

    @Test("Too late is missed and told, except for the end of something, which is better late than never")
    func missed() throws {
        let bench = try Bench()
        _ = try bench.add(.once(1_000_060))
        _ = try bench.add(.once(1_000_060), ending: true)
        bench.time.advance(by: 361)
        let (done, missed) = bench.pump()
        #expect(done == ["schedule-2"] && missed == ["schedule-1 missed"])
        #expect(bench.pump().missed.isEmpty)
    }

    @Test("A repetition goes on; what was missed in between is told once, and only the last is done")
    func repeated() throws {
        let bench = try Bench()
        _ = try bench.add(.again(.interval(600)))
        bench.time.advance(by: 600)
        #expect(bench.pump().done == ["schedule-1-1000600"])
        bench.time.advance(by: 3 * 600 + 30)
        let (done, missed) = bench.pump()
        #expect(done == ["schedule-1-1002400"] && missed == ["schedule-1-1002400-earlier missed"])
        bench.time.advance(by: 2 * 600 + 400)
        #expect(bench.pump().missed == ["schedule-1-1003600 missed"])
        #expect(bench.keeper.items.first?.next == 1_004_200)
    }

    @Test("No room for it now: it stays due")
    func noRoom() throws {
        let bench = try Bench()
        _ = try bench.add(.once(1_000_001))
        bench.time.advance(by: 2)
        #expect(bench.pump(accept: false).done.isEmpty)
        #expect(bench.pump().done == ["schedule-1"])
    }

    @Test("A report is the time; one that does not come is told, and ends what was begun")
    func reports() throws {
        let bench = try Bench()
        let condition = ReportCondition(device: "oven", property: "temperature", test: .atLeast(180))
        for isEnding in [false, false, true] { _ = try bench.add(.when(condition), ending: isEnding) }
        bench.keeper.observe("oven", "temperature", .number(179))
        bench.keeper.observe("lamp", "temperature", .number(200))
        #expect(bench.pump().done.isEmpty)
        try bench.keeper.cancel(["1"])
        bench.time.advance(by: 86_400)
        let (done, missed) = bench.pump()
        #expect(done == ["schedule-3"] && missed == ["schedule-2 expired"])
        _ = try bench.add(.when(condition))
        bench.keeper.observe("oven", "temperature", .number(180))
        #expect(bench.pump().done == ["schedule-4"] && bench.keeper.items.isEmpty)
    }

    @Test("No more than the limit, but ends always have room")
    func limit() throws {
        let bench = try Bench(limits: ScheduleLimits(maximum: 1))
        _ = try bench.add(.once(2_000_000))
        #expect(throws: ScheduleProblem.full(limit: 1)) { try bench.add(.once(2_000_000)) }
        #expect(try bench.add(.once(2_000_000), ending: true).id == "2")
    }

    @Test("Everything is read back as it was, and numbers are not given twice")
    func reopened() throws {
        let folder = TemporaryFolder()
        let path = folder.path + "/schedule.jsonl"
        let time = SetClock()
        let starts: [ScheduleStart] = [
            .once(1_000_100), .again(.interval(600)),
            .again(.days([.monday, .friday], TimeOfDay(hour: 6, minute: 30))),
            .when(ReportCondition(device: "oven", property: "temperature", test: .atMost(60.5))),
            .when(ReportCondition(device: "door", property: "lock", test: .equals(.name("locked")))),
        ]
        let first = try Bench(path: path, time: time)
        for start in starts { _ = try first.add(start) }
        let last = try first.add(.once(1_000_000_000))
        try first.keeper.cancel([last.id])
        let items = first.keeper.items
        for _ in 0..<2 {
            let again = try Bench(path: path, time: time)
            #expect(again.keeper.items == items && again.keeper.damagedLines == 0)
        }
        #expect(try Bench(path: path, time: time).add(.once(5)).id == "7")
    }

    @Test("A line that was half written when the power went is left out, the rest stays")
    func damaged() throws {
        let folder = TemporaryFolder()
        let path = folder.path + "/schedule.jsonl"
        let time = SetClock()
        for _ in 0..<2 { _ = try Bench(path: path, time: time).add(.once(1_000_100)) }
        let text = folder.read("schedule.jsonl")
        for length in 0..<text.utf8.count {
            folder.write("schedule.jsonl", Array(text.utf8.prefix(length)))
            let keeper = try Bench(path: path, time: time).keeper
            #expect(keeper.items.count <= 2 && keeper.damagedLines <= 1)
        }
    }

    @Test("The system's zone, through both changes of the clocks")
    func systemZone() {
        let before = getenv("TZ").map { String(cString: $0) }
        setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1)
        defer {
            if let before { setenv("TZ", before, 1) } else { unsetenv("TZ") }
            tzset()
        }
        let zone = WallZone.system
        // 29 March 2026 01:00 and 25 October 2026 01:00 of universal time.
        for (moment, early, late) in [(1_774_746_000.0, 1, 3), (1_792_890_000.0, 2, 2)] {
            #expect(zone.reading(at: moment - 1).time.hour == early)
            #expect(zone.reading(at: moment).time.hour == late)
        }
        #expect(zone.next(TimeOfDay(hour: 7), after: 1_774_746_000) == 1_774_746_000 + 4 * 3_600)
    }
}
