/// What every reader of the pilot's dialect knows of a type of appliance without being told.
enum PilotVocabulary {
    /// Properties that a home's text does not name.
    static let properties: [String: [String]] = [
        "light": ["power", "brightness", "color", "color_temp"],
        "switch": ["power"], "outlet": ["power"], "heater": ["power"], "sprinkler": ["power"], "camera": ["power"],
        "coffee_maker": ["power"],
        "fan": ["power", "speed"],
        "climate": ["power", "temperature", "humidity", "hvac_mode", "fan_mode", "current_temperature"],
        "cover": ["opening", "position"], "valve": ["opening", "position"],
        "lock": ["lock"],
        "media_player": ["power", "volume", "mute", "playback"],
        "vacuum": ["activity"], "timer": ["remaining"], "weather": ["forecast"],
    ]

    /// Verbs that a home's text does not name.
    static let verbs: [String: [String]] = [
        "media_player": ["play", "pause", "stop", "next", "previous"],
        "vacuum": ["start", "stop", "pause", "dock"],
        "cover": ["stop"], "valve": ["stop"], "scene": ["activate"], "script": ["run"], "coffee_maker": ["brew"],
        "timer": ["start", "cancel", "cancel_all", "pause", "resume", "extend", "reduce"],
    ]

    /// Values that one can ask about where an appliance only reports.
    static let reportedNames = [
        "on", "off", "open", "closed", "locked", "unlocked", "playing", "paused", "idle", "stopped", "cleaning",
        "docked",
        "charging", "returning", "running", "finished", "error", "heating", "cooling", "home", "away", "low", "full",
    ]

    /// All properties that are named above.
    static let allProperties = Set(properties.values.joined())
    /// All verbs that are named above.
    static let allVerbs = Set(verbs.values.joined()).union(["toggle"])
}
