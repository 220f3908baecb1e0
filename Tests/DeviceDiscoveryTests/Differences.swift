import DeviceDiscovery
import Testing

@Suite("The difference that is shown")
struct Differences {
    private func entries() -> [Proposal.Entry] {
        var discovery = Discovery()
        let config = "{\"name\":\"Lamp\",\"command_topic\":\"lamp/set\",\"state_topic\":\"lamp/state\"}"
        _ = discovery.receive(topic: "homeassistant/light/lamp/config", payload: Array(config.utf8))
        return Proposal(discovery.report(), for: RecordedMessages.empty).entries
    }

    @Test("entries go to the end of the devices, and the difference says just that")
    func inTheMiddle() throws {
        let text =
            "node: a\ndevices:\n    # first\n    heater:\n      profile: acme/heater\n\n# areas\nareas:\n  kitchen: {}\n"
        let (changed, difference) = try #require(HomeDiff.adding(entries(), to: text, path: "home.yaml"))
        #expect(
            changed
                == "node: a\ndevices:\n    # first\n    heater:\n      profile: acme/heater\n    lamp:\n      profile: discovered/light\n"
                + "      name: \"Lamp\"\n\n# areas\nareas:\n  kitchen: {}\n")
        #expect(
            difference
                == "--- home.yaml\n+++ home.yaml\n@@ -3,6 +3,9 @@\n     # first\n     heater:\n       profile: acme/heater\n"
                + "+    lamp:\n+      profile: discovered/light\n+      name: \"Lamp\"\n \n # areas\n areas:\n")
    }

    @Test("a home without devices gets them, one that lists them in one line is left alone")
    func ends() throws {
        let (changed, _) = try #require(HomeDiff.adding(entries(), to: "node: a", path: "home.yaml"))
        #expect(changed == "node: a\n\ndevices:\n  lamp:\n    profile: discovered/light\n    name: \"Lamp\"\n")
        #expect(HomeDiff.adding(entries(), to: "devices: { a: { profile: b/c } }\n", path: "home.yaml") == nil)
        #expect(HomeDiff.newFile("a.yaml", "x\ny\n") == "--- /dev/null\n+++ a.yaml\n@@ -0,0 +1,2 @@\n+x\n+y\n")
    }
}
