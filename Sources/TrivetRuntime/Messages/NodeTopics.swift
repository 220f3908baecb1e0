/// The topics of one runtime.
public struct NodeTopics: Sendable, Hashable {
    /// The name of the runtime.
    public var node: String

    /// The topics of a node.
    public init(node: String) {
        self.node = node
    }

    /// Where commands arrive.
    public var command: String { "trivet/\(node)/command" }
    /// Where every command is answered.
    public var reply: String { "trivet/\(node)/reply" }
    /// Where every step is told as it happens.
    public var event: String { "trivet/\(node)/event" }
    /// Where the state of the runtime is kept (retained; `offline` as the will).
    public var status: String { "trivet/\(node)/status" }
    /// Where everything that is scheduled is kept (retained).
    public var schedule: String { "trivet/\(node)/schedule" }
}
