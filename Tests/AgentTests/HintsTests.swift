import Agent
import ApplianceVocabulary
import Testing

@Suite("Hints behind a sentence")
struct HintsTests {
    private func hints(_ sentence: String) -> [Segment] {
        let light = [Capability(property: "power", kind: .choice(["on", "off"]))]
        let home = [
            Device(id: "a", name: "Kitchen lamp", area: "Kitchen", type: "light", capabilities: light),
            Device(id: "b", name: "Lamp", area: "Attic", type: "light", capabilities: light),
            Device(id: "c", name: "Zorbo", aliases: ["Rover"], area: "Attic", type: "fan", capabilities: light),
        ]
        let prompt = PilotDialect().prompt(for: Situation(devices: home, here: nil, sentence: sentence))
        return Array(prompt.conversation.drop { $0 != .control("which") })
    }

    @Test("A whole name, an alias, a plural, an area, nothing")
    func found() {
        // "Lamp" is a part of the longer name that was said.
        #expect(hints("kitchen lamp on") == segments("<which><S1><d1><is><d2><act>"))
        #expect(hints("start the rover").contains(.control("d3")))
        #expect(hints("all lamps").prefix(2).contains(.control("d2")))
        #expect(hints("everything in the attic off").starts(with: segments("<which><S2>")))
        #expect(hints("sing a song") == segments("<which><act>"))
    }

    @Test("The order in which names were said")
    func order() {
        let controls = hints("zorbo off and kitchen lamp on").filter { $0 == .control("d1") || $0 == .control("d3") }
        #expect(controls == [.control("d3"), .control("d1")])
    }
}
