/// What belongs to the one sentence that is being worked on.
struct TurnContext: Sendable {
    let request: AgentRequest
    let start: Double
    let deadline: Double
    let clock: AgentClock
    let onEvent: @Sendable (AgentEvent) -> Void
    /// When the sentence wants it done, if not now.
    var time: TimePhrase?

    /// How many seconds are left.
    var remaining: Double { deadline - clock.now() }

    /// Tells a step.
    func emit(_ step: AgentEvent.Step) {
        onEvent(AgentEvent(request: request.id, step: step, seconds: clock.now() - start))
    }
}
