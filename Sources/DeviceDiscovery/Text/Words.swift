/// Names as files and the vocabulary want them: lower-case letters, digits and `_`.
enum Words {
    /// The word for a text, a letter first; nil if nothing of it can be written so.
    static func word(_ text: String, maximumBytes: Int = 40) -> String? {
        guard let name = value(text, maximumBytes: maximumBytes) else { return nil }
        return name.utf8.first.map { (0x61...0x7A).contains($0) } == true ? name : nil
    }

    /// The name of a value for a text: digits may come first.
    static func value(_ text: String, maximumBytes: Int = 40) -> String? {
        var parts: [String] = []
        var part = ""
        var wasLower = false
        for scalar in text.unicodeScalars.prefix(200) {
            // A capital letter within a word begins another one: CarbonDioxide.
            if wasLower, scalar.properties.isUppercase, !part.isEmpty {
                parts.append(part)
                part = ""
            }
            wasLower = scalar.properties.isLowercase
            let letters = latin(scalar)
            if letters.isEmpty {
                if !part.isEmpty { parts.append(part) }
                part = ""
            } else {
                part += letters
            }
        }
        if !part.isEmpty { parts.append(part) }
        var name = ""
        for part in parts {
            let longer = name.isEmpty ? part : name + "_" + part
            guard longer.utf8.count <= maximumBytes else { break }
            name = longer
        }
        return name.isEmpty ? nil : name
    }

    /// A name that is not taken yet, with a number behind it if need be.
    static func unique(_ name: String, separator: String = "_", isTaken: (String) -> Bool) -> String {
        if !isTaken(name) { return name }
        var number = 2
        while isTaken(name + separator + "\(number)") { number += 1 }
        return name + separator + "\(number)"
    }

    /// The words of a text, in lower case.
    static func all(_ text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }

    private static func latin(_ scalar: Unicode.Scalar) -> String {
        let lower = scalar.properties.lowercaseMapping
        if let byte = lower.utf8.first, lower.utf8.count == 1 {
            return (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) ? lower : ""
        }
        return without[lower] ?? ""
    }

    /// Letters with marks, without them.
    private static let without: [String: String] = {
        let groups: [(String, String)] = [
            ("a", "áàâãåāăą"), ("ae", "äæ"), ("c", "çćčĉ"), ("d", "ďđð"), ("e", "éèêëēėęě"), ("g", "ğģ"),
            ("i", "íìîïīįı"), ("k", "ķ"), ("l", "łľļ"), ("n", "ñńňņ"), ("o", "óòôõō"), ("oe", "öøœ"), ("r", "řŕ"),
            ("s", "śšşș"), ("ss", "ß"), ("t", "ťţț"), ("u", "úùûūůűų"), ("ue", "ü"), ("y", "ýÿ"), ("z", "źżž"),
        ]
        var table: [String: String] = [:]
        for (plain, marked) in groups { for letter in marked { table[String(letter)] = plain } }
        return table
    }()
}
