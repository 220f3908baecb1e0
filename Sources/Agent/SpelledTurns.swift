/// Turns of a conversation that are spelled inside of one sentence: chat markers, or a line that begins as the system or somebody
/// else. Nobody talks like that to a lamp; such a text is not read as a sentence at all.
enum SpelledTurns {
    /// True if the text spells a turn.
    static func isFound(in text: String) -> Bool {
        if text.contains("<|"), text.contains("|>") { return true }
        return text.split(whereSeparator: \.isNewline).dropFirst().contains { line in
            let start = line.drop(while: \.isWhitespace).prefix { $0 != ":" && $0 != "\u{FF1A}" }
            return start.count < line.count && speakers.contains(start.lowercased())
        }
    }

    private static let speakers: Set<String> = ["system", "assistant", "user", "human", "developer", "tool"]
}
