import ApplianceVocabulary

/// Which lines of the home a sentence names, found by its words. The pilot is told them behind the sentence: a small model
/// points at the right appliance much sooner when the words have been looked up for it. What is to be done, and whether a
/// hint is to be followed at all, stays its decision. `training/pilot_data/hints.py` is its twin.
struct Hints: Sendable, Equatable {
    /// The handles of areas and floors that were named.
    let scopes: [String]
    /// The handles of devices that may be meant, the likeliest first, and whether the whole name was said.
    let devices: [Found]

    /// A device that the sentence points at.
    struct Found: Sendable, Equatable {
        /// Its handle.
        let handle: String
        /// True if every telling word of its name was said, and that name is not a part of a longer one that was said.
        let isWhole: Bool
    }

    private static let mostScopes = 3
    private static let mostDevices = 5

    /// What the sentence names among the devices and areas that are shown.
    init(_ sentence: String, _ handles: Handles) {
        let said = Self.stems(sentence)
        let words = Set(said)
        scopes = Array(
            handles.scopes.filter { words.isSuperset(of: Self.stems($0.name)) }.map(\.handle).prefix(Self.mostScopes))

        let names = handles.devices.map { Self.name(of: $0, in: words) }
        let areas = handles.devices.map { Set(Self.stems($0.area ?? "")) }
        let nameCounts = Self.counts(names)
        let areaCounts = Self.counts(areas)
        var rows: [(isPartial: Bool, rank: Int, index: Int)] = []
        for (index, device) in handles.devices.enumerated() {
            let name = names[index]
            let named = name.intersection(words)
            var score = named.reduce(0) { $0 + 24 / nameCounts[$1]! }
            score += areas[index].subtracting(name).intersection(words).reduce(0) { $0 + 12 / areaCounts[$1]! }
            if !Self.kindWords(device).isDisjoint(with: words) { score += 6 }
            guard score > 0 else { continue }
            let isWhole =
                !name.isEmpty && words.isSuperset(of: name)
                && !names.contains { name.isStrictSubset(of: $0) && words.isSuperset(of: $0) }
            let place = named.compactMap { said.firstIndex(of: $0) }.min() ?? 0
            rows.append((!isWhole, isWhole ? place : -score, index))
        }
        rows.sort { ($0.isPartial ? 1 : 0, $0.rank, $0.index) < ($1.isPartial ? 1 : 0, $1.rank, $1.index) }
        devices = rows.prefix(Self.mostDevices).map {
            Found(handle: handles.handle(of: handles.devices[$0.index].id)!, isWhole: !$0.isPartial)
        }
    }

    /// The hints as the pilot reads them.
    var segments: [Segment] {
        [.control("which")] + scopes.map { .control($0) }
            + devices.flatMap { [.control($0.handle)] + ($0.isWhole ? [.control("is")] : []) }
    }

    /// How many names hold each word.
    private static func counts(_ names: [Set<String>]) -> [String: Int] {
        names.reduce(into: [:]) { counts, name in for word in name { counts[word, default: 0] += 1 } }
    }

    /// The name, or an alias if that is what was said in full.
    private static func name(of device: Device, in words: Set<String>) -> Set<String> {
        let name = Set(stems(device.name))
        if words.isSuperset(of: name) { return name }
        return device.aliases.map { Set(stems($0)) }.first { !$0.isEmpty && words.isSuperset(of: $0) } ?? name
    }

    // MARK: Words

    /// The telling words of a name or sentence, in order; all of them if none tells anything.
    static func stems(_ text: String) -> [String] {
        let words = TextNormalizer.words(of: text).map(stem)
        let telling = words.filter { !empty.contains($0) }
        return telling.isEmpty ? words : telling
    }

    /// `lamps` becomes `lamp`: enough to find a plural.
    private static func stem(_ word: String) -> String {
        word.unicodeScalars.count > 3 && word.hasSuffix("s") ? String(word.dropLast()) : word
    }

    private static func kindWords(_ device: Device) -> Set<String> {
        var words = kinds[device.type] ?? device.type.split(separator: "_").map(String.init)
        if device.type == "sensor" || device.type == "binary_sensor" {
            words = ["sensor"] + device.capabilities.flatMap { $0.property.split(separator: "_").map(String.init) }
        }
        return Set(words.map(stem))
    }

    /// Words that tell nothing about which appliance is meant.
    private static let empty: Set<String> = [
        "the", "a", "an", "of", "in", "on", "off", "to", "at", "for", "and", "all", "my", "our", "your", "is", "are",
        "it", "up", "down", "me", "i", "with", "please", "set", "turn", "switch",
    ]

    /// Words by which people mean a kind of appliance.
    private static let kinds: [String: [String]] = [
        "light": ["light", "lamp", "bulb", "lighting", "led"],
        "switch": ["switch"],
        "outlet": ["plug", "outlet", "socket"],
        "fan": ["fan", "ventilator"],
        "cover": ["blind", "curtain", "shade", "shutter", "garage", "door", "gate", "window", "awning", "drape"],
        "lock": ["lock", "door", "deadbolt", "unlock"],
        "media_player": [
            "speaker", "tv", "television", "music", "volume", "sound", "radio", "stereo", "player", "media", "song",
            "track", "audio", "mute", "unmute",
        ],
        "climate": [
            "thermostat", "temperature", "heating", "ac", "degree", "hvac", "climate", "humidity", "warmer", "cooler",
        ],
        "vacuum": ["vacuum", "cleaner", "robot", "hoover", "clean", "vacuuming"],
        "valve": ["valve", "tap", "water"],
        "timer": ["timer", "countdown"],
        "coffee_maker": ["coffee", "espresso", "latte", "cappuccino", "brew"],
        "scene": ["scene", "mode"],
        "script": ["script", "routine"],
        "weather": ["weather", "forecast", "rain"],
        "heater": ["heater"],
        "sprinkler": ["sprinkler"],
        "camera": ["camera"],
    ]
}
