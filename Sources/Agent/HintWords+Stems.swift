import ApplianceVocabulary

// Words of names and sentences as they are compared.

extension HintWords {
    /// The telling words of a name or sentence, in order; all of them if none tells anything.
    static func stems(_ text: String) -> [String] {
        let words = TextNormalizer.words(of: text).map(stem)
        let telling = words.filter { !emptySet.contains($0) }
        return telling.isEmpty ? words : telling
    }

    /// `lamps` becomes `lamp`: enough to find a plural.
    static func stem(_ word: String) -> String {
        word.unicodeScalars.count > 3 && word.hasSuffix("s") ? String(word.dropLast()) : word
    }

    /// Words by which people mean this kind of device.
    static func kindWords(of device: Device) -> Set<String> {
        if device.type == "sensor" || device.type == "binary_sensor" {
            let properties = device.capabilities.flatMap { $0.property.split(separator: "_") }
            return Set(properties.map { stem(String($0)) }).union(["sensor", "传感器", "感应器"])
        }
        return kindSets[device.type] ?? Set(device.type.split(separator: "_").map { stem(String($0)) })
    }

    /// Words that many names hold: alone they name nothing.
    static let common = set(of: commonList)
    private static let emptySet = set(of: empty)
    private static let kindSets: [String: Set<String>] = {
        var sets: [String: Set<String>] = [:]
        var kind = ""
        for word in kinds.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
            if word.hasSuffix(":") {
                kind = String(word.dropLast())
            } else {
                sets[kind, default: []].insert(stem(String(word)))
            }
        }
        return sets
    }()

    private static func set(of text: String) -> Set<String> {
        Set(text.split { $0 == " " || $0 == "\n" }.map { String($0) })
    }
}
