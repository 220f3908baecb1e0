import Agent
import JSONText
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// The schedule on the disk: JSON lines that grow, written anew, shorter, at the start and whenever they have become many.
/// A row is on the disk when the call that wrote it returns.
final class ScheduleFile: Sendable {
    private struct State: Sendable {
        var file: Int32
        var growth = FileGrowth()
    }

    private let path: String?
    private let state: Mutex<State>
    /// How many damaged lines were skipped while reading.
    let damagedLines: Int

    /// Opens the file and fills a scheduler with what is in it; without a path nothing is kept.
    init(path: String?, into scheduler: inout Scheduler) throws(FileError) {
        self.path = path
        guard let path else {
            state = Mutex(State(file: -1))
            damagedLines = 0
            return
        }
        try TextFile.makeFolder(TextFile.folder(of: path))
        var damaged = 0
        if TextFile.exists(path) {
            guard let bytes = TextFile.bytes(path, limit: FileGrowth.mostBytes) else {
                throw FileError(path: path, operation: "read", code: errno)
            }
            for line in bytes.split(separator: UInt8(ascii: "\n")) where !Self.apply(line, to: &scheduler) {
                damaged += 1
            }
        }
        damagedLines = damaged
        let bytes = Self.bytes(of: scheduler)
        state = Mutex(State(file: try TextFile.replaceOpen(path, with: bytes), growth: FileGrowth(live: bytes.count)))
    }

    deinit { state.withLock { if $0.file >= 0 { close($0.file) } } }

    /// Writes an entry as it is now.
    func write(_ entry: Scheduler.Entry) throws(FileError) { try append(Self.row(entry)) }

    /// Writes that an item is no more.
    func writeGone(_ id: String) throws(FileError) {
        try append(JSON.object(["id": .string(id), "gone": true]).serialized() + "\n")
    }

    /// Writes the file anew if most of it is of no use any more. If that fails it grows on; what is in it is in it.
    func tidy(_ scheduler: Scheduler) {
        state.withLock { state in
            guard let path, state.growth.isLarge else { return }
            let bytes = Self.bytes(of: scheduler)
            guard let file = try? TextFile.replaceOpen(path, with: bytes) else { return state.growth.putOff() }
            close(state.file)
            state = State(file: file, growth: FileGrowth(live: bytes.count))
        }
    }

    private func append(_ row: String) throws(FileError) {
        guard let path else { return }
        try state.withLock { state throws(FileError) in
            try TextFile.appendSaved(Array(row.utf8), to: state.file, path: path)
            state.growth.note(row.utf8.count)
        }
    }

    private static func bytes(of scheduler: Scheduler) -> [UInt8] {
        let rows =
            [row(lastNumber: scheduler.lastNumber)]
            + scheduler.items.compactMap { scheduler.entries[$0.id].map(Self.row) }
        return Array(rows.joined().utf8)
    }

    private static func row(_ entry: Scheduler.Entry) -> String { entry.json.serialized() + "\n" }

    private static func row(lastNumber: Int) -> String {
        JSON.object(["last": .number(lastNumber)]).serialized() + "\n"
    }

    /// Takes a line in; false if it is damaged, as the last one may be after a power cut.
    private static func apply(_ line: some Collection<UInt8>, to scheduler: inout Scheduler) -> Bool {
        guard let json = try? JSON(parsing: line) else { return false }
        if let last = json["last"]?.integer {
            scheduler.noteNumber(last)
            return true
        }
        if let id = json["id"]?.string, json["gone"]?.bool == true {
            scheduler.noteNumber(Int(id) ?? 0)
            _ = scheduler.remove(id)
            return true
        }
        guard let entry = Scheduler.Entry(json: json) else { return false }
        scheduler.restore(entry)
        return true
    }
}
