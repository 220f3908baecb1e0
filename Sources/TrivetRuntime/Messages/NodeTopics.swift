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
    /// Where the commands of a sender with a topic of its own arrive; without one, where everybody's do.
    public func command(of sender: String?) -> String { sender.map { "\(command)/\($0)" } ?? command }
    /// Where the commands of senders with topics of their own arrive, as a filter.
    public var sendersCommands: String { "trivet/\(node)/command/+" }
    /// The sender whose topic this is; nil for every other topic.
    public func sender(of topic: String) -> String? {
        guard topic.hasPrefix(command + "/") else { return nil }
        let name = topic.dropFirst(command.utf8.count + 1)
        return name.isEmpty || name.contains("/") ? nil : String(name)
    }
    /// True for a topic on which some runtime takes commands.
    static func isCommand(_ topic: String) -> Bool {
        let levels = topic.split(separator: "/", omittingEmptySubsequences: false)
        return levels.count >= 3 && levels[0] == "trivet" && levels.dropFirst(2).contains("command")
    }
    /// Where every command is answered.
    public var reply: String { "trivet/\(node)/reply" }
    /// Where every step is told as it happens.
    public var event: String { "trivet/\(node)/event" }
    /// Where the state of the runtime is kept (retained; `offline` as the will).
    public var status: String { "trivet/\(node)/status" }
    /// Where everything that is scheduled is kept (retained).
    public var schedule: String { "trivet/\(node)/schedule" }
}
