public import JSONText
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// Writes down every command before it is answered for, so that each is acted on at most once and none is lost.
///
/// The file is a list of JSON lines that grows; it is rewritten, shorter, at the start and whenever it has become large.
/// Every row is on the disk before the call that wrote it returns.
public final class Journal: Sendable {
    /// What became of a command at the door.
    public enum Admission: Sendable, Hashable {
        /// It is new and written down.
        case accepted
        /// The same command came before and is being worked on: its reply will come.
        case inProgress
        /// The same command came before and was answered so.
        case answered(JSON)
        /// The id stands for another sentence.
        case idReused
    }

    private struct State: ~Copyable {
        var ledger: Ledger
        var file: Int32
        var growth: FileGrowth
        /// Held as long as the journal is open, so that two runtimes never share it.
        var lock: Int32
    }

    /// Where it is kept; nil in memory only.
    public let path: String?
    /// How many damaged lines were skipped while reading it.
    public let damagedLines: Int
    private let state: Mutex<State>

    /// Opens the journal in a file, which is made if there is none; without a path it is kept in memory only.
    public init(path: String?) throws(FileError) {
        self.path = path
        var ledger = Ledger()
        var damaged = 0
        guard let path else {
            damagedLines = 0
            state = Mutex(State(ledger: ledger, file: -1, growth: FileGrowth(), lock: -1))
            return
        }
        try TextFile.makeFolder(TextFile.folder(of: path))
        let lock = try Self.lock(path + ".lock")
        if TextFile.exists(path) {
            guard let bytes = TextFile.bytes(path, limit: FileGrowth.mostBytes) else {
                throw FileError(path: path, operation: "read", code: errno)
            }
            for line in bytes.split(separator: UInt8(ascii: "\n")) {
                if let row = JournalRow(line: line) { ledger.apply(row) } else { damaged += 1 }
            }
        }
        let bytes = Self.bytes(of: ledger)
        let file = try TextFile.replaceOpen(path, with: bytes)
        damagedLines = damaged
        state = Mutex(State(ledger: ledger, file: file, growth: FileGrowth(live: bytes.count), lock: lock))
    }

    deinit {
        state.withLock { state in
            if state.file >= 0 { close(state.file) }
            if state.lock >= 0 { close(state.lock) }
        }
    }

    /// Commands that an earlier run accepted and did not finish, oldest first.
    public var unfinished: [JournalEntry] { state.withLock { $0.ledger.open } }

    /// True if a command of that id came before.
    public func knows(_ id: String) -> Bool { state.withLock { $0.ledger[id] != nil } }

    /// The largest whole number that stands behind a prefix in the ids that are known; 0 if there is none.
    package func largestNumber(behind prefix: String) -> Int {
        state.withLock { state in
            state.ledger.all.compactMap { entry in
                guard entry.command.id.hasPrefix(prefix) else { return nil }
                return Int(entry.command.id.dropFirst(prefix.count).prefix { $0.isNumber })
            }.max() ?? 0
        }
    }

    /// Takes a command in, unless its id is known.
    public func admit(_ command: Command) throws(FileError) -> Admission {
        try perform { state throws(FileError) in
            if let known = state.ledger[command.id] {
                guard known.command.text == command.text else { return .idReused }
                if let reply = known.reply { return .answered(reply) }
                return .inProgress
            }
            let row = JournalRow(id: command.id, stage: .accepted, at: command.receivedAt, command: command)
            try self.append(row, to: &state)
            return .accepted
        }
    }

    /// Notes that from here on messages to appliances may leave for the command.
    public func act(_ id: String) throws(FileError) {
        try perform { state throws(FileError) in
            guard state.ledger[id]?.stage == .accepted else { return }
            try self.append(JournalRow(id: id, stage: .acting, at: Clock.wall()), to: &state)
        }
    }

    /// Notes the reply of a command, which closes it.
    public func finish(_ id: String, reply: JSON) throws(FileError) {
        try perform { state throws(FileError) in
            try self.append(JournalRow(id: id, stage: .done, at: Clock.wall(), reply: reply), to: &state)
        }
    }

    /// Notes a command together with its reply: one that nothing is done about. A known one changes nothing.
    public func note(_ command: Command, reply: JSON) throws(FileError) {
        try perform { state throws(FileError) in
            guard state.ledger[command.id] == nil else { return }
            let row = JournalRow(id: command.id, stage: .done, at: command.receivedAt, command: command, reply: reply)
            try self.append(row, to: &state)
        }
    }

    private func perform<Result: Sendable>(
        _ body: (inout State) throws(FileError) -> Result
    ) throws(FileError) -> Result {
        try state.withLock { state throws(FileError) in try body(&state) }
    }

    private func append(_ row: JournalRow, to state: inout State) throws(FileError) {
        if state.file >= 0, let path {
            let line = Array(row.line.utf8)
            try TextFile.appendSaved(line, to: state.file, path: path)
            state.growth.note(line.count)
        }
        state.ledger.apply(row)
        guard state.file >= 0, let path, state.growth.isLarge else { return }
        // If it cannot be written anew it grows on; what is in it is in it.
        let bytes = Self.bytes(of: state.ledger)
        guard let file = try? TextFile.replaceOpen(path, with: bytes) else { return state.growth.putOff() }
        close(state.file)
        state.file = file
        state.growth = FileGrowth(live: bytes.count)
    }

    private static func bytes(of ledger: Ledger) -> [UInt8] {
        ledger.all.flatMap(rows(of:)).flatMap { Array($0.line.utf8) }
    }

    private static func lock(_ path: String) throws(FileError) -> Int32 {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw FileError(path: path, operation: "create", code: errno) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            close(file)
            throw FileError(
                path: path, operation: "lock (is another trivet running with this data folder?)", code: code)
        }
        return file
    }

    private static func rows(of entry: JournalEntry) -> [JournalRow] {
        let command = entry.command
        var rows = [JournalRow(id: command.id, stage: .accepted, at: command.receivedAt, command: command)]
        if entry.stage == .acting { rows.append(JournalRow(id: command.id, stage: .acting, at: command.receivedAt)) }
        if entry.stage == .done {
            rows.append(JournalRow(id: command.id, stage: .done, at: command.receivedAt, reply: entry.reply))
        }
        return rows
    }
}
