/// Commands that wait, oldest first. Those of one conversation, and those of none, are worked on one after the other. A
/// pure value.
struct Backlog: Sendable {
    /// How many may wait.
    let capacity: Int
    private var waiting: [Command] = []
    private var busy: Set<String> = []

    init(capacity: Int) {
        self.capacity = capacity
    }

    /// How many wait.
    var count: Int { waiting.count }

    /// True if no more are taken.
    var isFull: Bool { waiting.count >= capacity }

    /// Adds a command; false if there is no room.
    mutating func add(_ command: Command) -> Bool {
        guard !isFull else { return false }
        waiting.append(command)
        return true
    }

    /// The next command whose conversation is free; the conversation is taken until `finish`.
    mutating func next() -> Command? {
        guard let index = waiting.firstIndex(where: { !busy.contains($0.line) }) else { return nil }
        let command = waiting.remove(at: index)
        busy.insert(command.line)
        return command
    }

    /// Frees the conversation of a command.
    mutating func finish(_ command: Command) {
        busy.remove(command.line)
    }
}

extension Command {
    /// In which line the command stands.
    fileprivate var line: String { conversation ?? "" }
}
