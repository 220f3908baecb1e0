import Agent
import ApplianceVocabulary
import Testing

@Suite("Bad input and broken parts")
struct BadInputTests {
    @Test("Nothing said", arguments: ["", "   ", "\n\t\u{2003}"])
    func empty(_ text: String) async {
        let scene = Scene(ScriptedModel([]))
        let reply = await scene.say(text)
        #expect(reply.kind == .failed && reply.failure == .empty && !reply.text.isEmpty && scene.model.prompts.isEmpty)
    }

    @Test("Nothing but signs", arguments: ["???", "\u{0}\u{1}", "🙂", "..."])
    func signs(_ text: String) async {
        let reply = await Scene(ScriptedModel([])).say(text)
        #expect(reply.kind == .asked && reply.question == .clarify(.unclear))
    }

    @Test("Far too long", arguments: [1_001, 1 << 20])
    func long(_ count: Int) async {
        let scene = Scene(ScriptedModel([]))
        let clock = ContinuousClock()
        var reply: AgentReply?
        let time = await clock.measure { reply = await scene.say(String(repeating: "a", count: count)) }
        #expect(reply?.failure == .tooLong(limit: 1_000) && reply?.ok == false)
        #expect(reply?.text == "I did nothing: that is too long. Please use at most 1000 characters.")
        #expect(time < .milliseconds(200))
    }

    @Test("As long as it may be")
    func longest() async {
        let reply = await Scene(ScriptedModel("<ask> again<end>")).say(String(repeating: "lamp ", count: 200))
        #expect(reply.kind == .asked)
    }

    @Test("An empty home")
    func emptyHome() async {
        let scene = Scene(ScriptedModel([]), home: TestHome([]))
        let reply = await scene.say("lamp on")
        #expect(
            reply.kind == .refused && reply.refusal == .noSuchDevice
                && reply.text == "There are no devices in this home yet.")
    }

    @Test("A model that fails")
    func modelFails() async {
        let scene = Scene(ScriptedModel([.fails, .says("<set><d1> power on<end>")]))
        let reply = await scene.say("lamp on")
        #expect(reply.failure == .model("the model file is damaged") && reply.kind == .failed)
        #expect(reply.text == "I did nothing: the model failed. the model file is damaged.")
        #expect(await scene.say("lamp on").ok)
    }

    @Test("A model that does not come back")
    func modelHangs() async {
        let scene = Scene(ScriptedModel([.hangs])) { $0.turnSeconds = 5 }
        let reply = await scene.say("lamp on")
        #expect(reply.failure == .timeout && scene.home.performed.isEmpty)
    }

    @Test("A model that says nonsense")
    func nonsense() async {
        let scene = Scene(ScriptedModel([.wantsOutside("<end><set><d1>", then: .text("x"))]))
        #expect(await scene.say("lamp on").kind == .asked)
    }

    @Test("A home that does not come back: nobody knows what happened")
    func homeHangs() async {
        let home = TestHome { $0.hanging = ["kitchen_lamp"] }
        let scene = Scene(ScriptedModel("<set><d1> power on<set><d2> power on<end>"), home: home) { $0.turnSeconds = 5 }
        let reply = await scene.say("both lamps on")
        #expect(!reply.ok && reply.kind == .acted)
        #expect(reply.actions.map(\.outcome) == [.unconfirmed, .confirmed(reported: .name("on"))])
        #expect(reply.text == "Sent to Kitchen lamp, but it has not confirmed. Desk lamp: on.")
    }

    @Test("Too many devices at once")
    func tooMany() async {
        let scene = Scene(ScriptedModel("<set><each> light<house> power on<end>")) { $0.maximumActions = 2 }
        let reply = await scene.say("all lights on")
        #expect(reply.failure == .tooManyActions(limit: 2) && scene.home.performed.isEmpty)
    }

    @Test("One part that cannot be done does not stand against the others")
    func halfAWish() async {
        var devices = TestHome.demo
        devices[0].capabilities[1] = Capability(
            property: "brightness", kind: .range(minimum: 0, maximum: 50, step: 1, unit: "%"))
        let scene = Scene(
            ScriptedModel("<set><each> light<S1> brightness 80<set><d2> power on<end>"), home: TestHome(devices))
        let reply = await scene.say("kitchen lights to 80 and desk lamp on")
        #expect(reply.kind == .acted && !reply.ok)
        #expect(
            Set(scene.home.performed) == [
                .set("ceiling", "brightness", .number(80)), .set("desk_lamp", "power", .name("on")),
            ])
        #expect(
            reply.text
                == "Not done: Kitchen lamp allows brightness 0 to 50 %. Ceiling light: brightness 80 %. Desk lamp: on.")
    }

    @Test("Half a wish for one device is none")
    func halfAWishForOne() async {
        var devices = TestHome.demo
        devices[0].capabilities[1] = Capability(
            property: "brightness", kind: .range(minimum: 0, maximum: 50, step: 1, unit: "%"))
        let scene = Scene(
            ScriptedModel("<set><d1> power on<set><each> light<S1> brightness 80<set><d2> power on<end>"),
            home: TestHome(devices))
        let reply = await scene.say("kitchen lamp on, kitchen lights to 80 and desk lamp on")
        #expect(!scene.home.performed.contains { $0.device == "kitchen_lamp" } && scene.home.performed.count == 2)
        #expect(
            reply.text
                == "Not done: Kitchen lamp allows brightness 0 to 50 %. "
                + "I did nothing with Kitchen lamp: the other part of the wish cannot be done. "
                + "Ceiling light: brightness 80 %. Desk lamp: on.")
    }

    @Test("Nowhere and somewhere in one sentence")
    func nowhere() async {
        let scene = Scene(
            ScriptedModel("<set><each> light<S1><but><d1><d8> power on<set><d2> power on<end>"))
        let reply = await scene.say("the other kitchen lights and the desk lamp on")
        #expect(scene.home.performed == [.set("desk_lamp", "power", .name("on"))])
        #expect(!reply.ok && reply.text == "Desk lamp: on. Not done: I know no such device here.")
    }

    @Test("Many sentences at once")
    func concurrency() async {
        let answers = Array(repeating: ScriptedModel.Answer.says("<set><d1> power on<end>"), count: 40)
        let scene = Scene(ScriptedModel(answers))
        let oks = await withTaskGroup(of: Bool.self) { group in
            for index in 0..<40 { group.addTask { await scene.say("lamp on", session: "\(index % 4)").ok } }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(oks == 40)
    }
}
