import ApplianceVocabulary
import YAMLReader

/// Checks that a property with a name of the shared vocabulary is what that name means: the agent relies on it.
enum VocabularyChecker {
    private static let names: [String: [String]] = [
        "power": ["on", "off"], "opening": ["open", "closed"], "lock": ["locked", "unlocked"],
    ]
    private static let percentages: Set<String> = ["brightness", "speed", "position", "volume"]

    /// Reports a property that means something else than its name.
    static func check(_ property: PropertyProfile, type: String, _ context: YAMLContext) {
        // A sensor may read anything, such as the power that flows through it.
        guard type != "sensor", type != "binary_sensor" else { return }
        if let expected = names[property.name] {
            let isRight =
                switch property.kind {
                case .choice(let found): Set(found) == Set(expected)
                case .reading: property.reportableNames.map { Set($0).isSubset(of: expected) } ?? false
                default: false
                }
            guard !isRight else { return }
            let words = expected.joined(separator: " and ")
            context.report(
                "\"\(property.name)\" has the values \(words) in the vocabulary; use them, or name the property otherwise",
                at: property.position)
        } else if percentages.contains(property.name) {
            if case .range(0, 100, _, _) = property.kind { return }
            if case .reading = property.kind { return }
            context.report(
                "\"\(property.name)\" goes from 0 to 100 in the vocabulary; write range: { minimum: 0, maximum: 100 } and "
                    + "scale it with wire, or name the property otherwise", at: property.position)
        } else if property.name == "mute", property.kind != .flag {
            context.report(
                "\"mute\" is a flag in the vocabulary; write flag: { true: …, false: … }", at: property.position)
        }
    }
}
