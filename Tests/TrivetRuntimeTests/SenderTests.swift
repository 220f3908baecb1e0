import Appliances
import TestSupport
import Testing
import TrivetRuntime

@Suite("Senders with topics of their own")
struct SenderTests {
    private let files = TestHome(more: ["senders:", "  ann: {}", "  panel: { area: kitchen }", "  anyone: {}"])

    private func parse(_ text: String, _ sender: String?) throws -> Command {
        let home = try HomeFiles.load(files.file).configuration
        return try CommandParser(home: home).parse(Array(text.utf8), sender: sender)
    }

    @Test("The topic says who it is and where the panel hangs; the payload cannot say otherwise")
    func identity() throws {
        let plain = try parse("turn on the lamp", "ann")
        #expect(plain.sender == "ann" && plain.user == "ann" && plain.area == nil)
        let panel = try parse(#"{"text": "x", "area": "cellar", "user": "panel"}"#, "panel")
        #expect(panel.sender == "panel" && panel.area == "kitchen")
        let claim = try parse(#"{"text": "x", "user": "ann", "area": "hall", "sender": "ann"}"#, nil)
        #expect(claim.sender == nil && claim.user == "ann" && claim.area == "hall")
        #expect(throws: CommandMistake.self) { try parse(#"{"text": "x", "user": "ann"}"#, "panel") }
    }

    @Test("Topics of strangers are none, and nobody is anyone", arguments: ["bob", "anyone", "ANN", "ann ", ""])
    func strangers(_ name: String) {
        #expect(throws: CommandMistake.unknownSender(name)) { try parse("x", name) }
    }

    @Test("Nobody else has a part in a sender's conversations")
    func conversations() throws {
        let ann = try parse(#"{"text": "x", "session": "s"}"#, "ann").conversation
        let same = try parse(#"{"text": "yes", "session": "s"}"#, "ann").conversation
        let others = [
            try parse(#"{"text": "yes", "session": "s"}"#, "panel"),
            try parse(#"{"text": "yes", "session": "s"}"#, nil),
            try parse(#"{"text": "yes", "user": "ann"}"#, nil),
            try parse(#"{"text": "yes", "session": "sender ann"}"#, nil),
            try parse(#"{"text": "yes", "session": "sender ann session s"}"#, nil),
        ].map(\.conversation)
        #expect(ann == same && ann != nil)
        #expect(!others.contains(ann))
    }

    @Test("Which topics take commands, and whose they are")
    func topics() {
        let topics = NodeTopics(node: "home")
        #expect(topics.sender(of: "trivet/home/command/ann") == "ann")
        for topic in [
            "trivet/home/command", "trivet/home/command/", "trivet/home/command/a/b", "trivet/other/command/ann",
        ] {
            #expect(topics.sender(of: topic) == nil)
        }
    }
}
