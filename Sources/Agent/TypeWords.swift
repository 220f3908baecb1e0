/// English words that point at a type of appliance, beside the type's own name.
enum TypeWords {
    /// Words by type. Plurals and typing mistakes are found without standing here.
    static let byType: [String: [String]] = [
        "light": [
            "light", "lamp", "bulb", "lighting", "led", "chandelier", "lantern", "bright", "brighter", "brightness",
            "dim",
            "dimmer", "dark", "darker", "color", "colour", "illuminate", "kelvin",
        ],
        "switch": ["switch", "relay"],
        "outlet": ["outlet", "plug", "socket", "unplug"],
        "fan": ["fan", "ventilator", "ventilation", "extractor", "air", "faster", "slower", "speed"],
        "climate": [
            "climate", "thermostat", "heating", "heat", "heater", "ac", "aircon", "hvac", "radiator", "temperature",
            "warm", "warmer", "cool", "cooler", "cold", "colder", "hot", "hotter", "degrees", "humidity", "conditioner",
            "conditioning",
        ],
        "cover": [
            "blind", "curtain", "drape", "shade", "shutter", "garage", "door", "gate", "window", "awning", "skylight",
            "open", "close", "shut", "raise", "lower", "roll", "halfway",
        ],
        "valve": ["valve", "tap", "water", "gas", "open", "close", "shut"],
        "lock": ["lock", "unlock", "door", "deadbolt", "bolt", "latch", "secure", "locked", "unlocked"],
        "media_player": [
            "speaker", "tv", "television", "stereo", "radio", "music", "song", "track", "volume", "mute", "unmute",
            "play", "pause", "resume", "next", "previous", "skip", "loud", "louder", "quiet", "quieter", "sound",
            "audio", "player", "movie", "soundbar", "projector", "playing",
        ],
        "vacuum": ["vacuum", "hoover", "robot", "clean", "cleaner", "cleaning", "dock", "mop", "sweep", "base"],
        "timer": ["timer", "countdown", "minute", "minutes", "hour", "hours", "seconds", "remaining", "left"],
        "coffee_maker": ["coffee", "espresso", "latte", "cappuccino", "brew", "americano", "mocha", "machine", "cup"],
        "weather": ["weather", "forecast", "rain", "sunny", "umbrella"],
        "scene": ["scene", "mood", "mode", "activate"],
        "script": ["script", "routine", "automation", "program", "run"],
        "heater": ["heater", "heating", "radiator", "warm"],
        "sprinkler": ["sprinkler", "irrigation", "lawn", "water"],
        "camera": ["camera", "cam", "webcam"],
        "sensor": ["sensor", "reading", "level", "much", "many"],
        "binary_sensor": ["sensor", "detector", "detected", "alarm", "contact"],
        "oven": ["oven", "stove", "bake", "preheat", "roast"],
        "rice_cooker": ["rice", "cooker", "cook", "porridge"],
        "fridge": ["fridge", "refrigerator", "freezer", "cool"],
        "washing_machine": ["washing", "washer", "laundry", "wash"],
        "dryer": ["dryer", "laundry", "dry"],
        "dishwasher": ["dishwasher", "dishes"],
    ]

    /// Words that tell nothing about which device is meant.
    static let idle: Set<String> = [
        "the", "a", "an", "my", "our", "your", "please", "can", "could", "would", "will", "you", "i", "to", "in", "on",
        "off", "of", "at", "and", "or", "is", "are", "it", "its", "all", "every", "turn", "set", "make", "put", "what",
        "whats", "how", "me", "for", "up", "down", "that", "this", "with", "do", "does", "be", "now", "just", "too",
        "by",
        "from", "get", "have", "percent", "not", "but", "if", "so", "there", "here", "then", "also", "want", "need",
    ]
}
