import Agent
import JSONText

#if canImport(Glibc)
    import Glibc
#endif

/// The schedule on the disk: JSON lines that only grow, written anew, shorter, at the start. A row is on the disk when the
/// call that wrote it returns.
final class ScheduleFile: Sendable {
    private let path: String?
    private let file: Int32
    /// How many damaged lines were skipped while reading.
    let damagedLines: Int

    /// Opens the file and fills a scheduler with what is in it; without a path nothing is kept.
    init(path: String?, into scheduler: inout Scheduler) throws(FileError) {
        self.path = path
        guard let path else {
            file = -1
            damagedLines = 0
            return
        }
        try TextFile.makeFolder(TextFile.folder(of: path))
        var damaged = 0
        if TextFile.exists(path) {
            guard let bytes = TextFile.bytes(path) else { throw FileError(path: path, operation: "read", code: errno) }
            for line in bytes.split(separator: UInt8(ascii: "\n")) where !Self.apply(line, to: &scheduler) {
                damaged += 1
            }
        }
        damagedLines = damaged
        let rows =
            [Self.row(lastNumber: scheduler.lastNumber)]
            + scheduler.items.compactMap { item in
                scheduler.entries[item.id].map(Self.row)
            }
        try TextFile.replace(path, with: Array(rows.joined().utf8))
        file = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
        guard file >= 0 else { throw FileError(path: path, operation: "open", code: errno) }
    }

    deinit { if file >= 0 { close(file) } }

    /// Writes an entry as it is now.
    func write(_ entry: Scheduler.Entry) throws(FileError) { try append(Self.row(entry)) }

    /// Writes that an item is no more.
    func writeGone(_ id: String) throws(FileError) {
        try append(JSON.object(["id": .string(id), "gone": true]).serialized() + "\n")
    }

    private func append(_ row: String) throws(FileError) {
        guard let path, file >= 0 else { return }
        try TextFile.appendSaved(Array(row.utf8), to: file, path: path)
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
