import Agent
import ApplianceVocabulary
import Testing

@Suite("A sentence in several steps")
struct StepsTests {
    let hot = TestHome { $0.values = ["oven": ["temperature": .number(180), "power": .name("on")]] }

    @Test("What was reported goes back to the model, which goes on")
    func goesOn() async {
        let model = ScriptedModel(
            bitnet: "get(\"Oven\", temperature)", "set(\"Oven\", power, off)\nset(\"Desk lamp\", power, on)", "done()")
        let scene = Scene(model, home: hot)
        let reply = await scene.say("If the oven is hot, turn it off and give me light")
        #expect(reply.ok && reply.kind == .acted)
        #expect(reply.text == "Oven: off. Desk lamp: on. Oven: temperature 180 °C.")
        #expect(Set(hot.performed.map(\.device)) == ["oven", "desk_lamp"])
        let second = model.prompts[1].now.map(\.description).joined()
        #expect(
            second.contains("System: Report:\nget(\"Oven\", temperature): it reports \"180 °C\"<eot_id>Assistant: "))
        let third = model.prompts[2].now.map(\.description).joined()
        #expect(third.contains("set(\"Oven\", power, off): done, it reports \"off\"\n"))
        #expect(reply.calls.count == 3)
    }

    @Test("Everything that was said before stays as it was")
    func grows() async {
        let model = ScriptedModel(
            bitnet: "get(\"Oven\", temperature)", "say(\"Quite hot.\")", "say(\"You are welcome.\")")
        let scene = Scene(model, home: hot)
        _ = await scene.say("How hot is it?")
        _ = await scene.say("Thanks!")
        let prompts = model.prompts
        for (earlier, later) in zip(prompts, prompts.dropFirst()) {
            #expect(later.home == earlier.home)
            #expect(later.conversation.starts(with: earlier.conversation))
        }
    }

    @Test("The facts come first, then the model's words")
    func words() async {
        let scene = Scene(ScriptedModel(bitnet: "get(\"Oven\", temperature)", "say(\"That is hot.\")"), home: hot)
        let reply = await scene.say("How hot is it?")
        #expect(reply.ok && reply.kind == .answered && reply.answer?.value == .number(180))
        #expect(reply.text == "Oven: temperature 180 °C. That is hot.")
    }

    @Test("Talk is talk, and words about an appliance are no report")
    func talk() async {
        let scene = Scene(ScriptedModel(bitnet: "say(\"I am Trivet.\")", "say(\"I have turned on the desk lamp.\")"))
        let who = await scene.say("Who are you?")
        #expect(who.ok && who.kind == .said && who.text == "I am Trivet." && who.actions.isEmpty)
        let claim = await scene.say("Desk lamp on")
        #expect(claim.kind == .said && claim.text == "I have turned on the desk lamp. (Nothing was changed.)")
    }

    @Test("A yes or no that was computed needs no second step")
    func decided() async {
        let scene = Scene(ScriptedModel(bitnet: "get(\"Oven\", power, is, on)"), home: hot)
        let reply = await scene.say("Is the oven on?")
        #expect(reply.text == "Yes, Oven is on." && scene.model.prompts.count == 1)
    }

    @Test("No more steps than the home's file allows")
    func limit() async {
        let scene = Scene(
            ScriptedModel(bitnet: "set(\"Oven\", power, off)", "set(\"Oven\", power, on)", "set(\"Oven\", power, off)")
        ) { $0.maximumSteps = 2 }
        let reply = await scene.say("Flicker")
        #expect(scene.model.prompts.count == 2 && scene.home.performed.count == 2 && reply.kind == .acted)
    }

    @Test("The same call once more is not carried out once more")
    func repetition() async {
        let scene = Scene(ScriptedModel(bitnet: "do(\"Bedroom blind\", stop)", "do(\"Bedroom blind\", stop)"))
        let reply = await scene.say("Stop the blind")
        #expect(scene.home.performed.count == 1 && reply.ok)
    }

    @Test("A failure on the way keeps what was done in the reply")
    func failure() async {
        for (answer, text) in [
            (ScriptedModel.Answer.fails, "Oven: off. There I stopped: the model failed. the model file is damaged."),
            (.hasNoRoom, "Oven: off. There I stopped: that was too much for me."),
            (.hangs, "Oven: off. There I stopped: there was no time left."),
        ] {
            let model = ScriptedModel([.says("set(\"Oven\", power, off)"), answer], dialect: BitNetDialect())
            let reply = await Scene(model) { $0.turnSeconds = 5 }.say("Oven off")
            #expect(!reply.ok && reply.kind == .acted && reply.text == text, "\(reply.text)")
            #expect(reply.failure != nil && reply.actions.count == 1)
        }
    }

    @Test("A sentence that has no room is told so")
    func tooLong() async {
        let reply = await Scene(ScriptedModel([.hasNoRoom], dialect: BitNetDialect())).say("A long story")
        #expect(reply.failure == .tooLongForModel && reply.kind == .failed)
        #expect(reply.text == "I did nothing: that is too long for me. Please say it in fewer words.")
    }

    @Test("What waits for a yes ends the steps, and the yes is remembered")
    func confirmation() async {
        let home = TestHome {
            $0.outcomes["front_door"] = .needsConfirmation(question: "Really unlock the front door?")
        }
        let model = ScriptedModel(bitnet: "set(\"Front door\", lock, unlocked)", "say(\"Bye.\")")
        let scene = Scene(model, home: home)
        let asked = await scene.say("Unlock the door")
        #expect(asked.kind == .asked && asked.text == "Really unlock the front door?" && model.prompts.count == 1)
        let done = await scene.say("yes")
        #expect(done.ok && done.text == "Front door: unlocked.")
        _ = await scene.say("Good bye")
        let told = model.prompts[1].conversation.map(\.description).joined()
        #expect(told.contains("set(\"Front door\", lock, unlocked): done"))
    }

    @Test("A question behind what was done")
    func asksLater() async {
        let scene = Scene(
            ScriptedModel(bitnet: "set(\"Oven\", power, on)", "ask(which, \"Kitchen lamp\", \"Ceiling light\")"))
        let reply = await scene.say("Oven and a light on")
        #expect(reply.kind == .asked && !reply.ok && reply.actions.count == 1)
        #expect(reply.text == "Oven: on. Which one: Kitchen lamp or Ceiling light?")
        #expect(reply.question == .clarify(.ambiguousTarget(["kitchen_lamp", "ceiling"])))
    }

    @Test("Unsure in a later step: what was done is told, the rest is asked first")
    func unsureLater() async {
        let model = ScriptedModel(
            [.says("set(\"Oven\", power, on)"), .says("set(\"Desk lamp\", power, on)", certainty: 0.1)],
            dialect: BitNetDialect())
        let scene = Scene(model)
        let reply = await scene.say("Oven and perhaps the lamp")
        #expect(reply.text == "Oven: on. Did you mean Desk lamp: on? Say yes or no." && !reply.ok)
        #expect(await scene.say("yes").ok)
        #expect(scene.home.performed.map(\.device) == ["oven", "desk_lamp"])
    }

    @Test("What cannot be done is reported to the model, and in the reply if it gives up")
    func refusedThenDone() async {
        let home = TestHome { $0.outcomes["oven"] = .refused(.policy(rule: "night", explanation: "it is night")) }
        let model = ScriptedModel(bitnet: "set(\"Oven\", power, on)", "done()")
        let scene = Scene(model, home: home)
        let reply = await scene.say("Oven on")
        #expect(reply.kind == .refused && reply.text == "I did nothing with Oven: it is night.")
        #expect(model.prompts[1].now.map(\.description).joined().contains("not done, policy \"it is night\""))
    }

    @Test("The pilot is asked once")
    func pilotOnce() async {
        let scene = Scene(ScriptedModel("<get><d3> temperature<end>"), home: hot)
        _ = await scene.say("How hot is it?")
        #expect(scene.model.prompts.count == 1)
    }
}
