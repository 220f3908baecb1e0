import ApplianceVocabulary

// Words of names and sentences as they are compared.

extension HintWords {
    /// A telling word of a sentence, and in which part of the sentence it stands: parts begin with words such as "and", with
    /// which another deed begins.
    struct Said {
        var word: String
        var part: Int
    }

    /// The telling words of a sentence, in order; all of them if none tells anything.
    static func said(_ sentence: String) -> [Said] {
        var part = 0
        let words = TextNormalizer.words(of: sentence).map(stem).map { word in
            if parting.contains(word) { part += 1 }
            return Said(word: word, part: part)
        }
        let telling = words.filter { !emptySet.contains($0.word) }
        return telling.isEmpty ? words : telling
    }

    /// The telling words of a name, in order; all of them if none tells anything.
    static func stems(_ text: String) -> [String] { said(text).map(\.word) }

    /// `lamps` becomes `lamp`: enough to find a plural.
    static func stem(_ word: String) -> String {
        word.unicodeScalars.count > 3 && word.hasSuffix("s") ? String(word.dropLast()) : word
    }

    /// Words by which people mean this kind of device.
    static func kindWords(of device: Device) -> Set<String> {
        if device.type == "sensor" || device.type == "binary_sensor" {
            return device.capabilities.reduce(into: ["sensor", "传感器", "感应器", "感测器"]) { words, capability in
                words.formUnion(capability.property.split(separator: "_").map { stem(String($0)) })
                words.formUnion(sensedSets[capability.property] ?? [])
            }
        }
        return kindSets[device.type] ?? Set(device.type.split(separator: "_").map { stem(String($0)) })
    }

    /// Words that point at this kind of device less surely.
    static func widerKindWords(of device: Device) -> Set<String> { widerKindSets[device.type] ?? [] }

    /// Words that many names hold: alone they name nothing.
    static let common = set(of: commonList)
    private static let emptySet = set(of: empty)
    private static let parting = set(of: partingList)
    private static let kindSets = sets(of: kinds)
    private static let widerKindSets = sets(of: wideKinds)
    private static let sensedSets = sets(of: sensed)

    private static func sets(of table: String) -> [String: Set<String>] {
        var sets: [String: Set<String>] = [:]
        var kind = ""
        for word in table.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
            if word.hasSuffix(":") {
                kind = String(word.dropLast())
            } else {
                sets[kind, default: []].insert(stem(String(word)))
            }
        }
        return sets
    }

    private static func set(of text: String) -> Set<String> {
        Set(text.split { $0 == " " || $0 == "\n" }.map { String($0) })
    }
}
