public import ApplianceVocabulary

/// The home as the agent sees it: what there is, what it reports, and a way to act.
public protocol Home: Sendable {
    /// All devices, in a fixed order.
    var devices: [Device] { get async }

    /// The value that the device reported last and how many seconds ago; nil if it never did.
    func state(of device: String, property: String) async -> (value: Value, ageSeconds: Double?)?

    /// Does one thing with one device: checks it against the policy, sends it, waits for the device's own report.
    func perform(_ action: Action, request: RequestContext) async -> Outcome
}

/// On whose behalf something is done.
public struct RequestContext: Sendable, Hashable {
    /// The id of the command.
    public var id: String
    /// Who sent it, as far as the topic proves it; nil for the topic that is everybody's.
    public var sender: String?
    /// Who spoke, as they say.
    public var user: String?
    /// The area where the speaker is, if known.
    public var area: String?
    /// The conversation that the command belongs to, if any.
    public var session: String?
    /// True if the person has just said yes to exactly this.
    public var isConfirmed: Bool

    /// A context.
    public init(
        id: String, sender: String? = nil, user: String? = nil, area: String? = nil, session: String? = nil,
        isConfirmed: Bool = false
    ) {
        self.id = id
        self.sender = sender
        self.user = user
        self.area = area
        self.session = session
        self.isConfirmed = isConfirmed
    }
}
