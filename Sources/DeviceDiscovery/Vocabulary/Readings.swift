import JSONText

/// What sensors measure, in the words of the vocabulary.
enum Readings {
    /// The property for a maker's word for a quantity: `carbon_dioxide` for `co2`. What a device draws is `consumption`,
    /// because `power` is on and off.
    static func property(_ word: String, isSensor: Bool) -> String {
        let name = synonyms[word] ?? word
        return name == "power" && !isSensor ? "consumption" : name
    }

    /// What the two states of a sensor are called: when its maker says yes, and when no.
    static func names(_ kind: String) -> (yes: String, no: String) {
        switch kind {
        case "door", "window", "garage_door", "opening", "contact": ("open", "closed")
        case "lock": ("unlocked", "locked")
        case "presence": ("home", "away")
        case "running", "moving": ("running", "stopped")
        case "battery", "battery_low": ("low", "ok")
        case "battery_charging": ("charging", "idle")
        default: ("on", "off")
        }
    }

    /// Quantities that are about the device itself and not about the home: nobody asks for them in a sentence.
    static func isDiagnostic(_ word: String) -> Bool { diagnostics.contains(word) }

    private static let diagnostics: Set<String> = [
        "linkquality", "link_quality", "rssi", "signal", "wifi_signal", "uptime", "last_seen", "update",
        "update_available",
        "update_state", "device_temperature", "power_outage_count", "trigger_count", "firmware", "ip", "ip_address",
        "ssid",
        "bssid", "mac", "identify", "restart", "factory_reset", "power_outage_memory", "led_indication", "version",
        "status",
    ]

    private static let synonyms: [String: String] = [
        "co2": "carbon_dioxide", "eco2": "carbon_dioxide", "carbondioxide": "carbon_dioxide", "co": "carbon_monoxide",
        "voc": "volatile_organic_compounds", "tvoc": "volatile_organic_compounds", "pm2_5": "pm25", "pm_2_5": "pm25",
        "pm_25": "pm25", "pm_10": "pm10", "pm_1": "pm1", "illuminance_lux": "illuminance", "lux": "illuminance",
        "local_temperature": "current_temperature", "active_power": "power", "battery_percentage": "battery",
        "battery_level": "battery", "water_leak": "moisture", "soil_moisture": "moisture", "contact": "opening",
        "charging": "battery_charging",
    ]
}

extension PropertyDescription {
    /// A sensor with two states.
    static func twoStates(
        _ name: String, kind: String, yes: [JSON], no: [JSON], state: StateDescription
    ) -> PropertyDescription {
        let names = Readings.names(kind)
        return PropertyDescription(
            name, .namedReading([Spelling(names.yes, all: yes), Spelling(names.no, all: no)]), state: state)
    }

    /// On and off.
    static func power(
        on: JSON, off: JSON, commands: [MessageDescription], state: StateDescription?
    ) -> PropertyDescription {
        PropertyDescription(
            "power", .choice([Spelling("on", on), Spelling("off", off)]), state: state, commands: commands)
    }

    /// A setting whose values are named by the maker; names that cannot be written are left out and counted.
    static func options(
        _ name: String, _ values: [JSON], state: StateDescription?, commands: [MessageDescription]
    ) -> (property: PropertyDescription?, leftOut: Int) {
        let spellings = Spelling.named(values)
        guard !spellings.isEmpty else { return (nil, values.count) }
        let kind: Kind = commands.isEmpty ? .namedReading(spellings) : .choice(spellings)
        return (PropertyDescription(name, kind, state: state, commands: commands), values.count - spellings.count)
    }
}

extension Spelling {
    /// The values that can be named, each with its own spelling.
    static func named(_ values: [JSON], maximum: Int = 40) -> [Spelling] {
        var spellings: [Spelling] = []
        for value in values.prefix(maximum) {
            let text = value.string ?? value.serialized()
            guard CleanText.payload(text) != nil, let name = Words.value(text) else { continue }
            guard !spellings.contains(where: { $0.name == name }) else { continue }
            spellings.append(Spelling(name, value))
        }
        return spellings
    }
}
