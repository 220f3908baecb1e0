import Agent
import ApplianceVocabulary
import Appliances
import JSONText
import Synchronization
import TestSupport
import Testing
import TrivetRuntime

@Suite("Many appliances at once")
struct GroupTests {
    private static let count = 150

    /// A home of lamps that answer only when every one of them has been told. One is stubborn, one silent, one not there.
    private final class ManyLamps: Sendable {
        let files = TemporaryFolder()
        let appliances: ApplianceHome
        let acted = Atomic(0)
        private let told = Mutex<Set<String>>([])
        private let live = Mutex<LiveHome?>(nil)

        init() throws {
            for (name, seconds) in [("lamp", 60.0), ("odd", 0.3)] {
                files.write(
                    "devices/test/\(name).yaml",
                    """
                    type: light
                    confirm: { within_seconds: \(seconds) }
                    properties:
                      power:
                        values: { on: "ON", off: "OFF" }
                        command: { topic: "{address}/set", payload: "{value}" }
                        state: { topic: "{address}" }
                    """)
            }
            let lamps = (0..<GroupTests.count).map { index in
                "  lamp_\(index): { profile: test/\(index < 3 ? "odd" : "lamp"), name: lamp number \(index) }"
            }
            appliances = try HomeFiles.load(
                files.write("config/home.yaml", "devices:\n" + lamps.joined(separator: "\n")))
            let home = LiveHome(appliances, willAct: { [weak self] _ in self?.acted.add(1, ordering: .relaxed) }) {
                [weak self] message in
                guard let self else { return .failed("over") }
                return await send(message)
            }
            live.withLock { $0 = home }
        }

        var home: LiveHome { live.withLock { $0! } }
        var toldCount: Int { told.withLock { $0.count } }

        private func send(_ message: OutgoingMessage) async -> LiveHome.Delivery {
            let isLast = told.withLock { told in
                told.insert(message.topic)
                return told.count == GroupTests.count
            }
            if isLast {
                for index in 3..<GroupTests.count {
                    await home.receive(topic: "lamp_\(index)", payload: Array("ON".utf8))
                }
            }
            if message.topic == "lamp_0/set" { await home.receive(topic: "lamp_0", payload: Array("OFF".utf8)) }
            return message.topic.hasPrefix("lamp_2/") ? .failed("it is not there") : .delivered
        }
    }

    @Test("All are told before anything is waited for, and the reply says of each what became of it")
    func everything() async throws {
        let lamps = try ManyLamps()
        let model = ScriptedModel([
            "all lights on": [
                .control("set"), .control("each"), .text(" light"), .control("house"), .text(" power on"),
            ]
        ])
        let clock = AgentClock(now: Clock.monotonic, sleep: { try await Task.sleep(for: .seconds($0)) })
        let settings = lamps.appliances.configuration.agent
        let loop = TurnLoop(model: model, home: lamps.home, clock: clock, options: AgentOptions(settings))
        let command = Command(id: "1", text: "All lights on!")
        let reply = Reply(await loop.reply(to: AgentRequest(id: "1", text: command.text)), to: command, seconds: 0)
        #expect(lamps.toldCount == Self.count)
        let actions = reply.json["actions"]?.array ?? []
        #expect(actions.count == Self.count && !reply.ok)
        var outcomes: [String: String] = [:]
        for action in actions { outcomes[action["device"]?.string ?? ""] = action["outcome"]?.string }
        #expect(outcomes["lamp_0"] == "contradicted")
        #expect(outcomes["lamp_1"] == "unconfirmed")
        #expect(outcomes["lamp_2"] == "unavailable")
        #expect(outcomes.values.count { $0 == "confirmed" } == Self.count - 3)
        // What is the same is told once.
        #expect(reply.text.hasPrefix("lamp number 0 did not follow") && reply.text.contains("147 lights: on."))
        #expect(reply.json.serialized().utf8.count < 64 << 10)
    }
}
