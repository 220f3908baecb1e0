/// Brings text of people and of networks to the one form that the pilot reads: lower case, words with one space between
/// them, numbers in digits. `training/pilot_data/normalize.py` is its twin.
public enum TextNormalizer {
    /// `Set it to Twenty-Five%!` becomes `set it to 25 percent`.
    public static func normalize(_ text: String) -> String { words(of: text).joined(separator: " ") }

    /// The words of the text in that form.
    public static func words(of text: String) -> [String] {
        SpokenDurations.whole(SpokenNumbers.inDigits(cutUnits(plainWords(text))))
    }

    /// Lower case, without punctuation, cut at spaces; Chinese cut into its words.
    private static func plainWords(_ text: String) -> [String] {
        let scalars = ChineseText.spaced(text.unicodeScalars.map(halfWidth))
        var out = String.UnicodeScalarView()
        var index = 0
        while index < scalars.count {
            let scalar = scalars[index]
            let before = index > 0 ? scalars[index - 1] : " "
            let after = index + 1 < scalars.count ? scalars[index + 1] : " "
            switch scalar {
            case "'", "’", "‘", "`", "´": break
            case "½": out.append(contentsOf: " half ".unicodeScalars)
            case "1" where isHalf(scalars, index):
                out.append(contentsOf: " half ".unicodeScalars)
                index += 2
            case "%", "％": out.append(contentsOf: " percent ".unicodeScalars)
            case "&": out.append(contentsOf: " and ".unicodeScalars)
            case "℃", "℉": out.append(contentsOf: " degrees ".unicodeScalars)
            case "°", "º":
                out.append(contentsOf: " degrees ".unicodeScalars)
                if let unit = unitBehindDegrees(scalars, index + 1) { index = unit }
            case "." where before.isDigit && after.isDigit: out.append(scalar)
            case "," where before.isDigit && after.isDigit: break
            case "-" where after.isDigit && !before.isLetterOrNumber: out.append(contentsOf: " -".unicodeScalars)
            default:
                if scalar.isASCII {
                    let isUpper = ("A"..."Z").contains(scalar)
                    let lower = isUpper ? Unicode.Scalar(UInt8(scalar.value) + 0x20) : scalar
                    out.append(lower.isLetterOrNumber ? lower : " ")
                } else if scalar.isLetterOrNumber {
                    let lower = scalar.properties.lowercaseMapping.unicodeScalars
                    out.append(contentsOf: lower.filter(\.isLetterOrNumber))
                } else {
                    out.append(" ")
                }
            }
            index += 1
        }
        return out.split(separator: " ").map { String($0) }
    }

    /// Letters, digits and signs of the width of a Chinese character become plain ones.
    private static func halfWidth(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        if scalar == "\u{3000}" { return " " }
        guard ("\u{ff01}"..."\u{ff5e}").contains(scalar) else { return scalar }
        return Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar
    }

    /// True where `1/2` stands by itself.
    private static func isHalf(_ scalars: [Unicode.Scalar], _ index: Int) -> Bool {
        guard index + 2 < scalars.count, scalars[index + 1] == "/", scalars[index + 2] == "2" else { return false }
        let isBegun = index > 0 && scalars[index - 1].isDigit
        return !isBegun && !(index + 3 < scalars.count && scalars[index + 3].isDigit)
    }

    /// The place of the `C` in `20 °C`, if it stands there by itself.
    private static func unitBehindDegrees(_ scalars: [Unicode.Scalar], _ start: Int) -> Int? {
        var index = start
        while index < scalars.count, scalars[index] == " " { index += 1 }
        guard index < scalars.count, ["c", "C", "f", "F"].contains(scalars[index]) else { return nil }
        return index + 1 < scalars.count && scalars[index + 1].isLetterOrNumber ? nil : index
    }

    /// `20percent`, `5min`, `20c` become two words.
    private static func cutUnits(_ words: [String]) -> [String] {
        var result: [String] = []
        for word in words {
            guard let first = word.utf8.first, first < UInt8(ascii: ":") else {
                result.append(word)
                continue
            }
            let scalars = Array(word.unicodeScalars)
            let count = scalars.enumerated().prefix { index, scalar in
                scalar.isDigit || scalar == "." || (scalar == "-" && index == 0)
            }.count
            let unit = String(String.UnicodeScalarView(scalars[count...]))
            if count > 0, scalars[count - 1].isDigit, units.contains(unit) {
                result.append(String(String.UnicodeScalarView(scalars[..<count])))
                result.append(writtenUnits[unit] ?? unit)
            } else {
                result.append(word)
            }
        }
        return result
    }

    /// Words that are units behind a number; a number that is glued to one of them is cut from it.
    private static let units: Set<String> = [
        "percent", "pct", "degrees", "degree", "deg", "c", "f", "k", "kelvin", "min", "mins", "minute", "minutes", "h",
        "hr", "hrs", "hour", "hours", "s", "sec", "secs", "second", "seconds", "am", "pm", "ml", "l", "kg", "g",
    ]
    private static let writtenUnits = ["c": "degrees", "f": "degrees", "deg": "degrees", "pct": "percent"]
}

extension Unicode.Scalar {
    /// True for the digits 0 to 9.
    fileprivate var isDigit: Bool { ("0"..."9").contains(self) }

    /// True for letters and for everything that has a numeric value, in any script.
    fileprivate var isLetterOrNumber: Bool {
        if value < 0x80 { return isDigit || ("a"..."z").contains(self) || ("A"..."Z").contains(self) }
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return true
        default: return properties.numericType != nil
        }
    }
}
