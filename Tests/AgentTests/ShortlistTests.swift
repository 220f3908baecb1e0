import Agent
import ApplianceVocabulary
import Testing

@Suite("Choosing the devices that a sentence may be about")
struct ShortlistTests {
    static let rooms = [
        "Kitchen", "Living room", "Bedroom", "Office", "Garage", "Hallway", "Nursery", "Bathroom", "Attic", "Cellar",
    ]
    /// 150 devices: in every room lights, a fan, a blind, a plug and more.
    static let home: [Device] = rooms.flatMap { room -> [Device] in
        let kinds = [
            "light", "light", "light", "light", "fan", "cover", "outlet", "media_player", "climate", "lock", "sensor",
            "sensor", "switch", "switch", "light",
        ]
        let names = [
            "ceiling lamp", "desk lamp", "floor lamp", "strip", "fan", "blinds", "plug", "speaker", "radiator", "door",
            "humidity", "temperature", "pump", "heater switch", "night light",
        ]
        return zip(kinds, names).map { kind, name in
            Device(
                id: "\(room).\(name)", name: "\(room) \(name)", area: room,
                floor: ["Attic", "Bedroom", "Nursery"].contains(room) ? "Upstairs" : "Downstairs",
                type: kind, capabilities: [TestHome.power])
        }
    }

    @Test("A small home is shown whole and in order")
    func small() {
        let shortlist = Shortlist(TestHome.demo)
        #expect(shortlist.devices(for: "unlock the front door", whole: 16, limit: 8) == TestHome.demo)
    }

    @Test(
        "The device that is meant is among them",
        arguments: [
            ("turn on the nursery night light", "Nursery.night light"),
            ("nursary nihgt light on", "Nursery.night light"), ("living room speaker louder", "Living room.speaker"),
            ("livingroom speeker louder", "Living room.speaker"), ("how warm is the cellar", "Cellar.radiator"),
            ("is the attic door locked", "Attic.door"), ("garage pump off", "Garage.pump"),
            ("pull down the office blinds", "Office.blinds"), ("play music in the bathroom", "Bathroom.speaker"),
            ("cellar lamps off", "Cellar.floor lamp"), ("what is the humidity in the attic", "Attic.humidity"),
        ])
    func meant(_ sentence: String, _ id: String) {
        let chosen = Shortlist(Self.home).devices(for: sentence, whole: 16, limit: 8)
        #expect(chosen.count <= 8 && !chosen.isEmpty)
        #expect(chosen.contains { $0.id == id }, "\(chosen.map(\.id))")
    }

    @Test("They stay in the order of the home and are the same for the same sentence")
    func order() {
        let shortlist = Shortlist(Self.home)
        for sentence in ["attic lamp", "everything off", "", "zzz", "lights upstairs and the garage fan"] {
            let chosen = shortlist.devices(for: sentence, whole: 16, limit: 8)
            #expect(chosen == Self.home.filter { chosen.contains($0) })
            #expect(chosen == shortlist.devices(for: sentence, whole: 16, limit: 8))
            #expect(chosen.count <= 8 && !chosen.isEmpty)
        }
    }

    @Test("Where the speaker is and what was spoken of count")
    func context() {
        let shortlist = Shortlist(Self.home)
        let here = shortlist.devices(for: "turn on the lamp", here: "attic", whole: 16, limit: 8)
        #expect(here.contains { $0.id == "Attic.desk lamp" } && here.contains { $0.id == "Attic.floor lamp" })
        let recent = shortlist.devices(for: "turn it off again", recent: ["Cellar.pump"], whole: 16, limit: 8)
        #expect(recent.contains { $0.id == "Cellar.pump" })
    }

    @Test("A kind that the sentence names is there, and so is its place")
    func kinds() {
        let chosen = Shortlist(Self.home).devices(for: "all fans upstairs off", whole: 16, limit: 8)
        #expect(chosen.contains { $0.type == "fan" && $0.floor == "Upstairs" })
    }

    @Test("What was named whole comes before what shares a word or a kind with it, however many those are")
    func named() {
        let chosen = Shortlist(Self.home).devices(for: "cellar desk lamp", whole: 16, limit: 4)
        #expect(chosen.contains { $0.id == "Cellar.desk lamp" })
        let here = Shortlist(Self.home).devices(
            for: "it is too dark, the lamps please", here: "Office", whole: 16, limit: 4)
        #expect(here.allSatisfy { $0.area == "Office" && $0.type == "light" } && here.count == 4)
    }

    @Test("Where one was named, others of its type are not shown; of the rest of the home there are a few")
    func onlyTheNamed() {
        let chosen = Shortlist(Self.home).devices(for: "turn off the cellar desk lamp", whole: 16, limit: 8)
        #expect(chosen.filter { $0.type == "light" }.map(\.id) == ["Cellar.desk lamp"])
        let two = Shortlist(Self.home).devices(for: "cellar desk lamp off and attic strip on", whole: 16, limit: 8)
        #expect(Set(two.filter { $0.type == "light" }.map(\.id)) == ["Cellar.desk lamp", "Attic.strip"])
        #expect(Shortlist(Self.home).devices(for: "zzz", whole: 16, limit: 8).count == 5)
    }

    @Test("Names in Chinese are found")
    func chinese() {
        let home =
            Self.home + [Device(id: "zh", name: "落地灯", area: "书房", type: "light", capabilities: [TestHome.power])]
        for sentence in ["打開書房的落地燈", "书房的灯"] {
            let chosen = Shortlist(home).devices(for: sentence, whole: 16, limit: 4)
            #expect(chosen.contains { $0.id == "zh" }, "\(sentence)")
        }
    }

    @Test("Aliases count")
    func aliases() {
        var home = Self.home
        home[70].aliases = ["Gandalf"]
        #expect(Shortlist(home).devices(for: "gandalf on", whole: 16, limit: 8).contains { $0.id == home[70].id })
    }
}
