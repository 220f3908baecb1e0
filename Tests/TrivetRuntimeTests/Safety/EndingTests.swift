import Agent
import ApplianceVocabulary
import Appliances
import Synchronization
import TestSupport
import Testing
import TrivetRuntime

@Suite("What was begun from afar comes to an end")
struct EndingTests {
    /// An oven, a clock that is moved by hand, and a wire on which messages arrive or not.
    private final class Kitchen: Sendable {
        let files = TemporaryFolder()
        let appliances: ApplianceHome
        /// How far the clock was moved.
        private let moved = Mutex(0.0)
        /// What the calendar shows beside the clock.
        let calendar = Mutex(1_800_000_000.0)
        let sent = Mutex<[String]>([])
        let delivery = Mutex(LiveHome.Delivery.delivered)
        let answers = Mutex([String: String]())
        /// True if somebody starts it again while the stop is on its way.
        let startsAgain = Mutex(false)
        private let live = Mutex<LiveHome?>(nil)

        init(agent: String = "{}") throws {
            files.write(
                "devices/test/oven.yaml",
                """
                type: oven
                confirm: { within_seconds: 0.2 }
                properties:
                  activity: { reading: { values: [idle, running] }, state: { topic: "{address}/activity" } }
                verbs:
                  start:
                    command: { topic: "{address}/set", payload: START }
                    confirm: { property: activity, is: [running] }
                  stop:
                    command: { topic: "{address}/set", payload: STOP }
                    confirm: { property: activity, is: [idle] }
                limits:
                  start: { min_interval_seconds: 30, must_end: { within_seconds: 3600, by: stop } }
                """)
            appliances = try HomeFiles.load(
                files.write("config/home.yaml", "agent: \(agent)\ndevices: { oven: { profile: test/oven } }"))
            restart()
        }

        var home: LiveHome { live.withLock { $0! } }

        /// A new runtime on the same files; the machine's clock begins anew.
        func restart() {
            let begun = time
            let now: @Sendable () -> Double = { [weak self] in (self?.time ?? 0) - begun }
            let calendar = HomeCalendar(
                wall: { [weak self] in self.map { $0.time + $0.calendar.withLock { $0 } } ?? 0 },
                local: { LocalTime(weekday: 1, minute: 0) })
            let file = SafetyFile(path: files.path + "/var/safety.json")
            let made = LiveHome(appliances, now: now, calendar: calendar, safetyFile: file) { [weak self] message in
                guard let self else { return .failed("over") }
                sent.withLock { $0.append(message.text) }
                let isAgain = startsAgain.withLock { again in
                    defer { if message.text == "STOP" { again = false } }
                    return again && message.text == "STOP"
                }
                if isAgain { _ = await start() }
                if let answer = answers.withLock({ $0[message.text] }) { await report(answer) }
                return delivery.withLock { $0 }
            }
            live.withLock { $0 = made }
        }

        func pass(_ seconds: Double) {
            moved.withLock { $0 += seconds }
        }

        private var time: Double { Clock.monotonic() + moved.withLock { $0 } }

        func report(_ activity: String, stored: Bool = false) async {
            await home.receive(topic: "oven/activity", payload: Array(activity.utf8), isStored: stored)
        }

        func start() async -> Outcome {
            await home.perform(
                Action(device: "oven", operation: .perform(verb: "start", arguments: [:])),
                request: RequestContext(id: "1"))
        }

        /// The messages since the last question.
        func messages() -> [String] {
            sent.withLock { sent in
                defer { sent = [] }
                return sent
            }
        }
    }

    private func kitchen() throws -> Kitchen {
        let kitchen = try Kitchen()
        kitchen.answers.withLock { $0 = ["START": "running", "STOP": "idle"] }
        return kitchen
    }

    @Test("The runtime sends the stop when the longest time is over, once")
    func stops() async throws {
        let kitchen = try kitchen()
        #expect(await kitchen.start() == .confirmed(reported: .name("running")))
        kitchen.pass(3500)
        #expect(await kitchen.home.endPrograms().isEmpty)
        kitchen.pass(100)
        let ended = await kitchen.home.endPrograms()
        #expect(ended.map(\.outcome) == [.confirmed(reported: .name("idle"))])
        kitchen.pass(3600)
        #expect(await kitchen.home.endPrograms().isEmpty)
        #expect(kitchen.messages() == ["START", "STOP"])
    }

    @Test("What is begun anew while the stop is on its way keeps an end of its own")
    func begunAnew() async throws {
        let kitchen = try kitchen()
        _ = await kitchen.start()
        kitchen.pass(3600)
        kitchen.answers.withLock { $0["START"] = nil }
        kitchen.startsAgain.withLock { $0 = true }
        #expect(await kitchen.home.endPrograms().map(\.outcome) == [.confirmed(reported: .name("idle"))])
        #expect(await kitchen.home.runningPrograms.count == 1)
        kitchen.pass(3600)
        #expect(await kitchen.home.endPrograms().count == 1)
        #expect(kitchen.messages() == ["START", "STOP", "START", "STOP"])
    }

