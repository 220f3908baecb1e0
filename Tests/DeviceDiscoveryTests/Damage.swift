import ApplianceVocabulary
import Appliances
import DeviceDiscovery
import Testing

@Suite("Damaged announcements")
struct Damage {
    /// A generator with a seed, so that a failure can be repeated.
    struct Seeded: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    /// Pieces that mean something in topics, JSON, YAML, templates and profiles.
    static let pieces: [String] = [
        "\"", "{", "}", "{{", "}}", ":", ",", "null", "-1", "1e308", "0", "true", "[]", "[[", "\\u0000", "\\n", "/",
        "+", "#", "$", "..",
        "{value}", "{address}", "~", "%prefix%", "é", "\u{202E}", "🙂", " ", "\\", "switch:0", "topic", "values",
    ]

    @Test(
        "whatever becomes of them, what is proposed is accepted by the project's own readers", arguments: 0..<UInt64(8))
    func mutations(seed: UInt64) throws {
        var generator = Seeded(state: seed)
        let recordings = Recording.all
        for _ in 0..<20 {
            let recording = recordings.randomElement(using: &generator)!
            var discovery = Discovery()
            for (topic, payload) in recording.messages {
                var bytes = Array(payload.utf8)
                for _ in 0..<Int.random(in: 0...4, using: &generator) {
                    let place = Int.random(in: 0...bytes.count, using: &generator)
                    let end = min(bytes.count, place + Int.random(in: 0...3, using: &generator))
                    bytes.replaceSubrange(place..<end, with: Self.pieces.randomElement(using: &generator)!.utf8)
                }
                _ = discovery.receive(topic: topic, payload: bytes)
            }
            let proposal = Proposal(discovery.report(), for: RecordedMessages.empty)
            let home = try proposal.applied(to: RecordedMessages.empty)
            #expect(home.devices.count == proposal.entries.count)
            #expect(HomeDiff.adding(proposal.entries, to: "devices:\n", path: "home.yaml") != nil)
            for device in home.devices {
                for topic in home.commandTopics(of: device.id) + home.reportTopics(of: device.id) {
                    #expect(
                        !topic.hasPrefix("trivet/") && !topic.hasPrefix("$") && !topic.contains("+")
                            && !topic.contains("#"))
                }
            }
        }
    }
}
