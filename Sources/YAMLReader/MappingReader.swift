/// Reads one mapping key by key. A wrong value is noted and read as absent, so that one reading finds every mistake.
///
/// Every accessor makes its key known; `finish()` reports the keys that nobody asked for.
public final class MappingReader {
    /// Where the mapping begins.
    public let position: Position
    /// What the mapping describes, as messages call it: `a device`, `the broker`.
    public let what: String
    /// Where mistakes go.
    public let context: YAMLContext

    private let entries: [YAMLEntry]
    private var known: [String] = []

    /// A reader over a mapping; nil, with a note, if the value is none. An absent value is nil without a note.
    public init?(_ node: YAMLNode?, of what: String, in context: YAMLContext) {
        guard let node else { return nil }
        guard case .mapping(let entries) = node.content else {
            context.report("\(what) must be a mapping (keys with values), not \(node.kindName)", at: node.position)
            return nil
        }
        self.position = node.position
        self.what = what
        self.context = context
        self.entries = entries
    }

    /// The keys in the order of the file.
    public var keys: [String] { entries.map(\.key) }

    /// All entries, every key of which becomes known: for mappings whose keys are names.
    public func allEntries() -> [YAMLEntry] {
        known += entries.map(\.key)
        return entries
    }

    /// The value of a key, whatever it is.
    public func node(_ key: String) -> YAMLNode? {
        known.append(key)
        return entries.first { $0.key == key }?.value
    }

    /// Where the value of a key begins, or the mapping if it has none.
    public func position(of key: String) -> Position {
        entries.first { $0.key == key }?.value.position ?? position
    }

    /// Where a key stands, or the mapping if it has none.
    public func keyPosition(of key: String) -> Position {
        entries.first { $0.key == key }?.keyPosition ?? position
    }

    /// Notes a mistake at the value of a key.
    public func report(_ message: String, at key: String) {
        context.report(message, at: position(of: key))
    }

    /// Notes that a key is missing; `example` shows what to write.
    public func reportMissing(_ key: String, example: String) {
        context.report("\(what) needs \"\(key)\"; write for example \(example)", at: position)
    }

    /// Reports each key that nobody asked for.
    public func finish() {
        let words = Set(known)
        for entry in entries where !words.contains(entry.key) {
            let meant = suggestion(for: entry.key, among: known.filter { key in !keys.contains(key) })
            let advice =
                if let meant { "did you mean \"\(meant)\"?" } else {
                    known.isEmpty
                        ? "nothing is expected here" : "known are \(Set(known).sorted().joined(separator: ", "))"
                }
            context.report("unknown key \"\(entry.key.shortened)\" in \(what); \(advice)", at: entry.keyPosition)
        }
    }
}
