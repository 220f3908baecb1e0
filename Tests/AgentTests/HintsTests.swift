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
        #expect(hints("kitchen lamp on") == segments("<which><S1><d1><is><sep><d2><act>"))
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

    @Test("How much of a device was said: its kind and its place, a part of its name, its kind only")
    func parts() {
        #expect(hints("the light in the kitchen") == segments("<which><S1><d1><in><sep><d2><act>"))
        #expect(hints("the fan") == segments("<which><sep><d3><act>"))
        #expect(hints("the bedroom light") == segments("<which><sep><d1><d2><act>"))
    }

    @Test("Words that were mistyped, joined or parted")
    func mistakes() {
        #expect(hints("kitchne lamp on").starts(with: segments("<which><S1><d1><is>")))
        #expect(hints("kitchenlamp on").starts(with: segments("<which><S1><d1><is>")))
        #expect(hints("zor bo on").starts(with: segments("<which><d3><is>")))
        #expect(hints("pitchen lamp").starts(with: segments("<which><d2><is>")))
    }

    @Test("Names in Chinese are found without spaces, in either set of characters")
    func chinese() {
        let power = [Capability(property: "power", kind: .choice(["on", "off"]))]
        let home = [
            Device(id: "a", name: "客厅灯", area: "客厅", type: "light", capabilities: power),
            Device(id: "b", name: "右侧窗帘", area: "客厅", type: "cover", capabilities: power),
        ]
        func hints(_ sentence: String) -> [Segment] {
            let prompt = PilotDialect().prompt(for: Situation(devices: home, here: nil, sentence: sentence))
            return Array(prompt.conversation.drop { $0 != .control("which") })
        }
        #expect(hints("幫我把客廳的燈打開") == segments("<which><S1><d1><is><sep><d2><act>"))
        #expect(hints("拉上窗帘") == segments("<which><sep><d2><act>"))
    }
}
