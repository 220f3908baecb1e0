import DeviceDiscovery
import Testing

@Suite("What lets somebody in asks first")
struct Entrances {
    private func profiles(of name: String) -> [String] {
        var discovery = Discovery()
        let config = #"{"name":"\#(name)","command_topic":"door/set","state_topic":"door/state"}"#
        _ = discovery.receive(topic: "homeassistant/cover/door/config", payload: Array(config.utf8))
        return Proposal(discovery.report(), for: RecordedMessages.empty).profiles.map(\.text)
    }

    @Test(
        "An opening is an entrance by its name",
        arguments: [
            ("Front Door", true), ("Drive of the front door", true), ("Garage 2", true), ("车库门", true),
            ("Bedroom blind", false), ("Front blind", false), ("Door curtain front", false),
        ])
    func names(_ name: String, _ asks: Bool) {
        let profiles = profiles(of: name)
        #expect(profiles.count == 1)
        #expect(profiles.allSatisfy { $0.contains("Shall I really open") == asks })
    }
}
