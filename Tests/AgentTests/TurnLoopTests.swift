import Agent
import ApplianceVocabulary
import Synchronization
import Testing

@Suite("A sentence and what comes of it")
struct TurnLoopTests {
    @Test("One action, confirmed")
    func confirmed() async {
        let scene = Scene(ScriptedModel("<set><d1> brightness 30<end>"))
        let reply = await scene.say("dim the kitchen lamp to 30%")
        #expect(reply.ok && reply.kind == .acted)
        #expect(reply.text == "Kitchen lamp: brightness 30 %.")
        #expect(
            reply.actions == [
                ActionResult(
                    action: .set("kitchen_lamp", "brightness", .number(30)), outcome: .confirmed(reported: .number(30)))
            ])
        #expect(scene.home.contexts == [RequestContext(id: "1", user: "anna", session: "s")])
    }

    @Test("Several actions in one sentence")
    func several() async {
        let scene = Scene(ScriptedModel("<set><d2> power on<do><d3> start<arg> minutes 20<end>"))
        let reply = await scene.say("desk lamp on and start the oven for 20 minutes")
        #expect(reply.ok)
        #expect(reply.text == "Desk lamp: on. Oven: start (minutes 20).")
        #expect(Set(scene.home.performed.map(\.device)) == ["desk_lamp", "oven"])
    }

    @Test("A group is all its members, at once")
    func group() async {
        let scene = Scene(ScriptedModel("<set><each> light<S5> power off<end>"))
        let reply = await scene.say("all lights downstairs off")
        #expect(
            Set(scene.home.performed) == [
                .set("kitchen_lamp", "power", .name("off")), .set("ceiling", "power", .name("off")),
            ])
        #expect(reply.text == "Kitchen lamp and Ceiling light: off.")
        #expect(scene.home.state.withLock { $0.mostConcurrent } == 2)
    }

    @Test("A group without some, and only those that have the property")
    func groupExcept() async {
        let scene = Scene(
            ScriptedModel(
                "<set><each> light<house><but><d1> brightness 10<end>", "<set><each> light<house> color red<end>"))
        _ = await scene.say("all lights but the kitchen lamp to 10")
        #expect(Set(scene.home.performed.map(\.device)) == ["desk_lamp", "ceiling"])
        let reply = await scene.say("all lights red")
        #expect(reply.text == "Kitchen lamp: color red.")
    }

    @Test("A group goes over the whole home, not only over what the model is shown")
    func groupInLargeHome() async {
        let lamps = (0..<40).map {
            Device(
                id: "l\($0)", name: "Lamp \($0)", area: "Room \($0 % 3)", type: "light", capabilities: [TestHome.power])
        }
        let scene = Scene(ScriptedModel("<set><each> light<house> power off<end>"), home: TestHome(lamps))
        let reply = await scene.say("everything off")
        #expect(scene.home.performed.count == 40)
        #expect(reply.text == "40 lights: off.")
    }

    @Test("The later word counts, and nothing is done twice")
    func duplicates() async {
        let scene = Scene(ScriptedModel("<set><d1> power on<set><d1> power off<do><d4> stop<do><d4> stop<end>"))
        _ = await scene.say("kitchen lamp on, no, off and stop the blind")
        #expect(scene.home.performed.count == 2)
        #expect(scene.home.performed.contains(.set("kitchen_lamp", "power", .name("off"))))
    }

    @Test("Sent is not done")
    func unconfirmed() async {
        let scene = Scene(
            ScriptedModel("<set><d1> power on<end>"), home: TestHome { $0.outcomes["kitchen_lamp"] = .unconfirmed })
        let reply = await scene.say("kitchen lamp on")
        #expect(!reply.ok && reply.kind == .acted)
        #expect(reply.text == "Sent to Kitchen lamp, but it has not confirmed.")
    }

    @Test(
        "What else can come of an action",
        arguments: [
            (
                Outcome.unconfirmable, AgentReply.Kind.acted,
                "Sent to Kitchen lamp; it does not report whether it is done."
            ),
            (
                Outcome.contradicted(reported: .name("off")), AgentReply.Kind.acted,
                "Kitchen lamp did not follow: still off."
            ),
            (
                .unavailable(reason: "the broker is not connected"), .failed,
                "Kitchen lamp cannot be reached: the broker is not connected."
            ),
            (
                .refused(.policy(rule: "quiet_hours", explanation: "it is night")), .refused,
                "I did nothing with Kitchen lamp: it is night."
            ),
            (.refused(.outOfRange("10 to 20 %")), .refused, "I did nothing: Kitchen lamp allows power 10 to 20 %."),
        ])
    func outcomes(_ outcome: Outcome, _ kind: AgentReply.Kind, _ text: String) async {
        let scene = Scene(
            ScriptedModel("<set><d1> power on<end>"), home: TestHome { $0.outcomes["kitchen_lamp"] = outcome })
        let reply = await scene.say("kitchen lamp on")
        #expect(!reply.ok && reply.kind == kind && reply.text == text, "\(reply.text)")
    }

    @Test("Relative changes and toggling reach the home as they are")
    func adjust() async {
        let scene = Scene(ScriptedModel("<down><d1> brightness 15<up><d2> brightness<do><d8> toggle<end>"))
        _ = await scene.say("a bit of everything")
        #expect(
            Set(scene.home.performed.map(\.operation)) == [
                .adjust(property: "brightness", direction: .down, amount: 15),
                .adjust(property: "brightness", direction: .up, amount: nil),
                .perform(verb: "toggle", arguments: [:]),
            ])
    }

    @Test(
        "The model's refusals",
        arguments: [
            ("device", Refusal.noSuchDevice), ("unsupported", .unsupported("")), ("range", .outOfRange("")),
            ("home", .notAboutHome),
        ])
    func refusals(_ word: String, _ refusal: Refusal) async {
        let scene = Scene(ScriptedModel("<no> \(word)<end>"))
        let reply = await scene.say("sing a song")
        #expect(reply.kind == .refused && reply.refusal == refusal && !reply.ok && !reply.text.isEmpty)
        #expect(scene.home.performed.isEmpty)
    }

    @Test(
        "Wishes outside the grammar are told truthfully",
        arguments: [
            (
                "<set><d2>", Segment.text(" col"), Refusal.unsupported("color"),
                "I did nothing: Desk lamp cannot do that (color)."
            ),
            (
                "<set><d3> temperature 2", .text("8"), .outOfRange("30 to 250 °C"),
                "I did nothing: Oven allows temperature 30 to 250 °C."
            ),
            (
                "<set><d3> temperature", .text(" 9"), .outOfRange("30 to 250 °C"),
                "I did nothing: Oven allows temperature 30 to 250 °C."
            ),
            (
                "<set><d1> power on<set><d3> temperature 2", .control("end"), .outOfRange("30 to 250 °C"),
                "I did nothing: Oven allows temperature 30 to 250 °C."
            ),
            (
                "<set><d1> color", .text(" blue"), .unsupported("color"),
                "I did nothing: Kitchen lamp cannot do that (color)."
            ),
            ("<do><d5>", .text(" stop"), .unsupported("stop"), "I did nothing: Front door cannot do that (stop)."),
            ("<set><each> light", .control("S4"), .noSuchDevice, "I did nothing: I know no such device here."),
            (
                "<up><d1> brightness 10", .text("5"), .outOfRange("0 to 100 %"),
                "I did nothing: Kitchen lamp allows brightness 0 to 100 %."
            ),
            ("<get><d5>", .text(" batt"), .unsupported("batt"), "I did nothing: Front door cannot do that (batt)."),
            ("<set>", .control("d7"), .unsupported(""), "I did nothing: the device cannot do that."),
        ])
    func outside(_ text: String, _ wanted: Segment, _ refusal: Refusal, _ told: String) async {
        let scene = Scene(ScriptedModel([.wantsOutside(text, then: wanted)]))
        let reply = await scene.say("do something strange")
        #expect(reply.kind == .refused && reply.refusal == refusal && reply.text == told, "\(reply)")
        #expect(scene.home.performed.isEmpty)
    }

    @Test(
        "Other wishes outside the grammar are asked about again",
        arguments: [
            "", "<ask>", "<set>", "<set><each>", "<no>", "<get><d7> motion<is>", "<do><d6> start<arg> name",
            "<get><d7> motion",
        ])
    func outsideUnclear(_ text: String) async {
        let scene = Scene(ScriptedModel([.wantsOutside(text, then: .text(" x"))]))
        let reply = await scene.say("do something strange")
        #expect(reply.kind == .asked && reply.question == .clarify(.unclear))
    }

    @Test("A second thought behind a whole call is not blamed on the call")
    func outsideBehind() async {
        for text in [
            "<set><d1> power on", "<set><d3> temperature 200", "<up><d1> brightness", "<up><d1> brightness 10",
        ] {
            let scene = Scene(ScriptedModel([.wantsOutside(text, then: .control("no"))]))
            let reply = await scene.say("do something strange")
            #expect(reply.kind == .asked && reply.question == .clarify(.unclear), "\(reply.text)")
        }
    }

    @Test("Every step is told as it happens")
    func events() async {
        let scene = Scene(ScriptedModel("<set><d1> power on<get><d2> power<end>"))
        let steps = Mutex<[String]>([])
        let reply = await scene.loop.reply(to: AgentRequest(id: "7", text: "Kitchen lamp ON")) { event in
            #expect(event.request == "7" && event.seconds >= 0)
            steps.withLock { $0.append(event.name) }
        }
        #expect(steps.withLock { $0 } == ["heard", "shown", "completed", "read", "began", "ended", "replied"])
        #expect(reply.calls.map(\.description) == ["set(kitchen_lamp, power, on)", "get(desk_lamp, power)"])
    }
}
