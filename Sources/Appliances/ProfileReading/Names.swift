import YAMLReader

/// What names may look like in the files of a user.
enum Names {
    /// Lower-case letters, digits and underscores, a letter first: properties, verbs, arguments, values.
    static func isWord(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 64, (0x61...0x7A).contains(first) else { return false }
        return text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F }
    }

    /// A word, or digits first: the names of values such as `eco_50` or `90_degrees`.
    static func isValueName(_ text: String) -> Bool { isWord("a" + text) && !text.isEmpty }

    /// The nearest word to a text that is none.
    static func word(from text: String) -> String {
        String(
            text.lowercased().unicodeScalars.map { scalar in
                let isAllowed = scalar.properties.isAlphabetic && scalar.isASCII || ("0"..."9").contains(scalar)
                return isAllowed ? Character(scalar) : "_"
            })
    }

    /// Reports a name that is no word; true if it is one.
    static func check(_ text: String, _ what: String, at position: Position, in context: YAMLContext) -> Bool {
        if isWord(text) { return true }
        let meant = word(from: text)
        let advice = isWord(meant) ? "; write \(meant)" : ""
        context.report(
            "\(what) \"\(text.prefix(40))\" must be lower-case letters, digits and _, a letter first\(advice)",
            at: position)
        return false
    }
}
