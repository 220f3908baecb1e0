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
        #expect(hints("kitchen lamp on") == segments("<which><S1><d1><is><act>"))
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
    func amounts() {
        #expect(hints("the light in the kitchen") == segments("<which><S1><d1><in><act>"))
        #expect(hints("the fan") == segments("<which><sep><d3><act>"))
        #expect(hints("the bedroom light") == segments("<which><sep><d1><d2><act>"))
    }

    private static let light = [Capability(property: "power", kind: .choice(["on", "off"]))]
    private static let lights = [
        ("Ceiling light", "Kitchen"), ("Stove light", "Kitchen"), ("Light", "Hall"), ("Desk lamp", "Office"),
    ].enumerated().map { index, told in
        Device(id: "\(index)", name: told.0, area: told.1, type: "light", capabilities: light)
    }

    private func named(_ sentence: String, here: String? = nil) -> Set<String> {
        let prompt = PilotDialect().prompt(for: Situation(devices: Self.lights, here: here, sentence: sentence))
        let handles = prompt.conversation.drop { $0 != .control("which") }.compactMap { segment in
            if case .control(let name) = segment, name.hasPrefix("d") { Int(name.dropFirst()) } else { nil }
        }
        return Set(handles.map { Self.lights[$0 - 1].name })
    }

    @Test(
        "A device of which less was said than of another one of its type is left out",
        arguments: [
            ("the stove light in the kitchen", ["Stove light"]),
            ("the light in the kitchen", ["Ceiling light", "Stove light"]),
            ("the desk light", ["Desk lamp"]), ("ceiling light and desk lamp", ["Ceiling light", "Desk lamp"]),
            ("all lights", ["Ceiling light", "Stove light", "Light", "Desk lamp"]),
        ])
    func leftOut(_ sentence: String, _ names: [String]) {
        #expect(named(sentence) == Set(names))
    }

    @Test("Each deed of a sentence is about devices of its own")
    func parts() {
        #expect(named("turn off the desk lamp and then the light").isSuperset(of: ["Desk lamp", "Light"]))
        #expect(named("open the desk lamp turn off light").isSuperset(of: ["Desk lamp", "Light"]))
    }

    @Test("Where the words leave it open, the ones where the speaker is are meant")
    func here() {
        #expect(named("the lights", here: "Kitchen") == ["Ceiling light", "Stove light", "Light"])
        #expect(named("the desk light", here: "Kitchen") == ["Desk lamp"])
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
        #expect(hints("幫我把客廳的燈打開") == segments("<which><S1><d1><is><act>"))
        #expect(hints("拉上窗帘") == segments("<which><sep><d2><act>"))
    }
}
