/// The bounds of a turn. The defaults suit a home.
public struct AgentOptions: Sendable, Hashable {
    /// How many characters a sentence may have.
    public var maximumCharacters = 1_000
    /// How often a model that can answer in several steps is asked for one sentence.
    public var maximumSteps = 8
    /// How many device actions a sentence may cause.
    public var maximumActions = 200
    /// How long the model and the devices together may take.
    public var turnSeconds = 30.0
    /// How long a question to the person stays open.
    public var questionSeconds = 60.0
    /// How long a conversation is remembered after its last sentence.
    public var sessionSeconds = 300.0
    /// How many conversations are remembered at once.
    public var maximumSessions = 64
    /// How many earlier turns the model is shown.
    public var historyTurns = 3
    /// If the least likely token of a call is less likely than this, the person is asked first.
    public var certaintyThreshold = 0.4
    /// Where a larger model stands behind the one that is asked: below this certainty the sentence is left to it.
    public var handoverCertainty = 0.6
    /// A value older than this is told with its age.
    public var staleSeconds = 600.0

    /// The defaults.
    public init() {}
}

/// The time, given from outside so that nothing in the agent depends on a clock.
public struct AgentClock: Sendable {
    /// The seconds since any fixed moment.
    public var now: @Sendable () -> Double
    /// Returns after so many seconds, earlier with an error if the task is cancelled.
    public var sleep: @Sendable (Double) async throws -> Void

    /// A clock.
    public init(now: @escaping @Sendable () -> Double, sleep: @escaping @Sendable (Double) async throws -> Void) {
        self.now = now
        self.sleep = sleep
    }
}
