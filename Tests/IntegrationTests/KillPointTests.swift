import JSONText
import MQTTClient
import Synchronization
import TestSupport
import Testing
import TrivetRuntime

/// The real program, ended at every step of the road at which it leaves a trace: every write, save, rename and message.
/// After a restart the journal has to tell the truth, and nothing may be done twice.
@Suite("Every kill point", .enabled(if: KillPoint.isThere), .serialized, .timeLimit(.minutes(5)))
struct KillPointTests {
    /// A road that is driven again and again, and ends at another step each time.
    private struct Road {
        let house: House
        /// What was said, with the brightness that belongs to it.
        private(set) var said: [(id: String, brightness: Int)] = []
        private(set) var points: [String] = []

        init(_ house: House) { self.house = house }

        /// Drives it once, up to a step. Says whether it ended there, and whether the step wrote a file.
        mutating func drive(
            to step: Int, torn isTorn: Bool, _ sentence: (Int) -> String, isOver: (House, String, Int) -> Bool
        ) async throws -> (isKilled: Bool, isFile: Bool) {
            let point = KillPoint(step: step, isTorn: isTorn, log: house.stage.home.folder.path + "/steps")
            let (id, brightness) = ("step \(step)\(isTorn ? " torn" : "")", 1 + said.count % 99)
            said.append((id, brightness))
            try await house.program.start(point)
            house.program.arm()
            try #require(try await house.watcher.wait { _ in point.steps.first == "armed" })
            try await house.watcher.say(sentence(brightness), id: id)
            let isKilled = try await house.watcher.wait(seconds: 20) { _ in
                !house.program.isRunning || isOver(house, id, brightness)
            }
            try #require(isKilled, "neither killed nor over at step \(step): \(point.steps)")
            // What follows a reply, such as acknowledgements, belongs to the road too.
            for _ in 0..<20 where house.program.isRunning { try await Task.sleep(for: .milliseconds(5)) }
            let hasEnded = !house.program.isRunning
            house.program.kill()
            let last = point.steps.last ?? ""
            if hasEnded { points.append(last + (isTorn ? " (torn)" : "")) }
            return (hasEnded, last.contains(" write ") && last.hasSuffix(".jsonl"))
        }
    }

    @Test("A command: at most one message to the lamp, and a reply that says what is known")
    func command() async throws {
        var road = Road(try await House(confirmWithinSeconds: 30))
        let house = road.house
        house.answersAtOnce.store(true, ordering: .relaxed)
        try await everyStep(
            &road, { "dim the kitchen lamp to \($0)" }, isOver: { house, id, _ in !house.replies(id).isEmpty }
        ) {
            house, id, brightness, stage in
            // A reply that was on its way when the power went is told when somebody asks again.
            if house.replies(id).isEmpty, stage == "done" {
                try await house.watcher.say("dim the kitchen lamp to \(brightness)", id: id)
            }
            let reply = try #require(try await house.reply(id), "no reply; it was \(stage ?? "not accepted")")
            let count = house.sent.count { $0 == brightness }
            #expect(count <= 1)
            #expect(reply.ok ? count == 1 : reply.reason == "interrupted", "it was \(stage ?? "not accepted")")
            if stage == "acting" { #expect(reply.reason == "interrupted") }
            #expect(try await house.journal(id, reaches: "done"))
        }
        #expect(road.points.count >= 12, "\(road.points)")
        print("➜ ended at \(road.points.count) steps of a command")
    }

    @Test("A scheduled action: done once, or said not to be known")
    func scheduled() async throws {
        var road = Road(try await House(confirmWithinSeconds: 30))
        let house = road.house
        house.answersAtOnce.store(true, ordering: .relaxed)
        var seen = 0
        try await everyStep(
            &road, { "dim the kitchen lamp to \($0) in 0.2 seconds" },
            isOver: { house, _, brightness in
                house.sent.contains(brightness)
                    && house.watcher.replies.contains {
                        $0.isOfSchedule && $0.ok && $0.json["actions"]?[0]?["value"] == .number(brightness)
                    }
            }
        ) { house, id, brightness, stage in
            if house.replies(id).isEmpty, stage == "done" {
                try await house.watcher.say("dim the kitchen lamp to \(brightness) in 0.2 seconds", id: id)
            }
            let reply = try #require(try await house.reply(id), "no reply")
            #expect(reply.ok || reply.reason == "interrupted", "\(reply.text)")
            // It is done, or somebody was told that it may not have been.
            let isSettled = try await house.watcher.wait(seconds: 20) { _ in
                house.sent.contains(brightness) || reply.reason == "interrupted" && house.isScheduleEmpty
                    || house.watcher.replies.dropFirst(seen).contains { $0.isOfSchedule && $0.reason == "interrupted" }
            }
            #expect(isSettled, "neither done nor told")
            #expect(try await house.watcher.wait { _ in house.isScheduleEmpty })
            seen = house.watcher.replies.count
        }
        #expect(road.points.count >= 20, "\(road.points)")
        print("➜ ended at \(road.points.count) steps of something scheduled")
    }

    /// Drives a road to its first step, its second, and so on to its end; steps that write a file also half done. After each a
    /// start without a kill point, and a look at what is known.
    private func everyStep(
        _ road: inout Road, _ sentence: (Int) -> String, isOver: (House, String, Int) -> Bool,
        check: (House, String, Int, _ stage: String?) async throws -> Void
    ) async throws {
        var step = 1
        var survived = 0
        // The order of the steps is not always the same, so the end has to be reached twice.
        while survived < 2 {
            var isTorn = false
            repeat {
                let (isKilled, isFile) = try await road.drive(to: step, torn: isTorn, sentence, isOver: isOver)
                survived = isKilled ? 0 : survived + 1
                let (id, brightness) = road.said[road.said.count - 1]
                let stage = road.house.program.stage(of: id)
                try await road.house.program.start()
                try await check(road.house, id, brightness, stage)
                road.house.program.kill()
                isTorn = isKilled && isFile && !isTorn
            } while isTorn
            step += 1
        }
        // Nothing that was said came to the lamp twice, now or later.
        for (id, brightness) in road.said.prefix(99) {
            #expect(road.house.sent.count { $0 == brightness } <= 1, "\(id) was done twice")
        }
    }
}

extension House {
    /// True if the runtime says that nothing is scheduled.
    fileprivate var isScheduleEmpty: Bool {
        guard let last = watcher.messages("trivet/test/schedule").last else { return true }
        return (try? JSON(parsing: last.payload))?["schedules"]?.array?.isEmpty ?? true
    }
}

extension Reply {
    /// True if it tells what became of something that was scheduled.
    fileprivate var isOfSchedule: Bool { id?.hasPrefix("schedule-") ?? false }
}
