import Agent
import ApplianceVocabulary
import Testing

@Suite("Questions about the home")
struct AnswerTests {
    let home = TestHome { state in
        state.values = [
            "kitchen_lamp": ["power": .name("on"), "brightness": .number(40)],
            "desk_lamp": ["power": .name("off"), "brightness": .number(0)],
            "ceiling": ["power": .name("on"), "brightness": .number(100)], "front_door": ["lock": .name("locked")],
            "oven": ["temperature": .number(180), "door": .name("closed")], "motion": ["motion": .name("on")],
        ]
    }

    func ask(_ call: String, _ home: TestHome? = nil) async -> AgentReply {
        await Scene(ScriptedModel(call), home: home ?? self.home).say("a question")
    }

    @Test("A value")
    func value() async {
        let reply = await ask("<get><d3> temperature<end>")
        #expect(reply.ok && reply.kind == .answered)
        #expect(reply.answer == Answer(value: .number(180)))
        #expect(reply.text == "Oven: temperature 180 °C.")
        #expect(
            reply.actions == [
                ActionResult(
                    action: Action(device: "oven", operation: .get(property: "temperature")),
                    outcome: .value(.number(180), ageSeconds: nil))
            ])
        #expect(home.performed.isEmpty)
    }

    @Test(
        "Yes and no",
        arguments: [
            ("<get><d5> lock<is> locked<end>", true, "Yes, Front door is locked."),
            ("<get><d5> lock<is> unlocked<end>", false, "No, Front door is locked."),
            ("<get><d3> door<is> open<end>", false, "No, Oven: door is closed."),
            ("<get><d7> motion<is> on<end>", true, "Yes, Hall motion is on."),
            ("<get><each> light<house> power<any> on<end>", true, "Yes, Kitchen lamp and Ceiling light are on."),
            ("<get><each> light<S2> power<any> on<end>", false, "No, none is on."),
            ("<get><each> light<house> power<all> on<end>", false, "No, Desk lamp is off."),
            ("<get><each> light<S1> power<all> on<end>", true, "Yes, Kitchen lamp and Ceiling light are on."),
            ("<get><d1> brightness<is> 40<end>", true, "Yes, Kitchen lamp: brightness is 40 %."),
        ])
    func yesNo(_ call: String, _ expected: Bool, _ text: String) async {
        let reply = await ask(call)
        #expect(reply.answer?.bool == expected && reply.text == text && reply.ok, "\(reply.text)")
    }

    @Test("Which and how many")
    func whichAndCount() async {
        let which = await ask("<get><each> light<house> power<which> on<end>")
        #expect(which.answer?.devices == ["kitchen_lamp", "ceiling"])
        #expect(which.text == "On: Kitchen lamp and Ceiling light.")
        let none = await ask("<get><each> lock<house> lock<which> unlocked<end>")
        #expect(none.answer?.devices == [] && none.text == "None is unlocked." && none.ok)
        let count = await ask("<get><each> light<house> power<count> off<end>")
        #expect(count.answer?.value == .number(1) && count.text == "1 of 3 is off.")
    }

    @Test("All values of a group")
    func groupValues() async {
        let reply = await ask("<get><each> light<house> power<end>")
        #expect(reply.text == "Kitchen lamp and Ceiling light: on. Desk lamp: off.")
        #expect(reply.answer == Answer())
    }

    @Test("What was never reported is not made up")
    func unknown() async {
        let silent = TestHome { $0.values = ["kitchen_lamp": ["power": .name("on")]] }
        let value = await ask("<get><d3> temperature<end>", silent)
        #expect(!value.ok && value.kind == .failed && value.text == "Oven has not reported yet.")
        #expect(value.answer?.value == nil && value.answer?.bool == nil)
        let all = await ask("<get><each> light<house> power<all> on<end>", silent)
        #expect(all.answer?.bool == nil)
        #expect(all.text == "I cannot tell. Desk lamp and Ceiling light have not reported yet.")
        let any = await ask("<get><each> light<house> power<any> on<end>", silent)
        #expect(any.answer?.bool == true)
    }

    @Test("Old reports are told with their age")
    func stale() async {
        let old = TestHome {
            $0.values = ["front_door": ["lock": .name("locked")]]
            $0.ages = ["front_door": 7_300]
        }
        let reply = await ask("<get><d5> lock<end>", old)
        #expect(reply.text == "Front door: locked. (Last report 2 hours ago.)")
    }

    @Test("Words for the same side are the same")
    func sides() async {
        let home = TestHome { $0.values = ["oven": ["door": .flag(true)]] }
        let reply = await ask("<get><d3> door<is> open<end>", home)
        #expect(reply.answer?.bool == true)
    }

    @Test("Doing and asking in one sentence")
    func mixed() async {
        let reply = await ask("<set><d2> power on<get><d5> lock<is> locked<end>")
        #expect(reply.ok && reply.kind == .acted)
        #expect(reply.text == "Desk lamp: on. Yes, Front door is locked.")
        #expect(reply.answer?.bool == true && reply.actions.count == 2)
    }
}
