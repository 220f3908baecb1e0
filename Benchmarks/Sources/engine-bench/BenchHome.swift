import Agent
import ApplianceVocabulary
import DecodingGrammar
import TernaryInference

/// A home of many appliances of several kinds, and what is said in it.
struct BenchHome {
    let devices: [Device]
    private let dialect = BitNetDialect(contextTokens: 4_096)

    init(_ count: Int) {
        let rooms = [
            "kitchen", "living room", "bathroom", "bedroom", "hall", "cellar", "attic", "garage", "study", "porch",
        ]
        func range(_ property: String, _ minimum: Double, _ maximum: Double, _ unit: String?) -> Capability {
            Capability(property: property, kind: .range(minimum: minimum, maximum: maximum, step: 1, unit: unit))
        }
        let power = Capability(property: "power", kind: .choice(["on", "off"]))
        let kinds: [(name: String, type: String, capabilities: [Capability])] = [
            ("lamp", "light", [power, range("brightness", 0, 100, "%")]),
            (
                "blind", "cover",
                [Capability(property: "opening", kind: .choice(["open", "closed"])), range("position", 0, 100, "%")]
            ),
            (
                "heating", "thermostat",
                [
                    range("temperature", 5, 30, "°C"),
                    Capability(property: "current_temperature", kind: .reading(unit: "°C")),
                ]
            ),
            ("socket", "outlet", [power]), ("fan", "fan", [power, range("speed", 0, 100, "%")]),
            ("ceiling light", "light", [power, range("brightness", 0, 100, "%")]),
            ("radio", "speaker", [power, range("volume", 0, 100, "%")]),
            ("desk lamp", "light", [power, range("brightness", 0, 100, "%")]),
            ("heater", "outlet", [power]),
            ("lock", "lock", [Capability(property: "lock", kind: .choice(["locked", "unlocked"]))]),
        ]
        devices = (0..<count).map { index in
            let (room, kind) = (rooms[index % rooms.count], kinds[index / rooms.count % kinds.count])
            return Device(
                id: "device_\(index)", name: "\(room) \(kind.name)", area: room, type: kind.type,
                capabilities: kind.capabilities)
        }
    }

    /// Sentences as people say them.
    static let sentences = [
        "turn on the kitchen lamp", "please close the blind in the bedroom", "dim the living room lamp to 30 percent",
        "open all the blinds", "is the lamp in the hall on", "set the brightness in the study to 55",
        "switch off everything in the garage", "raise the attic blind a little", "make the porch lamp brighter",
    ]

    /// The tokens of a prompt: the home's, and what comes behind it.
    func prompt(_ sentence: String, _ tokens: SegmentTokens) throws -> (home: [Int32], now: [Int32]) {
        let prompt = dialect.prompt(for: Situation(devices: devices, sentence: sentence))
        return (try tokens.tokens(of: prompt.home), try tokens.tokens(of: prompt.now))
    }

    /// One call. A model of random weights would not know when to end a list of them.
    func oneCall(_ sentence: String) -> Grammar {
        let grammar = dialect.grammar(for: Situation(devices: devices, sentence: sentence))
        guard case .choice(let answers) = grammar, case .sequence(let parts)? = answers.first, let call = parts.first
        else { preconditionFailure("an answer is calls, or something else") }
        return call
    }
}
