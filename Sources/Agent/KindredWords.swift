import ApplianceVocabulary

/// Deeds and states that people and models call by the word of a kind alike: a door that is opened may have only a lock, a
/// script is activated like a scene. Such words are taken for the appliance's own where it has no other meaning for them.
enum KindredWords {
    /// By type: another verb, and the own one that it stands for.
    private static let verbs: [String: [String: String]] = [
        "scene": ["run": "activate", "play": "activate", "start": "activate"],
        "script": ["activate": "run", "play": "run", "start": "run"],
        "cover": ["pause": "stop"], "valve": ["pause": "stop"],
    ]

    /// A property by another name, with its values.
    struct State {
        let said: String
        let own: String
        /// What is said, and the own value.
        let values: KeyValuePairs<String, String>

        /// The same question about the own value.
        func own(_ asked: Predicate) -> Predicate {
            Predicate(asked.quantifier, .name(values.first { .name($0.key) == asked.value }?.value ?? "\(asked.value)"))
        }
    }

    private static let states: [String: State] = [
        "lock": State(said: "opening", own: "lock", values: ["open": "unlocked", "closed": "locked"]),
        "cover": State(said: "power", own: "opening", values: ["on": "open", "off": "closed"]),
        "valve": State(said: "power", own: "opening", values: ["on": "open", "off": "closed"]),
    ]

    /// Other verbs by which the verbs of a device of this type may be called, each with the own one.
    static func verbs(of type: String, _ own: [Verb]) -> [(said: String, own: Verb)] {
        (verbs[type] ?? [:]).sorted { $0.key < $1.key }.compactMap { said, name in
            own.contains { $0.name == said } ? nil : own.first { $0.name == name }.map { (said, $0) }
        }
    }

    /// The state by another name that a device of this type has; nil if the name is that of a property of its own.
    static func state(of type: String, _ own: [Capability]) -> State? {
        guard let state = states[type], own.contains(where: { $0.property == state.own }),
            !own.contains(where: { $0.property == state.said })
        else { return nil }
        return state
    }
}
