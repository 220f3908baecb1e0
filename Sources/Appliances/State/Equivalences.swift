public import ApplianceVocabulary

/// Which states of the vocabulary are the same, in one place: brightness 0 is off, position 100 is open,
/// mute is volume 0, a climate mode of off is power off.
public enum Equivalences {
    /// Applies an absolute change and everything that it brings with it. Verbs, reading and relative changes do nothing.
    public static func apply(_ operation: Action.Operation, to values: inout [String: Value], type: String) {
        guard case .set(let property, let value) = operation else { return }
        values[property] = value
        for (other, consequence) in consequences(of: property, value, type: type) { values[other] = consequence }
    }

    /// What else becomes true when a property is set.
    static func consequences(of property: String, _ value: Value, type: String) -> [(property: String, value: Value)] {
        switch (property, value) {
        case ("brightness", .number(let level)) where level != 0: [("power", .name("on"))]
        case ("color", _), ("color_temp", _): [("power", .name("on"))]
        case ("opening", .name(let name)): [("position", .number(name == "open" ? 100 : 0))]
        case ("position", .number(let position)): [("opening", .name(position == 0 ? "closed" : "open"))]
        case ("power", .name("off")) where type == "media_player": [("playback", .name("off"))]
        case ("hvac_mode", .name(let mode)): [("power", .name(mode == "off" ? "off" : "on"))]
        case ("volume", .number(let volume)) where volume != 0: [("mute", .flag(false))]
        default: []
        }
    }

    /// The same state in the form in which equal states are equal.
    public static func canonical(_ values: [String: Value]) -> [String: Value] {
        var values = values
        if values["position"] == nil, let opening = values["opening"] {
            values["position"] = .number(opening == .name("open") ? 100 : 0)
        }
        if let position = values["position"] {
            values["opening"] = .name(position == .number(0) ? "closed" : "open")
        }
        if values["power"] == .name("off") {
            for property in ["brightness", "speed", "color", "hvac_mode", "playback"] { values[property] = nil }
        }
        if values["brightness"] == .number(0) {
            values["power"] = .name("off")
            values["brightness"] = nil
            values["color"] = nil
        }
        if values["volume"] == .number(0) || values["mute"] == .flag(true) {
            values["mute"] = .flag(true)
            values["volume"] = nil
        }
        return values
    }

    /// How a property that is not reported follows from one that is.
    static let derivations: [String: [(source: String, derive: @Sendable (Value) -> Value?)]] = [
        "opening": [("position", { .name($0 == .number(0) ? "closed" : "open") })],
        "position": [("opening", { .number($0 == .name("open") ? 100 : 0) })],
        "power": [
            ("hvac_mode", { .name($0 == .name("off") ? "off" : "on") }),
            ("brightness", { .name($0 == .number(0) ? "off" : "on") }),
        ],
        "mute": [("volume", { $0 == .number(0) ? .flag(true) : .flag(false) })],
        "volume": [("mute", { $0 == .flag(true) ? .number(0) : nil })],
    ]
}
