import Agent
import ApplianceVocabulary
import Testing

@Suite("Which of two the model could not decide between")
struct ChoosingTests {
    private func scene(_ more: ScriptedModel.Answer..., change: (inout AgentOptions) -> Void = { _ in }) -> Scene {
        let unsure = ScriptedModel.Answer.says(
            "<set><d1> power on<end>", certainty: 0.1, or: "<set><d2> power on<end>")
        return Scene(ScriptedModel([unsure] + more), change)
    }

    @Test("The person is asked, and nothing is done")
    func asks() async {
        let scene = scene()
        let reply = await scene.say("lamp on")
        #expect(reply.text == "Which one: Kitchen lamp or Desk lamp?" && reply.kind == .asked && !reply.ok)
        #expect(reply.question == .clarify(.ambiguousTarget(["kitchen_lamp", "desk_lamp"])))
        #expect(scene.home.performed.isEmpty)
    }

    @Test(
        "A place or a telling word answers it, without the model",
        arguments: [
            ("the second one", "desk_lamp"), ("the first", "kitchen_lamp"), ("the desk one", "desk_lamp"),
            ("desk lamp please", "desk_lamp"), ("the one in the kitchen", "kitchen_lamp"),
            ("no, the desk lamp", "desk_lamp"),
            ("last", "desk_lamp"), ("i mean the lamp in the office", "desk_lamp"),
        ])
    func answers(answer: String, device: String) async {
        let scene = scene()
        _ = await scene.say("lamp on")
        let reply = await scene.say(answer)
        #expect(reply.ok && scene.home.performed == [.set(device, "power", .name("on"))], "\(reply.text)")
    }

    @Test("Yes says nothing, no leaves it, and the question is open for one sentence")
    func others() async {
        let yes = scene()
        _ = await yes.say("lamp on")
        let again = await yes.say("yes")
        #expect(again.text == "Which one: Kitchen lamp or Desk lamp?" && yes.home.performed.isEmpty)
        _ = await yes.say("the second one")
        #expect(yes.home.performed.map(\.device) == ["desk_lamp"])

        let no = scene()
        _ = await no.say("lamp on")
        #expect(await no.say("no").ok && no.home.performed.isEmpty)
    }

    @Test("A sentence of its own is no answer, though it names one of them")
    func sentence() async {
        let scene = scene(.says("<set><d2> power off<end>"))
        _ = await scene.say("lamp on")
        _ = await scene.say("desk lamp off now")
        #expect(scene.home.performed == [.set("desk_lamp", "power", .name("off"))])
    }

    @Test("Another conversation does not answer it, and too late is too late")
    func strangers() async {
        let scene = scene(.says("<ask> again<end>"))
        _ = await scene.say("lamp on", session: "a")
        _ = await scene.say("the second one", session: "b")
        #expect(scene.home.performed.isEmpty)
        let late = self.scene()
        _ = await late.say("lamp on")
        late.clock.advance(by: 61)
        let reply = await late.say("the second one")
        #expect(!reply.ok && late.home.performed.isEmpty)
    }

    @Test("Where the two differ in more than the device, the person is asked for a yes as before")
    func different() async {
        let unsure = ScriptedModel.Answer.says(
            "<set><d1> power on<end>", certainty: 0.1, or: "<set><d1> power off<end>")
        let scene = Scene(ScriptedModel([unsure]))
        let reply = await scene.say("lamp on")
        #expect(reply.question?.code == "confirm")
    }
}
