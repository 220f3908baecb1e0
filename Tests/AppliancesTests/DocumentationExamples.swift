import ApplianceVocabulary
import Appliances
import Testing
import YAMLReader

@Suite("The examples of the documentation")
struct DocumentationExamples {
    /// The examples that begin with the name of their file.
    private func examples(_ page: String = "profiles.md") throws -> [(name: String, text: String)] {
        let bytes = try HomeFiles.readBytes(of: Repository.root + "/docs/" + page)
        var found: [(name: String, text: String)] = []
        var current: [Substring]?
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false) {
            if line == "```yaml" {
                current = []
            } else if line == "```", let lines = current {
                if let name = lines.first, name.hasPrefix("# ") {
                    found.append((String(name.dropFirst(2)), lines.joined(separator: "\n") + "\n"))
                }
                current = nil
            } else {
                current?.append(line)
            }
        }
        return found
    }

    @Test("they are right, as they stand")
    func right() throws {
        let folder = TemporaryFolder()
        let examples = try examples()
        #expect(examples.map(\.name) == ["devices/acme/heater.yaml", "config/home.yaml"])
        for example in examples { folder.write(example.name, example.text) }
        let mistakes = HomeFiles.check([folder.path])
        #expect(mistakes.isEmpty, "\(mistakes.map(\.description).joined(separator: "\n"))")
        let home = try HomeFiles.load(folder.path + "/config/home.yaml")
        #expect(home.devices.map(\.name) == ["fan heater", "attic heater"])
        let state = HomeState()
        let context = PolicyContext(now: 0)
        #expect(
            reason(home.prepare(.set("heater", "temperature", .number(20.5)), state: state, context: context))
                == "ready acme/heater-01/set {\"target\":205}")
        #expect(
            reason(home.prepare(.set("heater", "power", .name("on")), state: state, context: context))
                == "ready acme/heater-01/set {\"channel\":2,\"state\":\"ON\"}")
        #expect(
            reason(home.prepare(.set("attic_heater", "temperature", .number(25)), state: state, context: context))
                == "maximum")
    }

    @Test("the home with every rule of safety is right too")
    func safety() throws {
        let folder = TemporaryFolder()
        folder.write(
            "devices/acme/lamp.yaml",
            """
            type: light
            properties:
              power: { values: [on, off], command: { topic: "{address}/set", payload: "{value}" }, state: { topic: "{address}" } }
            """)
        folder.write(
            "devices/acme/oven.yaml",
            """
            type: oven
            state: { topic: "{address}" }
            properties:
              temperature:
                range: { minimum: 0, maximum: 300 }
                command: { topic: "{address}/set", payload: "{value}" }
                state: { path: t }
              remote: { reading: { values: [allowed, blocked] }, state: { path: r } }
              door: { reading: { values: [open, closed] }, state: { path: d } }
            verbs:
              start:
                arguments: { minutes: { number: { maximum: 300 } } }
                command:
                  - { topic: "{address}/start", payload: "{minutes}", needs: minutes }
                  - { topic: "{address}/start", payload: "", unless: minutes }
              stop: { command: { topic: "{address}/stop", payload: "" } }
            """)
        let example = try #require(try examples("safety.md").first)
        folder.write(example.name, example.text)
        let mistakes = HomeFiles.check([folder.path])
        #expect(mistakes.isEmpty, "\(mistakes.map(\.description).joined(separator: "\n"))")
    }
}
