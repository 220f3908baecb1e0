/// The commands of the journal in memory: which ids were seen, and how far each came. A pure value.
struct Ledger: Sendable {
    /// How many finished commands are remembered.
    static let remembered = 1000

    private var entries: [String: JournalEntry] = [:]
    /// Ids in the order in which they were accepted.
    private var order: [String] = []

    /// What is known about an id.
    subscript(id: String) -> JournalEntry? { entries[id] }

    /// Commands that are not done, oldest first.
    var open: [JournalEntry] { order.compactMap { entries[$0] }.filter { $0.stage != .done } }

    /// All that is remembered, oldest first.
    var all: [JournalEntry] { order.compactMap { entries[$0] } }

    /// Takes a row in. A row that goes back, or speaks of an unknown command, changes nothing.
    mutating func apply(_ row: JournalRow) {
        switch row.stage {
        case .accepted:
            guard let command = row.command, entries[row.id] == nil else { return }
            entries[row.id] = JournalEntry(command: command, stage: .accepted, reply: nil)
            order.append(row.id)
        case .acting:
            guard entries[row.id]?.stage == .accepted else { return }
            entries[row.id]?.stage = .acting
        case .done:
            if entries[row.id] == nil, let command = row.command {
                entries[row.id] = JournalEntry(command: command, stage: .done, reply: nil)
                order.append(row.id)
            }
            guard entries[row.id] != nil else { return }
            entries[row.id]?.stage = .done
            entries[row.id]?.reply = row.reply
        }
        forget()
    }

    /// Drops the oldest finished commands beyond what is remembered.
    private mutating func forget() {
        guard order.count > Self.remembered + Self.remembered / 4 else { return }
        var surplus = order.count - Self.remembered
        order.removeAll { id in
            guard surplus > 0, entries[id]?.stage == .done else { return false }
            surplus -= 1
            entries[id] = nil
            return true
        }
    }
}
