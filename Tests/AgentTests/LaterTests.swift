import Agent
import ApplianceVocabulary
import Testing

@Suite("Things that are done later")
struct LaterTests {
    @Test("What is impossible is refused at once")
    func impossible() async {
        let home = TestHome { $0.checks["kitchen_lamp"] = .refused(.outOfRange("0 to 80 %")) }
        let scene = LaterScene("<set><d1> brightness 90<end>", home: home)
        let reply = await scene.say("dim the kitchen lamp to 90 at seven")
        #expect(reply.kind == .refused && reply.refusal == .outOfRange("0 to 80 %"))
        #expect(scene.schedule.items.isEmpty && scene.home.performed.isEmpty)
    }

    @Test("What needs a yes is asked when it is scheduled, and allowed then")
    func confirmation() async {
        let home = TestHome { $0.checks["front_door"] = .needsConfirmation(question: "Really unlock the front door?") }
        let scene = LaterScene("<set><d5> lock unlocked<end>", home: home)
        let asked = await scene.say("unlock the front door at seven")
        #expect(asked.kind == .asked && asked.text == "Really unlock the front door?")
        #expect(scene.schedule.items.isEmpty)
        let reply = await scene.say("yes")
        #expect(reply.kind == .scheduled && reply.text == "At 19:00: Front door: unlocked.")
        #expect(scene.schedule.items.map(\.draft.isConfirmed) == [true])
        #expect(scene.home.performed.isEmpty)
    }

    @Test("No, somebody else's yes, and a yes that comes too late schedule nothing")
    func noConfirmation() async {
        for answer in [("no", "s", 0.0), ("yes", "other", 0), ("yes", "s", 61)] {
            let home = TestHome { $0.checks["front_door"] = .needsConfirmation(question: "Really?") }
            let scene = LaterScene("<set><d5> lock unlocked<end>", home: home)
            _ = await scene.say("unlock the front door at seven")
            scene.clock.advance(by: answer.2)
            _ = await scene.say(answer.0, session: answer.1)
            #expect(scene.schedule.items.isEmpty)
        }
    }

    @Test("Unsure of what was meant: asked first")
    func unsure() async {
        let scene = LaterScene("<set><d2> power on<end>", certainty: 0.2)
        let asked = await scene.say("dsk lmp on at seven")
        #expect(asked.text == "Did you mean Desk lamp: on? Say yes or no." && scene.schedule.items.isEmpty)
        _ = await scene.say("yes")
        #expect(scene.start == moment(0, 19))
    }

    @Test("At its time: the actions go through the policy again, with the yes that was given")
    func carriedOut() async {
        let home = TestHome { $0.outcomes["front_door"] = .needsConfirmation(question: "Really?") }
        let scene = LaterScene(home: home)
        for (isConfirmed, ok) in [(true, true), (false, false)] {
            let draft = ScheduleDraft(
                start: inSeconds(0), actions: [.set("front_door", "lock", .name("unlocked"))], isConfirmed: isConfirmed,
                sentence: "unlock the front door at seven", user: "anna")
            let reply = await scene.loop.carryOut(draft, request: AgentRequest(id: "schedule-1", text: draft.sentence))
            #expect(reply.ok == ok)
        }
        #expect(scene.home.contexts.map(\.isConfirmed) == [true, false])
    }

    @Test("For ten minutes: done now, and the end is in the schedule before anything is sent")
    func forTenMinutes() async {
        let scene = LaterScene("<set><d1> power on<end>")
        let reply = await scene.say("turn on the kitchen lamp for ten minutes")
        #expect(reply.ok && reply.kind == .acted)
        #expect(reply.text == "Kitchen lamp: on. At 15:10: Kitchen lamp: off.")
        #expect(scene.shown == "turn on the kitchen lamp")
        #expect(scene.home.performed == [.set("kitchen_lamp", "power", .name("on"))])
        #expect(scene.schedule.items.map(\.draft.actions) == [[.set("kitchen_lamp", "power", .name("off"))]])
        #expect(scene.schedule.items.map(\.draft.isEnding) == [true] && scene.start == inSeconds(600))
    }

