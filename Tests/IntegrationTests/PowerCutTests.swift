import JSONText
import MQTTClient
import Synchronization
import TestBroker
import TestSupport
import Testing
import TrivetRuntime

#if canImport(Glibc)
    import Glibc
#endif

/// The program as a person runs it, killed in the middle. The test itself plays the appliance: as long as it is silent, the
/// program stands at a known place of the road, and the journal on the disk tells which.
@Suite("Power cuts", .enabled(if: RealProgram.isThere), .timeLimit(.minutes(2)))
struct PowerCutTests {
    @Test("Killed while one command acts and the next one waits")
    func actingAndWaiting() async throws {
        let house = try await House(confirmWithinSeconds: 30)
        try await house.program.start()
        try await house.watcher.say("dim the kitchen lamp to 31", id: "first", session: "s")
        try await house.watcher.say("dim the kitchen lamp to 32", id: "second", session: "s")
        #expect(try await house.journal("first", reaches: "acting"))
        #expect(try await house.journal("second", reaches: "accepted"))
        #expect(try await house.watcher.wait { _ in house.sent == [31] })
        house.program.kill()

        try await house.program.start()
        #expect(try await house.reply("first")?.reason == "interrupted")
        #expect(try await house.watcher.wait { _ in house.sent.contains(32) })
        try await house.report(32)
        #expect(try await house.reply("second")?.ok == true)
        // Whoever asks again hears the same, and nothing moves.
        try await house.watcher.say("dim the kitchen lamp to 31", id: "first", session: "s")
        #expect(try await house.watcher.wait { _ in house.replies("first").count == 2 })
        #expect(house.replies("first").allSatisfy { $0.reason == "interrupted" && !$0.ok })
        #expect(house.sent == [31, 32])
        #expect(try await house.journal("second", reaches: "done"))
    }

    @Test("Killed with a command on the way to it")
    func onTheWay() async throws {
        let house = try await House(confirmWithinSeconds: 30)
        try await house.program.start()
        house.program.freeze()
        try await house.watcher.say("dim the kitchen lamp to 33", id: "early")
        house.program.kill()
        #expect(house.program.stage(of: "early") == nil)

        try await house.program.start()
        #expect(try await house.watcher.wait { _ in house.sent == [33] })
        try await house.report(33)
        #expect(try await house.reply("early")?.ok == true)
        #expect(house.sent == [33])
    }

    @Test("Killed, and the broker with it, when a reply and a message to the lamp are written down and have not left")
    func writtenAndNotSent() async throws {
        let house = try await House(confirmWithinSeconds: 1)
        try await house.program.start()
        try await house.watcher.say("dim the kitchen lamp to 34", id: "first", session: "s")
        try await house.watcher.say("dim the kitchen lamp to 35", id: "second", session: "s")
        #expect(try await house.watcher.wait { _ in house.sent == [34] })
        #expect(house.replies("first").isEmpty)
        house.broker.freeze()
        #expect(try await house.journal("first", reaches: "done"))
        #expect(try await house.journal("second", reaches: "acting"))
        house.program.kill()
        house.broker.kill()

        try house.broker.start()
        try await house.program.start()
        for (id, brightness) in [("first", 34), ("second", 35)] {
            try await house.watcher.say("dim the kitchen lamp to \(brightness)", id: id, session: "s")
        }
        let first = try #require(try await house.reply("first"))
        #expect(first.json["repeated"] == true)
        #expect(first.json["actions"]?[0]?["outcome"] == "unconfirmed")
        #expect(try await house.reply("second")?.reason == "interrupted")
        #expect(house.sent == [34])
    }

    @Test("Killed at any moment: at most one message, and a reply that does not claim too much")
    func anyMoment() async throws {
        let house = try await House(confirmWithinSeconds: 30)
        try await house.program.start()
        house.answersAtOnce.store(true, ordering: .relaxed)
        for (round, milliseconds) in [0, 1, 2, 4, 6, 8, 12, 20].enumerated() {
            let (brightness, id) = (40 + round, "round \(round)")
            try await house.watcher.say("dim the kitchen lamp to \(brightness)", id: id)
            try await Task.sleep(for: .milliseconds(milliseconds))
            house.program.kill()
            let stage = house.program.stage(of: id)
            try await house.program.start()
            // A reply that was on its way when the power went is told when somebody asks again.
            if stage == "done" { try await house.watcher.say("dim the kitchen lamp to \(brightness)", id: id) }
            let reply = try #require(try await house.reply(id), "no reply; it was \(stage ?? "not accepted")")
            let count = house.sent.count { $0 == brightness }
            #expect(count <= 1)
            #expect(reply.ok ? count == 1 : reply.reason == "interrupted", "it was \(stage ?? "not accepted")")
            if stage == "acting" { #expect(reply.reason == "interrupted") }
        }
    }

    @Test("A model file that is cut off while it runs: an answer that says so, and the program lives")
    func cutModel() async throws {
        let house = try await House(confirmWithinSeconds: 30)
        try await house.program.start()
        truncate(house.program.model, 100_000)
        for id in ["one", "two"] {
            try await house.watcher.say("dim the kitchen lamp to 36", id: id)
            let reply = try #require(try await house.reply(id))
            #expect(!reply.ok && reply.text.contains("model.trivet"), "\(reply.text)")
        }
        #expect(house.program.isRunning)
        #expect(house.sent.isEmpty)
    }
}
