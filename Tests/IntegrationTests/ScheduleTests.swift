import Agent
import JSONText
import MQTTClient
import Synchronization
import TestSupport
import Testing
import TrivetRuntime

/// A clock that goes when a test moves it.
final class HandClock: Sendable {
    /// Wednesday, 25 November 2026, 15:00 of universal time.
    private let seconds = Mutex(1_795_618_800.0)

    func advance(by amount: Double) { seconds.withLock { $0 += amount } }

    var clock: ScheduleClock {
        ScheduleClock(
            now: { self.seconds.withLock { $0 } },
            sleep: { wanted in
                // The hand may have been moved while the wait was worked out: whoever waits looks again from time to time.
                let end = self.seconds.withLock { $0 } + wanted
                for _ in 0..<10 where self.seconds.withLock({ $0 }) < end {
                    try await Task.sleep(for: .milliseconds(2))
                }
            }, zone: .universal)
    }
}

@Suite("Schedule and triggers over a broker", .timeLimit(.minutes(2)))
struct ScheduleTests {
    @Test("Said now, done then, and told on the schedule's topic")
    func inTwentyMinutes() async throws {
        let stage = try await Stage()
        let watcher = try await stage.watcher()
        let hand = HandClock()
        let node = try stage.node(clock: hand.clock)
        try #require(try await watcher.ready())
        try await watcher.say("turn on the kitchen lamp in twenty minutes", id: "a", session: "s")
        let reply = try #require(try await watcher.reply())
        #expect(reply.ok && reply.kind == "scheduled" && reply.text == "At 15:20: kitchen lamp: on.")
        #expect(reply.json["scheduled"]?[0]?["local"] == "2026-11-25 15:20")
        #expect(try await watcher.wait { $0.scheduled == ["turn on the kitchen lamp in twenty minutes"] })
        hand.advance(by: 1_199)
        #expect(watcher.messages("lamp/set").isEmpty)
        hand.advance(by: 2)
        let done = try #require(try await watcher.reply(2))
        #expect(done.ok && done.id == "schedule-1" && watcher.messages("lamp/set").count == 1)
        #expect(try await watcher.wait { $0.scheduled == [] })
        try await node.stop()
    }

    @Test(
        "It survives a restart; a little late is done, too late is told as missed, and neither twice",
        arguments: [(1_300.0, true), (7_200, false)])
    func restart(_ seconds: Double, _ isDone: Bool) async throws {
        let stage = try await Stage()
        let watcher = try await stage.watcher()
        let hand = HandClock()
        let journal = stage.home.folder.path + "/var/journal.jsonl"
        var node = try stage.node(journal: journal, clock: hand.clock)
        try #require(try await watcher.ready())
        try await watcher.say("turn on the kitchen lamp in twenty minutes", id: "a")
        _ = try await watcher.reply()
        try await node.stop()
        hand.advance(by: seconds)
        node = try stage.node(journal: journal, clock: hand.clock)
        let reply = try #require(try await watcher.reply(2))
        #expect(reply.id == "schedule-1" && reply.ok == isDone)
        if !isDone { #expect(reply.reason == "missed" && reply.text.contains("turn on the kitchen lamp")) }
        #expect(try await watcher.wait { $0.scheduled == [] })
        try await node.stop()
        node = try stage.node(journal: journal, clock: hand.clock)
        #expect(try await watcher.ready(times: 3))
        try await node.stop()
        #expect(watcher.messages("lamp/set").count == (isDone ? 1 : 0) && watcher.replies.count == 2)
    }

    @Test("When the door is unlocked: the report of an appliance is the time")
    func report() async throws {
        let stage = try await Stage()
        let watcher = try await stage.watcher()
        let node = try stage.node()
        try #require(try await watcher.ready())
        try await watcher.client.publish(MQTTMessage(topic: "door/state", text: "LOCK"))
        try await watcher.say("turn on the kitchen lamp when the front door is unlocked", id: "a")
        #expect(try #require(try await watcher.reply()).kind == "scheduled")
        #expect(watcher.messages("lamp/set").isEmpty)
        try await watcher.client.publish(MQTTMessage(topic: "door/state", text: "UNLOCK"))
        #expect(try #require(try await watcher.reply(2)).ok)
        #expect(watcher.messages("lamp/set").count == 1)
        try await node.stop()
    }

    @Test("Cancelled over MQTT, it is not done")
    func cancelled() async throws {
        let stage = try await Stage()
        let watcher = try await stage.watcher()
        let hand = HandClock()
        let node = try stage.node(clock: hand.clock)
        try #require(try await watcher.ready())
        try await watcher.say("turn on the kitchen lamp in twenty minutes", id: "a")
        _ = try await watcher.reply()
        try await watcher.say("cancel schedule 1", id: "b")
        #expect(try #require(try await watcher.reply(2)).ok)
        hand.advance(by: 1_300)
        try await watcher.say("what is scheduled", id: "c")
        #expect(try #require(try await watcher.reply(3)).text == "Nothing is scheduled.")
        #expect(watcher.messages("lamp/set").isEmpty)
        try await node.stop()
    }

    @Test("A trigger on a topic acts, one on a report speaks, and a question is not answered by itself")
    func triggers() async throws {
        let stage = try await Stage(more: [
            "triggers:", "  panel:", "    when: { topic: panel/button, path: action, is: single }",
            "    do: [{ device: lamp, set: power, to: on }]", "  blind_opened:",
            "    when: { device: blind, property: opening, is: open }", "    say: turn off the kitchen lamp",
            "  unlock:", "    when: { topic: panel/unlock }", "    do: [{ device: door, set: lock, to: unlocked }]",
        ])
        let watcher = try await stage.watcher()
        let node = try stage.node()
        try #require(try await watcher.ready())
        try await watcher.client.publish(MQTTMessage(topic: "blind/state", text: "CLOSED"))
        try await watcher.client.publish(MQTTMessage(topic: "panel/button", text: #"{"action": "double"}"#))
        try await watcher.client.publish(MQTTMessage(topic: "panel/button", text: #"{"action": "single"}"#))
        let pulled = try #require(try await watcher.reply())
        #expect(pulled.ok && pulled.id?.hasPrefix("trigger-panel-") == true)
        #expect(watcher.messages("lamp/set").count == 1)
        try await watcher.client.publish(MQTTMessage(topic: "blind/state", text: "OPEN"))
        let spoken = try #require(try await watcher.reply(2))
        #expect(spoken.ok && spoken.text == "kitchen lamp: off.")
        try await watcher.client.publish(MQTTMessage(topic: "panel/unlock", text: "now"))
        let asked = try #require(try await watcher.reply(3))
        #expect(!asked.ok && asked.reason == "confirm" && watcher.messages("door/set").isEmpty)
        try await node.stop()
    }
}

extension Watcher {
    /// The sentences that are scheduled, as last told.
    fileprivate var scheduled: [String]? {
        messages("trivet/test/schedule").last.flatMap { try? JSON(parsing: $0.payload) }?["schedules"]?.array?
            .compactMap { $0["text"]?.string }
    }
}