    @Test("The end restores the value that was reported before")
    func endRestores() async {
        let home = TestHome {
            $0.values = [
                "kitchen_lamp": ["brightness": .number(80), "power": .name("on")], "desk_lamp": ["power": .name("off")],
            ]
        }
        let scene = LaterScene("<set><d1> brightness 30<set><d2> brightness 30<end>", home: home)
        _ = await scene.say("dim both lamps to 30 until 8 pm")
        #expect(scene.start == moment(0, 20))
        #expect(
            Set(scene.schedule.items[0].draft.actions)
                == [.set("kitchen_lamp", "brightness", .number(80)), .set("desk_lamp", "power", .name("off"))])
    }

    @Test("Said again while it runs, it ends later, as it was before the first time")
    func extended() async {
        let home = TestHome { $0.values = ["kitchen_lamp": ["brightness": .number(80), "power": .name("on")]] }
        let scene = LaterScene("<set><d1> brightness 30<end>", "<set><d1> brightness 30<end>", home: home)
        for _ in 0..<2 { _ = await scene.say("dim the kitchen lamp to 30 for ten minutes") }
        #expect(scene.schedule.items.map(\.draft.actions) == [[.set("kitchen_lamp", "brightness", .number(80))]])
    }

    @Test("Said otherwise while it runs, it ends once, later, as it was before the first time")
    func extendedOtherwise() async {
        let home = TestHome { $0.values = ["kitchen_lamp": ["brightness": .number(80), "power": .name("on")]] }
        let scene = LaterScene(
            "<set><d1> brightness 30<end>", "<set><d1> brightness 60<end>", "<set><d1> power off<end>", home: home)
        for words in ["lamp to 30 for ten minutes", "lamp to 60 for twenty minutes", "lamp off for half an hour"] {
            _ = await scene.say(words)
        }
        #expect(scene.schedule.items.map(\.draft.actions) == [[.set("kitchen_lamp", "brightness", .number(80))]])
        #expect(scene.start == inSeconds(1800))
    }

    @Test("The same words about another device have an end of their own, and what is not said again keeps its end")
    func endsOfEach() async {
        let scene = LaterScene(
            "<set><d1> power on<set><d2> power on<end>", "<set><d5> lock unlocked<end>", "<set><d2> power on<end>")
        for words in [
            "kitchen lamp and desk lamp on for ten minutes", "unlock the front door for ten minutes",
            "desk lamp on for twenty minutes",
        ] { _ = await scene.say(words) }
        func end(of device: String) -> [ScheduleStart] {
            scene.schedule.items.filter { $0.draft.actions.contains { $0.device == device } }.map(\.draft.start)
        }
        #expect(end(of: "kitchen_lamp") == [inSeconds(600)])
        #expect(end(of: "front_door") == [inSeconds(600)])
        #expect(end(of: "desk_lamp") == [inSeconds(1200)])
    }

    @Test("After a yes the item tells what was said, not the yes")
    func sentenceBehindYes() async {
        let home = TestHome { $0.checks["front_door"] = .needsConfirmation(question: "Really?") }
        let scene = LaterScene("<set><d5> lock unlocked<end>", home: home)
        for words in ["unlock the front door for ten minutes", "yes"] { _ = await scene.say(words) }
        #expect(scene.schedule.items.map(\.draft.sentence) == ["unlock the front door for ten minutes"])
    }

    @Test(
        "The time of what was asked about is kept for the answer",
        arguments: [
            (
                "turn on the lamp in twenty minutes", "<ask> which<d1><d2><end>", "the second one",
                "<set><d2> power on<end>"
            ),
            (
                "turn on the lamp in twenty minutes", "<ask> which<d1><d2><end>", "the desk lamp",
                "<set><d2> power on<end>"
            ),
            (
                "set the oven in twenty minutes", "<ask> value temperature<end>", "180 degrees",
                "<set><d3> temperature 180<end>"
            ),
        ])
    func timeOfQuestions(_ wish: String, _ question: String, _ answer: String, _ call: String) async {
        let scene = LaterScene(question, call)
        _ = await scene.say(wish)
        let reply = await scene.say(answer)
        #expect(reply.kind == .scheduled && scene.home.performed.isEmpty, "\(reply.text)")
        #expect(scene.start == inSeconds(1200))
    }

    @Test("A sentence of its own behind such a question is for now")
    func notTheAnswer() async {
        let scene = LaterScene("<ask> value temperature<end>", "<set><d1> power on<end>")
        _ = await scene.say("set the oven in twenty minutes")
        let reply = await scene.say("turn on the kitchen lamp")
        #expect(reply.kind == .acted && scene.schedule.items.isEmpty && scene.home.performed.count == 1)
    }

    @Test(
        "A time that is years away is not taken, and harms nothing",
        arguments: [
            "9999999999999999999999小时后打开 kitchen lamp", "turn on the kitchen lamp in 99999999999999999999999 hours",
            "turn on the kitchen lamp for 99999999999999999999999 hours",
            "kitchen lamp on every 99999999999999999 hours",
            "取消计划99999999999999999999", "cancel schedule 99999999999999999999",
        ])
    func tooFar(_ words: String) async {
        let scene = LaterScene()
        let reply = await scene.say(words)
        #expect(!reply.ok && scene.schedule.items.isEmpty && scene.home.performed.isEmpty, "\(reply.text)")
        let far = WallZone.universal.reading(at: .infinity)
        #expect(far.day.date.year > 3000)
        #expect(WallZone.universal.reading(at: .nan).day.date.year == 1970)
    }

    @Test("What cannot be ended is not begun")
    func endless() async {
        let scene = LaterScene("<do><d4> stop<end>")
        let reply = await scene.say("stop the blind for ten minutes")
        #expect(reply.kind == .refused && scene.home.performed.isEmpty && scene.schedule.items.isEmpty)
    }

    @Test("An end that cannot be written down: nothing is begun")
    func endNotSaved() async {
        let scene = LaterScene()
        scene.schedule.breakDown()
        let reply = await scene.say("turn on the kitchen lamp for ten minutes")
        #expect(reply.kind == .failed && reply.failure == .schedule(.notSaved("the disk is full")))
        #expect(scene.home.performed.isEmpty)
    }

    @Test("Nothing was done, so nothing has to end")
    func nothingDone() async {
        let home = TestHome { $0.outcomes["kitchen_lamp"] = .unavailable(reason: "offline") }
        let scene = LaterScene(home: home)
        _ = await scene.say("turn on the kitchen lamp for ten minutes")
        #expect(scene.schedule.items.isEmpty)
    }

    @Test("When a device reports something, and until it does")
    func conditions() async {
        let home = TestHome {
            $0.values = ["oven": ["temperature": .number(20)], "blind": ["position": .number(80)]]
        }
        for (sentence, answer, condition) in [
            (
                "when the oven reaches 180 turn off the kitchen lamp", "<set><d1> power off<end>",
                ReportCondition(device: "oven", property: "temperature", test: .atLeast(180))
            ),
            (
                "turn on the kitchen lamp when the front door is unlocked", "<set><d1> power on<end>",
                ReportCondition(device: "front_door", property: "lock", test: .equals(.name("unlocked")))
            ),
            (
                "turn on the kitchen lamp as soon as the bedroom blind falls below 20 percent",
                "<set><d1> power on<end>",
                ReportCondition(device: "blind", property: "position", test: .below(20))
            ),
            (
                "turn on the kitchen lamp once the bedroom blind reaches 30", "<set><d1> power on<end>",
                ReportCondition(device: "blind", property: "position", test: .atMost(30))
            ),
            (
                "turn on the kitchen lamp when the oven door is open", "<set><d1> power on<end>",
                ReportCondition(device: "oven", property: "door", test: .equals(.name("open")))
            ),
            (
                "turn on the oven until it reaches 60", "<set><d3> power on<end>",
                ReportCondition(device: "oven", property: "temperature", test: .atLeast(60))
            ),
        ] {
            let scene = LaterScene(answer, home: home)
            let reply = await scene.say(sentence)
            #expect(scene.start == .when(condition), "\(sentence): \(reply.text)")
        }
    }

    @Test("Scheduled with an end of its own")
    func startAndEnd() async {
        let scene = LaterScene()
        let reply = await scene.say("turn on the kitchen lamp every day at seven for ten minutes")
        #expect(scene.schedule.items[0].draft.end == .after(600))
        #expect(reply.text == "Every day at 07:00: Kitchen lamp: on, for 10 minutes.")
        let draft = scene.schedule.items[0].draft
        let done = await scene.loop.carryOut(draft, request: AgentRequest(id: "schedule-1", text: draft.sentence))
        #expect(done.ok && scene.schedule.items.count == 2)
        #expect(scene.schedule.items[1].draft.actions == [.set("kitchen_lamp", "power", .name("off"))])
    }

    @Test("Asking what is scheduled, and cancelling it")
    func talk() async {
        let answers = Array(repeating: "<set><d1> power on<end>", count: 2)
        let scene = LaterScene(answers[0], "<set><d2> power on<end>", answers[1])
        #expect(await scene.say("what is scheduled?").text == "Nothing is scheduled.")
        _ = await scene.say("turn on the kitchen lamp at seven")
        _ = await scene.say("turn on the desk lamp at seven")
        _ = await scene.say("turn on the kitchen lamp tomorrow at 9 am")
        let list = await scene.say("what is scheduled?")
        #expect(list.ok && list.kind == .answered && list.scheduled.count == 3)
        #expect(list.text.contains("(1) at 19:00: Kitchen lamp: on.") && list.text.contains("tomorrow at 09:00"))
        let cancelled = await scene.say("cancel the seven o'clock desk lamp")
        #expect(cancelled.ok && scene.schedule.items.map(\.id) == ["1", "3"])
        #expect(await scene.say("cancel schedule 3").ok)
        #expect(await scene.say("cancel schedule 3").ok == false)
        #expect(scene.schedule.items.map(\.id) == ["1"])
        #expect(await scene.say("cancel all schedules").ok && scene.schedule.items.isEmpty)
    }

    @Test("The same in Chinese")
    func chineseTalk() async {
        let scene = LaterScene()
        let reply = await scene.say("明天早上七点打开厨房灯")
        #expect(reply.text == "明天 07:00：Kitchen lamp：打开。")
        #expect(await scene.say("有什么计划").scheduled.count == 1)
        #expect(await scene.say("取消所有计划").ok && scene.schedule.items.isEmpty)
    }

    @Test("Cancelling appliances is for the model", arguments: ["cancel all timers", "cancel the dishwasher", "取消计时器"])
    func otherCancelling(_ sentence: String) async {
        let scene = LaterScene("<do><d6> cancel all<end>")
        _ = await scene.say(sentence)
        #expect(scene.model.prompts.count == 1)
    }
}
