public import Agent
public import Appliances
public import JSONText

/// A runtime in this process with appliances in memory: for trying out, without a broker.
public final class LocalNode: CommandTarget {
    private let turns: TurnLoop
    private let sender: String?
    private let clockwork: Task<Void, Never>

    /// A runtime for the appliances of a home. Larger models get what the first one is not sure of. With a `sender` everything
    /// is said by that one, as on its own topic.
    public init(
        _ appliances: ApplianceHome, model: any LanguageModel, laterModels: [any LanguageModel] = [],
        sender: String? = nil
    ) async {
        self.sender = sender
        let clock = AgentClock(now: Clock.monotonic, sleep: { try await Task.sleep(for: .seconds($0)) })
        // Kept as long as the process lives.
        let schedule = ScheduleKeeper.inMemory()
        let turns = TurnLoop(
            model: model, laterModels: laterModels, home: await LiveHome.simulated(appliances), clock: clock,
            options: AgentOptions(appliances.configuration.agent), schedule: schedule)
        self.turns = turns
        clockwork = Task {
            await schedule.run(isReady: { true }) { command in
                if let draft = command.scheduled.flatMap(ScheduleDraft.init(json:)) {
                    Task { await turns.carryOut(draft, request: AgentRequest(id: command.id, text: command.text)) }
                }
                return true
            } report: { _, _ in
            }
        }
        await turns.prepare()
        for case let engine as EngineLanguageModel in [model] + laterModels {
            await engine.warmUp(for: appliances.devices)
        }
    }

    deinit { clockwork.cancel() }

    /// Carries out a command and waits for its reply.
    public func ask(_ command: Command, onEvent: @escaping @Sendable (JSON) -> Void) async throws(AskError) -> Reply {
        let started = Clock.monotonic()
        let request = AgentRequest(
            id: command.id, text: command.text, sender: sender, area: command.area, user: sender ?? command.user,
            session: command.conversation)
        let reply = await turns.reply(to: request) { onEvent($0.json) }
        return Reply(reply, to: command, seconds: Clock.monotonic() - started)
    }
}
