extension String {
    /// The text on one line and not too long, for a log.
    var shortened: String {
        let line = String(map { $0.isNewline ? " " : $0 })
        return line.count > 200 ? line.prefix(200) + "…" : line
    }
}
