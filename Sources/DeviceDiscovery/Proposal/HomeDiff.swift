/// Shows what a proposal adds, as `diff -u` shows it. Nothing is taken away anywhere.
public enum HomeDiff {
    /// A file that is not there yet.
    public static func newFile(_ path: String, _ text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        return (["--- /dev/null", "+++ \(path)", "@@ -0,0 +1,\(lines.count) @@"] + lines.map { "+" + $0 })
            .joined(separator: "\n") + "\n"
    }

    /// The home's file with the entries at the end of its devices, and the difference; nil if its devices are not written in
    /// a block of their own lines.
    public static func adding(
        _ entries: [Proposal.Entry], to text: String, path: String
    ) -> (text: String, difference: String)? {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let isWhole = lines.last?.isEmpty ?? true
        if isWhole { lines = Array(lines.dropLast()) }
        guard let place = place(in: lines) else { return nil }
        let space = String(repeating: " ", count: place.indent)
        var added = place.isNew ? (lines.isEmpty ? ["devices:"] : ["", "devices:"]) : []
        for entry in entries {
            added.append(space + YAMLText.key(entry.id) + ":")
            added += entry.lines.map { space + "  " + $0 }
        }
        var whole = lines
        whole.insert(contentsOf: added, at: place.index)
        let before = lines[max(0, place.index - 3)..<place.index]
        let after = lines[place.index..<min(lines.count, place.index + 3)]
        var hunk = before.map { " " + $0 } + added.map { "+" + $0 } + after.map { " " + $0 }
        if !isWhole {
            // The last line has no end; where something follows it now, it is another line.
            let marker = "\\ No newline at end of file"
            if after.isEmpty, let last = before.last {
                hunk.replaceSubrange((before.count - 1)..<before.count, with: ["-" + last, marker, "+" + last])
            } else if place.index + after.count == lines.count {
                hunk.append(marker)
            }
        }
        let count = before.count + after.count
        let header =
            "@@ -\(place.index - before.count + (count == 0 ? 0 : 1)),\(count) +\(place.index - before.count + 1),\(count + added.count) @@"
        let isEnded = isWhole || after.isEmpty
        return (
            whole.joined(separator: "\n") + (isEnded ? "\n" : ""),
            (["--- \(path)", "+++ \(path)", header] + hunk).joined(separator: "\n") + "\n"
        )
    }

    /// Where the entries go, and how far they are indented.
    private static func place(in lines: [String]) -> (index: Int, indent: Int, isNew: Bool)? {
        guard let start = lines.firstIndex(where: { $0.hasPrefix("devices:") }) else { return (lines.count, 2, true) }
        let rest = lines[start].dropFirst("devices:".count).drop { $0 == " " }
        guard rest.isEmpty || rest.first == "#" else { return nil }
        var end = start + 1
        var indent: Int?
        for (index, line) in lines.enumerated().dropFirst(start + 1) {
            let content = line.drop { $0 == " " }
            if content.isEmpty || content.first == "#" { continue }
            guard line.first == " " else { break }
            indent = indent ?? line.count - content.count
            end = index + 1
        }
        return (end, indent ?? 2, false)
    }
}
