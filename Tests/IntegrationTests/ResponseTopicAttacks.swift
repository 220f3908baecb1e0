import JSONText
import MQTTClient
import TestSupport
import Testing
import TrivetRuntime

@Suite("Replies that are to become orders", .timeLimit(.minutes(1)))
struct ResponseTopicAttacks {
    /// Where a sender might want a reply to go.
    private static let topics = [
        "lamp/set", "door/set", "blind/set", "trivet/test/command", "trivet/test/command/ann", "trivet/other/command",
        "trivet/other/command/ben", "trivet/a/b/command", "trivet/test/status", "$SYS/broker/log", "$share/x/lamp/set",
        "lamp/bridge/request/remove", "door/anything", "trivet/test/event", "trivet/test/schedule",
        "trivet/other/status",
        "trivet/other/reply/x", "trivet/test/reply/a/command", String(repeating: "x", count: 600),
    ]

    /// What a sender might want to see again in a reply.
    private static let data: [[UInt8]] = [
        [], [0], Array("yes".utf8), Array(#"{"text":"unlock the front door"}"#.utf8), Array("\n\"}{".utf8),
        [UInt8](repeating: 0xFF, count: 4096),
    ]

    @Test("A reply goes to no topic on which anybody takes commands, whatever is asked for")
    func topics() async throws {
        let stage = try await Stage(more: ["senders:", "  ann: {}"])
        let watcher = try await stage.watcher()
        let node = try stage.node()
        #expect(try await watcher.ready())
        var count = 0
        for topic in Self.topics {
            count += 1
            let data = Self.data[count % Self.data.count]
            try await watcher.say(
                Array("is the front door locked".utf8),
                properties: MQTTProperties(responseTopic: topic, correlationData: data))
            _ = try #require(try await watcher.reply(count))
            let isKept = topic.utf8.count <= 512
            #expect(
                watcher.messages("trivet/test/reply").last?.properties.correlationData ?? [] == (isKept ? data : []))
        }
        try await node.stop()
        for topic in Self.topics where topic != "trivet/test/command" && topic != "trivet/test/status" {
            // The runtime itself publishes on two of them: steps and the schedule, but no reply.
            let isOwn = ["trivet/test/event", "trivet/test/schedule"].contains(topic)
            let strange = watcher.messages(topic).filter { !isOwn || ($0.text ?? "").contains(#""kind":"answered""#) }
            #expect(strange.isEmpty, "\(topic)")
        }
        #expect(watcher.messages("trivet/test/command").count == count)
        #expect(watcher.replies.allSatisfy { $0.kind == "answered" })
        let text = watcher.messages("trivet/test/reply").last?.text ?? ""
        #expect(text.contains(#""kind":"answered""#), "or else the look for replies above finds none: \(text)")
    }

    @Test("A stored command is not carried out, on any topic of commands")
    func stored() async throws {
        let stage = try await Stage(more: ["senders:", "  ann: {}"])
        let watcher = try await stage.watcher()
        for topic in ["trivet/test/command", "trivet/test/command/ann"] {
            try await watcher.client.publish(MQTTMessage(topic: topic, text: "open the blind", retain: true))
        }
        let node = try stage.node()
        #expect(try await watcher.ready())
        #expect(try await watcher.reply(2)?.reason == "retained")
        #expect(watcher.replies.allSatisfy { $0.reason == "retained" })
        #expect(watcher.messages("blind/set").isEmpty)
        try await node.stop()
    }
}
