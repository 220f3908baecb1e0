import Synchronization

/// Where commands come in: reads them, writes them down, puts them in line.
///
/// Everything here is quick and may be called from any thread; a command is on the disk when `take` returns.
public final class CommandDesk: Sendable {
    /// What to do about a message.
    public enum Decision: Sendable, Hashable {
        /// It is in line; its reply will come.
        case accepted(Command)
        /// Answer this now, to whoever sent it.
        case answer(Reply)
        /// The same command is in line or being worked on: its reply will come.
        case alreadyInLine
    }

    private struct State: Sendable {
        var backlog: Backlog
        var isOpen = true
        /// Workers that wait for something to do.
        var sleepers: [CheckedContinuation<Void, Never>] = []
    }

    /// What a sender wants to see again is kept with its command, so it has to be short: in bytes.
    static let longestResponseTopic = 512
    static let longestCorrelationData = 4096

    private let parser: CommandParser
    private let journal: Journal
    private let state: Mutex<State>

    /// A desk that writes into a journal.
    public init(parser: CommandParser, journal: Journal, capacity: Int = 64) {
        self.parser = parser
        self.journal = journal
        state = Mutex(State(backlog: Backlog(capacity: capacity)))
    }

    /// How many commands wait.
    public var waiting: Int { state.withLock { $0.backlog.count } }

    /// Takes a message in; `sender` if it came on the topic of one.
    public func take(
        payload: [UInt8], sender: String? = nil, isRetained: Bool = false, responseTopic: String? = nil,
        correlationData: [UInt8]? = nil
    ) -> Decision {
        var id: String?
        do throws(CommandMistake) {
            if isRetained { throw .retained }
            var command = try parser.parse(payload, sender: sender)
            // What is too long is not kept: the reply goes to the usual topic alone.
            if responseTopic?.utf8.count ?? 0 <= Self.longestResponseTopic,
                correlationData?.count ?? 0 <= Self.longestCorrelationData
            {
                command.responseTopic = responseTopic
                command.correlationData = correlationData
            }
            id = command.id
            return try admit(command)
        } catch {
            return .answer(Reply(to: error, id: id))
        }
    }

    /// Takes in a command that was not said but has come due; false if there is no room for it now.
    public func take(_ command: Command) -> Bool {
        do throws(CommandMistake) {
            _ = try admit(command)
            return true
        } catch {
            return false
        }
    }

    private func admit(_ command: Command) throws(CommandMistake) -> Decision {
        try state.withLock { state throws(CommandMistake) in
            guard state.isOpen else { throw .stopping }
            // A repeated command is answered even when the line is full.
            guard !state.backlog.isFull || journal.knows(command.id) else { throw .busy(waiting: state.backlog.count) }
            let admission: Journal.Admission
            do throws(FileError) {
                admission = try journal.admit(command)
            } catch {
                throw .notSaved(error.description)
            }
            switch admission {
            case .accepted:
                _ = state.backlog.add(command)
                Self.wakeAll(&state)
                return .accepted(command)
            case .inProgress: return .alreadyInLine
            case .answered(let json): return .answer(Reply(json: json)?.asRepeated ?? Reply.unknown(command.id))
            case .idReused: throw .idReused(command.id)
            }
        }
    }

    /// Puts a command in line that an earlier run accepted.
    public func resume(_ command: Command) {
        state.withLock { state in
            _ = state.backlog.add(command)
            Self.wakeAll(&state)
        }
    }

    /// The next command to work on; nil once the desk is closed. Give it back with `finish`.
    public func next() async -> Command? {
        while true {
            let (command, isOpen) = state.withLock { ($0.isOpen ? $0.backlog.next() : nil, $0.isOpen) }
            if let command { return command }
            guard isOpen else { return nil }
            await sleep()
        }
    }

    /// Tells that a command was worked on, so that the next one of its conversation can follow.
    public func finish(_ command: Command) {
        state.withLock { state in
            state.backlog.finish(command)
            Self.wakeAll(&state)
        }
    }

    /// Takes nothing more and lets the workers end. What is in line stays in the journal for the next run.
    public func close() {
        state.withLock { state in
            state.isOpen = false
            Self.wakeAll(&state)
        }
    }

    private func sleep() async {
        await withCheckedContinuation { continuation in
            let mayWork = state.withLock { state in
                var probe = state.backlog
                if !state.isOpen || probe.next() != nil { return true }
                state.sleepers.append(continuation)
                return false
            }
            if mayWork { continuation.resume() }
        }
    }

    private static func wakeAll(_ state: inout State) {
        let sleepers = state.sleepers
        state.sleepers = []
        for sleeper in sleepers { sleeper.resume() }
    }
}

extension Reply {
    /// The same reply, marked as given before.
    fileprivate var asRepeated: Reply? { Reply(json: repeated) }

    /// The reply to a command whose reply cannot be read back.
    fileprivate static func unknown(_ id: String) -> Reply {
        Reply(id: id, reason: "answered", text: "this command was answered before; it is not carried out again")
    }
}
