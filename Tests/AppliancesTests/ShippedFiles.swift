import ApplianceVocabulary
import Appliances
import Testing
import YAMLReader

@Suite("The files that are shipped")
struct ShippedFiles {
    @Test("every profile and every home is without mistakes")
    func clean() {
        let mistakes = HomeFiles.check([Repository.devices, Repository.root + "/config"])
        #expect(mistakes.isEmpty, "\(mistakes.map(\.description).joined(separator: "\n"))")
    }

    @Test("the demonstration home is what the road needs")
    func demo() throws {
        let home = try Repository.demoHome()
        #expect(home.devices.count == 14)
        let lamp = try #require(home.device("kitchen_lamp"))
        #expect(lamp.name == "kitchen lamp")
        #expect(lamp.area == "kitchen")
        #expect(lamp.floor == "downstairs")
        #expect(lamp.type == "light")
        #expect(lamp.capability("brightness")?.kind == .range(minimum: 0, maximum: 100, step: 1, unit: "%"))
        let cooker = try #require(home.device("rice_cooker"))
        #expect(cooker.verbs.map(\.name) == ["start", "cancel"])
        #expect(cooker.capability("activity")?.isWritable == false)
        #expect(
            home.device("robot")?.verb("start")?.arguments.first?.kind
                == .choice(["kitchen", "living_room", "hallway"]))
        #expect(home.device("reading_lamp")?.capability("color") == nil)
        #expect(home.device("coffee_corner")?.type == "switch")
        #expect(Set(home.devices.compactMap(\.floor)) == ["downstairs", "upstairs"])
        #expect(home.configuration.model == Repository.root + "/config/../models/pilot.trivet")
    }

    @Test("the sentence of the demonstration becomes messages without a question")
    func sentence() throws {
        let home = try Repository.demoHome()
        let state = HomeState()
        let context = PolicyContext(now: 100)
        #expect(
            reason(home.prepare(.set("kitchen_lamp", "brightness", .number(30)), state: state, context: context))
                == "ready zigbee2mqtt/kitchen_lamp/set {\"brightness\":76}")
        #expect(
            reason(home.prepare(.perform("rice_cooker", "start"), state: state, context: context))
                == "ready rice-cooker/button/start/command PRESS")
    }

    @Test("topics to listen to are named once, without wildcards")
    func subscriptions() throws {
        let home = try Repository.demoHome()
        let topics = home.subscriptions.map(\.topic)
        #expect(topics == Array(Set(topics)).sorted())
        #expect(topics.contains("zigbee2mqtt/kitchen_lamp"))
        #expect(topics.contains("tele/coffee/LWT"))
        #expect(topics.allSatisfy { !$0.contains("{") && !$0.contains("+") && !$0.contains("#") })
    }
}
