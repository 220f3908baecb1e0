public import JSONText

/// Something that answers commands: a running runtime behind a broker, or one in this process.
public protocol CommandTarget: Sendable {
    /// Sends a command and waits for its reply; `onEvent` hears of every step.
    func ask(_ command: Command, onEvent: @escaping @Sendable (JSON) -> Void) async throws(AskError) -> Reply
}

/// Why a command was not answered.
public enum AskError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The broker cannot be used; its error.
    case broker(String)
    /// The broker is there, and nobody listens for commands.
    case nobodyListens(node: String)
    /// No reply came in time.
    case noReply(seconds: Double)

    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .broker(let error): error
        case .nobodyListens(let node):
            "no runtime listens for commands of \"\(node)\"; start one with `trivet run`, or use --local to try without"
        case .noReply(let seconds): "no reply within \(seconds) seconds; look at what `trivet run` prints"
        }
    }
}
