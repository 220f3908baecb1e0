import Agent
import ApplianceVocabulary
import Testing

@Suite("Conversations")
struct ConversationTests {
    @Test("The model is told what was said and done before")
    func followUp() async {
        let scene = Scene(
            ScriptedModel("<set><d1> power on<end>", "<set><d2> power on<end>", "<set><d1> power off<end>"))
        _ = await scene.say("kitchen lamp on")
        _ = await scene.say("and the desk lamp too")
        #expect(
            withoutHints(scene.model.prompts[1].conversation)
                == segments("<user> kitchen lamp on<act><set><d1> power on<end><ok><user> and the desk lamp too<act>"))
        _ = await scene.say("kitchen lamp off", session: "another")
        #expect(withoutHints(scene.model.prompts[2].conversation) == segments("<user> kitchen lamp off<act>"))
    }

    @Test("Only the last turns, and only for a while")
    func bounds() async {
        let answers = Array(repeating: ScriptedModel.Answer.says("<set><d1> power on<end>"), count: 7)
        let scene = Scene(ScriptedModel(answers)) { $0.historyTurns = 2 }
        for _ in 0..<6 { _ = await scene.say("lamp on") }
        #expect(scene.model.prompts[5].conversation.filter { $0 == .control("user") }.count == 3)
        scene.clock.advance(by: 301)
        _ = await scene.say("lamp on")
        #expect(scene.model.prompts[6].conversation.filter { $0 == .control("user") }.count == 1)
    }

    @Test("A turn that failed is told as failed")
    func failedTurn() async {
        let home = TestHome { $0.outcomes["kitchen_lamp"] = .unavailable(reason: "offline") }
        let scene = Scene(ScriptedModel("<set><d1> power on<end>", "<no> home<end>"), home: home)
        _ = await scene.say("kitchen lamp on")
        _ = await scene.say("sing")
        #expect(scene.model.prompts[1].conversation.contains(.control("fail")))
    }

    @Test("Asking which one, and the answer goes to the model")
    func whichOne() async {
        let scene = Scene(ScriptedModel("<ask> which<d1><d8><end>", "<set><d8> power on<end>"))
        let asked = await scene.say("kitchen light on")
        #expect(asked.kind == .asked && asked.question == .clarify(.ambiguousTarget(["kitchen_lamp", "ceiling"])))
        #expect(asked.text == "Which one: Kitchen lamp or Ceiling light?")
        let reply = await scene.say("the second one")
        #expect(reply.ok && scene.home.performed.map(\.device) == ["ceiling"])
        #expect(
            withoutHints(scene.model.prompts[1].conversation)
                == segments("<user> kitchen light on<act><ask> which<d1><d8><end><user> ceiling light<act>"))
    }

    @Test(
        "The other questions",
        arguments: [
            (
                "<ask> value brightness<end>", Question.missingValue(property: "brightness"),
                "Which brightness should it be?"
            ),
            ("<ask> value<end>", .missingValue(property: nil), "What should it be set to?"),
            ("<ask> again<end>", .unclear, "I did not understand that. Please say it another way."),
        ])
    func questions(_ call: String, _ question: Question, _ text: String) async {
        let reply = await Scene(ScriptedModel(call)).say("set the lamp")
        #expect(reply.question == .clarify(question) && reply.text == text && !reply.ok)
    }

    @Test("Unsure: ask first, then do exactly that")
    func didYouMean() async {
        let scene = Scene(
            ScriptedModel([.says("<set><d2> brightness 30<set><d4> opening closed<end>", certainty: 0.2)]))
        let asked = await scene.say("dsk lmp 30 nd blnd")
        #expect(
            asked.kind == .asked
                && asked.text == "Did you mean Desk lamp: brightness 30 %; Bedroom blind: closed? Say yes or no.")
        #expect(scene.home.performed.isEmpty)
        let reply = await scene.say("Yes, please!")
        #expect(reply.ok && reply.kind == .acted)
        // The yes says what was meant. Whether it is safe is for the policy to ask.
        #expect(scene.home.performed.count == 2 && scene.home.contexts.allSatisfy { !$0.isConfirmed })
        #expect(scene.model.prompts.count == 1)
        let again = await scene.say("yes")
        #expect(again.kind == .asked && scene.home.performed.count == 2)
    }

    @Test("Being unsure about a question does no harm")
    func unsureQuestion() async {
        let home = TestHome { $0.values = ["front_door": ["lock": .name("locked")]] }
        let reply = await Scene(ScriptedModel([.says("<get><d5> lock<end>", certainty: 0.01)]), home: home).say("door?")
        #expect(reply.kind == .answered)
    }

    @Test("No means no")
    func no() async {
        let scene = Scene(ScriptedModel([.says("<set><d2> power on<end>", certainty: 0.2)]))
        _ = await scene.say("dsk lmp")
        let reply = await scene.say("No.")
        #expect(
            reply.kind == .answered && reply.text == "All right, I leave it as it is." && scene.home.performed.isEmpty)
        #expect(await scene.say("yes").kind == .asked)
        #expect(scene.home.performed.isEmpty)
    }

    @Test("A question does not stay open")
    func expiry() async {
        let scene = Scene(ScriptedModel([.says("<set><d2> power on<end>", certainty: 0.2)]))
        _ = await scene.say("dsk lmp")
        scene.clock.advance(by: 61)
        let reply = await scene.say("yes")
        #expect(
            reply.text == "That question is no longer open. Please say again what I should do."
                && scene.home.performed.isEmpty)
    }

    @Test("Another sentence closes the question")
    func otherSentence() async {
        let scene = Scene(
            ScriptedModel([.says("<set><d2> power on<end>", certainty: 0.2), .says("<set><d1> power on<end>")]))
        _ = await scene.say("dsk lmp")
        _ = await scene.say("kitchen lamp on")
        _ = await scene.say("yes")
        #expect(scene.home.performed.map(\.device) == ["kitchen_lamp"])
    }

    @Test("Somebody else's yes does not count")
    func otherSession() async {
        let scene = Scene(
            ScriptedModel([
                .says("<set><d2> power on<end>", certainty: 0.2), .says("<set><d2> power on<end>", certainty: 0.2),
            ]))
        _ = await scene.say("dsk lmp")
        _ = await scene.say("yes", session: "neighbour")
        _ = await scene.say("yes", session: nil)
        #expect(scene.home.performed.isEmpty)
        _ = await scene.say("dsk lmp", session: nil)
        _ = await scene.say("yes", session: nil)
        #expect(scene.home.performed.isEmpty)
    }

    @Test("The policy's question is put to the person, and only what it was about waits")
    func policyQuestion() async {
        let home = TestHome {
            $0.outcomes["front_door"] = .needsConfirmation(question: "Really unlock the front door?")
        }
        let scene = Scene(ScriptedModel("<set><d1> power on<set><d5> lock unlocked<end>"), home: home)
        let asked = await scene.say("lamp on and unlock the door")
        #expect(asked.kind == .asked && asked.text == "Kitchen lamp: on. Really unlock the front door?")
        #expect(asked.question == .confirm([.set("front_door", "lock", .name("unlocked"))], withinSeconds: 60))
        let reply = await scene.say("yes")
        #expect(reply.ok && reply.text == "Front door: unlocked.")
        #expect(Set(scene.home.performed.prefix(2).map(\.device)) == ["kitchen_lamp", "front_door"])
        #expect(scene.home.performed.count == 3 && scene.home.performed.last?.device == "front_door")
        #expect(scene.home.contexts.map(\.isConfirmed) == [false, false, true])
    }

    @Test("A yes to what was meant is no yes to the policy's question")
    func meantAndSafe() async {
        let home = TestHome {
            $0.outcomes["front_door"] = .needsConfirmation(question: "Really unlock the front door?")
        }
        let scene = Scene(
            ScriptedModel([.says("<set><d5> lock unlocked<end>", certainty: 0.2)]), home: home)
        #expect(await scene.say("unlck dr").text.hasPrefix("Did you mean Front door"))
        let asked = await scene.say("yes")
        #expect(asked.kind == .asked && asked.text == "Really unlock the front door?")
        #expect(await scene.say("yes").ok)
        #expect(scene.home.contexts.map(\.isConfirmed) == [false, true])
    }

    @Test("Stop and no without a question are ordinary sentences")
    func plainNo() async {
        let scene = Scene(ScriptedModel("<do><d4> stop<end>"))
        let reply = await scene.say("stop")
        #expect(reply.ok && scene.home.performed.count == 1)
    }

    @Test("Forgotten conversations, and no more than a few")
    func forgetting() async {
        let answers = Array(repeating: ScriptedModel.Answer.says("<set><d1> power on<end>"), count: 12)
        let scene = Scene(ScriptedModel(answers)) { $0.maximumSessions = 3 }
        _ = await scene.say("lamp on", session: "a")
        await scene.loop.forget(session: "a")
        _ = await scene.say("lamp on", session: "a")
        #expect(withoutHints(scene.model.prompts[1].conversation).count == 3)
        for index in 0..<5 {
            scene.clock.advance(by: 1)
            _ = await scene.say("lamp on", session: "\(index)")
        }
        _ = await scene.say("lamp on", session: "a")
        #expect(withoutHints(scene.model.prompts[7].conversation).count == 3)
    }
}
