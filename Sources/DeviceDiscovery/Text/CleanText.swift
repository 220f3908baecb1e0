/// Text from the network, made harmless or refused. Whatever a device calls itself is a name and never anything else.
enum CleanText {
    /// A name as people say it: letters, digits, single spaces and a few signs, at most so many bytes.
    static func name(_ text: String, maximumBytes: Int = 60) -> String {
        var words: [String] = []
        var word = ""
        for scalar in text.unicodeScalars.prefix(400) {
            if isNamePart(scalar) {
                word.unicodeScalars.append(scalar)
            } else {
                if !word.isEmpty { words.append(word) }
                word = ""
            }
        }
        if !word.isEmpty { words.append(word) }
        return cut(words.joined(separator: " "), maximumBytes).trimmed
    }

    /// A line for a person to read: nothing that moves the cursor or turns the writing around.
    static func line(_ text: String, maximumBytes: Int = 80) -> String {
        var line = ""
        for scalar in text.unicodeScalars.prefix(400) {
            line.unicodeScalars.append(isVisible(scalar) ? scalar : " ")
        }
        return cut(line.split(separator: " ").joined(separator: " "), maximumBytes)
    }

    /// A topic without wildcards that may stand in a profile; nil for any other. The runtime's own topics and those of the
    /// broker are no appliance's.
    static func topic(_ text: String) -> String? {
        guard !text.isEmpty, text.utf8.count <= 256, text.first != "/", text.last != "/", !text.contains("//") else {
            return nil
        }
        guard text.unicodeScalars.allSatisfy({ isVisible($0) || $0 == " " }) else { return nil }
        guard !text.contains(where: { $0 == "+" || $0 == "#" }) else { return nil }
        return text.first == "$" || text.hasPrefix("trivet/") ? nil : text
    }

    /// A payload that may stand in a profile: one line of at most 200 bytes; nil for any other.
    static func payload(_ text: String) -> String? {
        guard !text.isEmpty, text.utf8.count <= 200 else { return nil }
        return text.unicodeScalars.allSatisfy { isVisible($0) || $0 == " " } ? text : nil
    }

    /// A key of a JSON payload; nil if it is none that a profile may hold.
    static func key(_ text: String) -> String? { payload(text).flatMap { $0.utf8.count <= 64 ? $0 : nil } }

    /// The beginning of a text, in whole characters.
    static func cut(_ text: String, _ maximumBytes: Int) -> String {
        guard text.utf8.count > maximumBytes else { return text }
        var count = 0
        let kept = text.prefix { character in
            count += character.utf8.count
            return count <= maximumBytes
        }
        return String(kept)
    }

    private static func isNamePart(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .otherLetter, .modifierLetter, .nonspacingMark,
            .spacingMark, .decimalNumber, .letterNumber, .otherNumber:
            true
        default: "-'.&".unicodeScalars.contains(scalar)
        }
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .spaceSeparator:
            false
        default: true
        }
    }
}

extension String {
    /// The text without spaces at its ends.
    var trimmed: String {
        let text = self[...].drop { $0.isWhitespace }
        guard let last = text.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(text[...last])
    }
}

/// Braces of a profile's templates.
enum Placeholders {
    /// The text with braces that are only braces.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text {
            if character == "{" || character == "}" { escaped.append(character) }
            escaped.append(character)
        }
        return escaped
    }
}