    @Test("It does so after a restart too, and never later than it was to be")
    func restarts() async throws {
        let kitchen = try kitchen()
        _ = await kitchen.start()
        kitchen.pass(3000)
        kitchen.restart()
        #expect(await kitchen.home.endPrograms().isEmpty)
        kitchen.pass(600)
        #expect(await kitchen.home.endPrograms().count == 1)
        // With the calendar set back, as on a board without a clock, it is the whole time and no more.
        kitchen.pass(60)
        _ = await kitchen.start()
        kitchen.calendar.withLock { $0 -= 1_000_000 }
        kitchen.restart()
        kitchen.pass(3500)
        #expect(await kitchen.home.endPrograms().isEmpty)
        kitchen.pass(100)
        #expect(await kitchen.home.endPrograms().count == 1)
    }

    @Test("A program that ended by itself is not stopped: the next one may be somebody else's")
    func over() async throws {
        let kitchen = try kitchen()
        _ = await kitchen.start()
        await kitchen.report("idle")
        await kitchen.report("running")
        kitchen.pass(4000)
        #expect(await kitchen.home.endPrograms().isEmpty)
        #expect(kitchen.messages() == ["START"])
    }

    @Test("A report from before the start does not count as its end")
    func staleReport() async throws {
        let kitchen = try kitchen()
        kitchen.answers.withLock { $0 = ["START": "idle", "STOP": "idle"] }
        _ = await kitchen.start()
        kitchen.pass(3600)
        #expect(await kitchen.home.endPrograms().count == 1)
    }

    @Test("What does not arrive is sent again until the appliance reports that it is over")
    func retries() async throws {
        let kitchen = try kitchen()
        _ = await kitchen.start()
        kitchen.pass(3600)
        kitchen.delivery.withLock { $0 = .failed("away") }
        kitchen.answers.withLock { $0 = [:] }
        #expect(await kitchen.home.endPrograms().map(\.outcome) == [.unavailable(reason: "away")])
        #expect(await kitchen.home.endPrograms().isEmpty)
        kitchen.pass(10)
        kitchen.delivery.withLock { $0 = .delivered }
        #expect(await kitchen.home.endPrograms().map(\.outcome) == [.unconfirmed])
        kitchen.pass(20)
        kitchen.answers.withLock { $0 = ["STOP": "idle"] }
        #expect(await kitchen.home.endPrograms().map(\.outcome) == [.confirmed(reported: .name("idle"))])
        kitchen.pass(4000)
        #expect(await kitchen.home.endPrograms().isEmpty)
    }

    @Test("A start that did not leave has no end, and does not count as a start")
    func notSent() async throws {
        let kitchen = try kitchen()
        kitchen.delivery.withLock { $0 = .failed("away") }
        kitchen.answers.withLock { $0 = [:] }
        #expect(await kitchen.start() == .unavailable(reason: "away"))
        #expect(await kitchen.home.runningPrograms.isEmpty)
        kitchen.delivery.withLock { $0 = .delivered }
        kitchen.answers.withLock { $0 = ["START": "running"] }
        kitchen.pass(1)
        #expect(await kitchen.start() == .confirmed(reported: .name("running")))
    }

    @Test("Two wishes at the same moment are two wishes: the second comes too soon")
    func sameMoment() async throws {
        let kitchen = try kitchen()
        async let first = kitchen.start()
        async let second = kitchen.start()
        let outcomes = await [first, second]
        #expect(kitchen.messages() == ["START"])
        #expect(outcomes.contains { if case .refused(.policy("minimum_interval", _)) = $0 { true } else { false } })
    }

    @Test("The least time between two starts holds over a restart")
    func intervalOverRestart() async throws {
        let kitchen = try kitchen()
        _ = await kitchen.start()
        kitchen.pass(10)
        kitchen.restart()
        guard case .refused(.policy("minimum_interval", _)) = await kitchen.start() else {
            Issue.record("it was started again")
            return
        }
        kitchen.pass(20)
        #expect(await kitchen.start() == .confirmed(reported: .name("running")))
    }

    @Test("A home that is only observed ends nothing either")
    func observed() async throws {
        let kitchen = try kitchen()
        _ = await kitchen.start()
        _ = kitchen.messages()
        let observing = try Kitchen(agent: "{ observe: true }")
        observing.files.write("var/safety.json", kitchen.files.read("var/safety.json"))
        observing.restart()
        #expect(await observing.home.runningPrograms.count == 1)
        observing.pass(4000)
        #expect(await observing.home.endPrograms().isEmpty)
        #expect(observing.messages().isEmpty)
    }

    @Test("Nothing begins if its end cannot be written down")
    func noDisk() async throws {
        let kitchen = try kitchen()
        kitchen.files.write("var", "a file where the folder should be")
        guard case .unavailable = await kitchen.start() else {
            Issue.record("it began")
            return
        }
        #expect(kitchen.messages().isEmpty)
    }
}
