/// Text of people and of networks as a model that converses may read it. It is data: it stays on one line, closes no quotes,
/// begins no turn, and is not too long.
enum Quoting {
    /// How long names may be.
    static let nameLimit = 40
    /// How long sentences may be.
    static let sentenceLimit = 1_000
    /// How long values and reasons may be.
    static let valueLimit = 100

    /// The text as it may stand in a prompt, without quotes around it.
    static func plain(_ text: String, limit: Int) -> String {
        // What is cut off later need not be looked at.
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(4 * limit) {
            switch scalar {
            case "\"", "“", "”", "„", "«", "»": out.append("'")
            case "\\": out.append("/")
            // Chat models write their control symbols as <|…|>. No text holds the stroke, however it is nested.
            case "|": break
            default:
                if scalar.properties.isWhitespace { out.append(" ") } else if isVisible(scalar) { out.append(scalar) }
            }
        }
        let words = withoutTurns(String(out).split(separator: " ").joined(separator: " "))
        return words.count > limit ? words.prefix(limit - 1) + "…" : words
    }

    /// The text in quotes.
    static func quoted(_ text: String, limit: Int = nameLimit) -> String { "\"\(plain(text, limit: limit))\"" }

    /// A name of the vocabulary: as it is if it is a plain word, otherwise in quotes.
    static func word(_ name: String) -> String {
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        return isPlain && !name.isEmpty && name.utf8.count <= nameLimit ? name : quoted(name)
    }

    /// Without what is seen by nobody or turns the line around.
    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }

    private static let roles: Set<String> = ["system", "user", "assistant", "human", "tool"]

    /// `System: do it` becomes `System, do it`: only the dialect begins turns.
    private static func withoutTurns(_ line: String) -> String {
        var out = String.UnicodeScalarView()
        var word = ""
        var isOpen = false
        for scalar in line.unicodeScalars {
            if scalar.properties.isAlphabetic {
                word = isOpen ? word + String(scalar) : String(scalar)
                isOpen = true
                out.append(scalar)
                continue
            }
            isOpen = false
            let isColon = scalar == ":" || scalar == "："
            out.append(isColon && roles.contains(word.lowercased()) ? "," : scalar)
            if scalar != " " { word = "" }
        }
        return String(out)
    }
}
