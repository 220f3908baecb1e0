import Agent
import ApplianceVocabulary
import Testing

/// A quick model in front of a larger one: who decides, and why.
@Suite("Two models")
struct HandoverTests {
    /// What a scene of two models tells of itself.
    struct Heard {
        var reply: AgentReply
        var handovers: [Handover]
        var performed: [Action]
        var larger: ScriptedModel
    }

    private func say(
        _ text: String, quick: ScriptedModel.Answer, larger: [ScriptedModel.Answer],
        _ change: (inout AgentOptions) -> Void = { _ in }
    ) async -> Heard {
        let home = TestHome()
        let behind = ScriptedModel(larger, dialect: BitNetDialect())
        var options = AgentOptions()
        options.handoverCertainty = 0.6
        change(&options)
        let loop = TurnLoop(
            model: ScriptedModel([quick]), laterModels: [behind], home: home, clock: TestClock().clock,
            options: options)
        let events = EventLog()
        let reply = await loop.reply(to: AgentRequest(id: "1", text: text, session: "s")) { events.add($0) }
        let handovers = events.all.compactMap { if case .handedOver(let handover) = $0.step { handover } else { nil } }
        return Heard(reply: reply, handovers: handovers, performed: home.performed, larger: behind)
    }

    @Test("The quick model acts when it is sure; the larger one is not asked")
    func sure() async {
        let heard = await say("kitchen lamp on", quick: .says("<set><d1> power on<end>", certainty: 0.9), larger: [])
        #expect(heard.reply.ok && heard.performed == [.set("kitchen_lamp", "power", .name("on"))])
        #expect(heard.handovers.isEmpty && heard.larger.prompts.isEmpty)
    }

    @Test("What it is not sure of the larger one decides, and only that is done")
    func unsure() async {
        let heard = await say(
            "kitchen lamp on", quick: .says("<set><d1> power off<end>", certainty: 0.59),
            larger: [.says("set(\"Kitchen lamp\", power, on)"), .says("done()")])
        #expect(heard.reply.ok && heard.performed == [.set("kitchen_lamp", "power", .name("on"))])
        #expect(heard.handovers.map(\.reason) == [.unsure])
        #expect(heard.handovers.first?.certainty == 0.59 && heard.handovers.first?.threshold == 0.6)
    }

    @Test("Talk, questions and what is not understood go to the larger one, sure or not")
    func others() async {
        let answers: [(ScriptedModel.Answer, Handover.Reason)] = [
            (.says("<no> home<end>"), .notAboutHome), (.says("<ask> again<end>"), .question),
            (.wantsOutside("<set><d1>", then: .text(" volume")), .notUnderstood), (.fails, .failed),
        ]
        for (answer, reason) in answers {
            let heard = await say("well", quick: answer, larger: [.says("say(\"Well.\")")])
            #expect(heard.reply.text == "Well." && heard.performed.isEmpty)
            #expect(heard.handovers.map(\.reason) == [reason])
        }
    }

    @Test("A sure refusal stands")
    func refusal() async {
        let heard = await say("piano on", quick: .says("<no> device<end>", certainty: 0.95), larger: [])
        #expect(heard.reply.kind == .refused && heard.reply.refusal == .noSuchDevice && heard.handovers.isEmpty)
    }

    @Test("Where the larger model fails, the quick one's word counts, with its own caution")
    func fails() async {
        let sure = await say(
            "kitchen lamp on", quick: .says("<set><d1> power on<end>", certainty: 0.5), larger: [.fails])
        #expect(sure.performed == [.set("kitchen_lamp", "power", .name("on"))])
        #expect(sure.handovers.map(\.reason) == [.unsure, .failed])
        let unsure = await say(
            "kitchen lamp on", quick: .says("<set><d1> power on<end>", certainty: 0.1), larger: [.fails])
        #expect(unsure.performed.isEmpty && unsure.reply.question?.code == "confirm")
    }

    @Test("A larger model that takes too long ends the sentence; nothing is done late")
    func late() async {
        let heard = await say(
            "kitchen lamp on", quick: .says("<set><d1> power on<end>", certainty: 0.5), larger: [.hangs]
        ) { $0.turnSeconds = 1 }
        #expect(heard.performed.isEmpty && heard.reply.failure == .timeout)
    }
}
