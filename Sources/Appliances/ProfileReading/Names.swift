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

    /// Reports a name that people could not read or say: too long, or with characters that are not seen, such as those
    /// that turn the direction of writing. Names may come from a network.
    static func checkSpoken(_ text: String, _ what: String, at position: Position, in context: YAMLContext) {
        if text.utf8.count > 80 {
            context.report("\(what) is longer than 80 bytes; shorten it", at: position)
        }
        guard let hidden = text.unicodeScalars.first(where: isHidden) else { return }
        let code = String(hidden.value, radix: 16, uppercase: true)
        context.report("\(what) holds the character U+\(code), which nobody sees; write it without", at: position)
    }

    /// True for what is not seen. Joiners are: in some scripts they make a difference.
    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: true
        case .format: scalar.value != 0x200C && scalar.value != 0x200D
        default: false
        }
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
