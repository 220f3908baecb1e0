import Agent
import ApplianceVocabulary
import Synchronization
import Testing

@Suite("Taking back and correcting")
struct TakingBackTests {
    private func home() -> TestHome {
        TestHome {
            $0.values = [
                "kitchen_lamp": ["power": .name("on"), "brightness": .number(80)], "desk_lamp": ["power": .name("off")],
                "front_door": ["lock": .name("unlocked")],
            ]
        }
    }

    @Test(
        "Put it back: the value that was reported before", arguments: ["put it back", "Undo that, please.", "算了，恢复原样"])
    func undo(_ words: String) async {
        let scene = Scene(ScriptedModel("<set><d1> brightness 30<set><d2> power on<end>"), home: home())
        _ = await scene.say("dim the kitchen lamp to 30 and turn on the desk lamp")
        let reply = await scene.say(words)
        #expect(reply.ok)
        #expect(
            Set(scene.home.performed.suffix(2))
                == [.set("kitchen_lamp", "brightness", .number(80)), .set("desk_lamp", "power", .name("off"))])
        #expect(scene.model.prompts.count == 1)
    }

    @Test("Taking back the taking back does it again")
    func twice() async {
        let scene = Scene(ScriptedModel("<set><d1> brightness 30<end>"), home: home())
        for words in ["dim the kitchen lamp to 30", "put it back", "put it back"] { _ = await scene.say(words) }
        #expect(scene.home.performed.last == .set("kitchen_lamp", "brightness", .number(30)))
    }

    @Test("It goes through the policy: locking is taken back only after a yes")
    func undoConfirmed() async {
        let home = home()
        let scene = Scene(ScriptedModel("<set><d5> lock locked<end>"), home: home)
        _ = await scene.say("lock the front door")
        home.state.withLock {
            $0.outcomes["front_door"] = .needsConfirmation(question: "Really unlock the front door?")
        }
        let asked = await scene.say("undo that")
        #expect(asked.kind == .asked && asked.text == "Really unlock the front door?")
        _ = await scene.say("yes")
        #expect(scene.home.performed.last == .set("front_door", "lock", .name("unlocked")))
        #expect(scene.home.contexts.last?.isConfirmed == true)
    }

    @Test("What cannot be taken back is said, the rest is")
    func impossible() async {
        let scene = Scene(ScriptedModel("<set><d1> power off<do><d4> stop<end>"), home: home())
        _ = await scene.say("lamp off and stop the blind")
        let reply = await scene.say("put it back")
        #expect(!reply.ok && reply.text.contains("Bedroom blind: that cannot be taken back"))
        #expect(scene.home.performed.last == .set("kitchen_lamp", "power", .name("on")))
    }

    @Test("What was not done is not taken back; nothing done, nothing to take back")
    func notDone() async {
        let home = TestHome { $0.outcomes["kitchen_lamp"] = .unavailable(reason: "offline") }
        let scene = Scene(ScriptedModel("<set><d1> power on<end>"), home: home)
        _ = await scene.say("kitchen lamp on")
        #expect(await scene.say("undo that").ok == false)
        #expect(scene.home.performed.count == 1)
    }

    @Test("Not somebody else's, and not after the conversation is over")
    func otherSessions() async {
        let scene = Scene(ScriptedModel("<set><d1> brightness 30<end>"), home: home())
        _ = await scene.say("dim the kitchen lamp to 30")
        #expect(await scene.say("put it back", session: "neighbour").ok == false)
        scene.clock.advance(by: 301)
        #expect(await scene.say("put it back").ok == false)
        #expect(scene.home.performed.count == 1)
    }

    @Test("What was just scheduled is taken back too")
    func undoSchedule() async {
        let scene = LaterScene()
        _ = await scene.say("turn on the kitchen lamp at seven")
        let reply = await scene.say("undo that")
        #expect(reply.ok && reply.text == "Cancelled: at 19:00: Kitchen lamp: on." && scene.schedule.items.isEmpty)
        let other = LaterScene()
        _ = await other.say("turn on the kitchen lamp for ten minutes")
        _ = await other.say("undo that")
        #expect(other.schedule.items.isEmpty)
    }

    @Test("No, the other one: the wrong one as before, the right one as wished")
    func other() async {
        let devices = TestHome.demo.filter { $0.id != "ceiling" }
        let home = TestHome(devices) { $0.values = ["kitchen_lamp": ["power": .name("off")]] }
        let scene = Scene(ScriptedModel("<set><d1> power on<end>"), home: home)
        _ = await scene.say("turn on the lamp")
        let reply = await scene.say("no, the other one")
        #expect(reply.ok, "\(reply.text)")
        #expect(
            scene.home.performed
                == [
                    .set("kitchen_lamp", "power", .name("on")), .set("kitchen_lamp", "power", .name("off")),
                    .set("desk_lamp", "power", .name("on")),
                ])
    }

    @Test("Several others: which one?")
    func severalOthers() async {
        let lamps = ["a", "b", "c"].map {
            Device(id: $0, name: "Lamp \($0)", type: "light", capabilities: [TestHome.power])
        }
        let scene = Scene(ScriptedModel("<set><d1> power on<end>", "<set><d3> power on<end>"), home: TestHome(lamps))
        _ = await scene.say("turn on the lamp")
        let reply = await scene.say("no the other one")
        #expect(reply.question == .clarify(.ambiguousTarget(["b", "c"])))
        #expect(await scene.say("the second one").ok)
        #expect(scene.home.performed.last == .set("c", "power", .name("on")))
    }

    @Test(
        "No, I meant another place or another device",
        arguments: [
            ("no, I meant the office", "desk_lamp"), ("I meant the desk lamp", "desk_lamp"),
            ("no I mean the ceiling light", "ceiling"),
        ])
    func meant(_ words: String, _ device: String) async {
        let home = TestHome { $0.values = ["kitchen_lamp": ["power": .name("off")]] }
        let scene = Scene(ScriptedModel("<set><d1> power on<end>"), home: home)
        _ = await scene.say("turn on the lamp")
        let reply = await scene.say(words)
        #expect(reply.ok && scene.home.performed.last == .set(device, "power", .name("on")), "\(reply.text)")
    }

    @Test(
        "Who says more than which one is not correcting: it is a sentence of its own",
        arguments: [
            "no, I meant unlock the front door", "no, I meant turn off the desk lamp", "I said desk lamp to 50 percent",
            "I wanted to know whether the desk lamp is on", "是不是Desk lamp开着",
        ])
    func notMeant(_ words: String) async {
        let scene = Scene(ScriptedModel("<set><d1> power on<end>", "<ask> again<end>"))
        _ = await scene.say("turn on the kitchen lamp")
        _ = await scene.say(words)
        #expect(scene.model.prompts.count == 2 && scene.home.performed.count == 1)
    }

    @Test("What was scheduled wrongly is scheduled rightly, for the same time")
    func scheduledWrongly() async {
        let scene = LaterScene("<set><d1> power on<end>")
        _ = await scene.say("turn on the lamp in twenty minutes")
        let reply = await scene.say("no, I meant the desk lamp")
        #expect(reply.kind == .scheduled && scene.home.performed.isEmpty)
        #expect(scene.start == inSeconds(1200))
        #expect(scene.schedule.items.map(\.draft.actions) == [[.set("desk_lamp", "power", .name("on"))]])
    }

    @Test("What was begun wrongly for a while is ended, and the right thing has the end")
    func begunWrongly() async {
        let home = TestHome { $0.values = ["kitchen_lamp": ["power": .name("off")]] }
        let scene = LaterScene("<set><d1> power on<end>", home: home)
        _ = await scene.say("turn on the lamp for ten minutes")
        let reply = await scene.say("no, I meant the desk lamp")
        #expect(reply.ok && reply.text.hasPrefix("Kitchen lamp: off. Desk lamp: on."), "\(reply.text)")
        #expect(scene.start == inSeconds(600))
        #expect(scene.schedule.items.map(\.draft.actions) == [[.set("desk_lamp", "power", .name("off"))]])
    }

    @Test("A group is corrected as a group")
    func group() async {
        let home = TestHome {
            $0.values = ["kitchen_lamp": ["power": .name("off")], "ceiling": ["power": .name("off")]]
        }
        let scene = Scene(ScriptedModel("<set><each> light<S1> power on<end>"), home: home)
        _ = await scene.say("turn on the lights in the kitchen")
        let reply = await scene.say("no, I meant upstairs")
        #expect(reply.ok && scene.home.performed.last == .set("desk_lamp", "power", .name("on")))
    }

    @Test("A correction of something that was only proposed takes nothing back")
    func proposed() async {
        let scene = Scene(
            ScriptedModel([.says("<set><d1> power on<end>", certainty: 0.2)]),
            home: TestHome(
                TestHome.demo.filter { $0.id != "ceiling" }))
        _ = await scene.say("lmp on")
        let reply = await scene.say("no, the other one")
        #expect(reply.ok && scene.home.performed == [.set("desk_lamp", "power", .name("on"))])
    }

    @Test("Without a turn before, the model is asked")
    func nothingBefore() async {
        let scene = Scene(ScriptedModel("<ask> again<end>"))
        _ = await scene.say("no, the other one")
        #expect(scene.model.prompts.count == 1)
    }
}
