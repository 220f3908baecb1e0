import JSONText

/// Reads which sensors a device has from an example of its telemetry.
struct TasmotaSensors {
    let topic: String
    let units: [JSON.Member]
    /// True if the device has nothing but sensors.
    let isAlone: Bool
    private(set) var leftOut: [String] = []

    init(topic: String, units: [JSON.Member], isAlone: Bool) {
        self.topic = topic
        self.units = units
        self.isAlone = isAlone
    }

    /// Quantities with their units; what has none takes the unit that the message names.
    private static let known: [String: (property: String, unit: String?)] = [
        "Temperature": ("temperature", "°C"), "Humidity": ("humidity", "%"), "DewPoint": ("dew_point", "°C"),
        "Pressure": ("pressure", "hPa"), "Illuminance": ("illuminance", "lx"),
        "CarbonDioxide": ("carbon_dioxide", "ppm"),
        "eCO2": ("carbon_dioxide", "ppm"), "TVOC": ("volatile_organic_compounds", "ppb"), "PM2.5": ("pm25", "µg/m³"),
        "PM10": ("pm10", "µg/m³"), "PM1": ("pm1", "µg/m³"), "Power": ("consumption", "W"), "Total": ("energy", "kWh"),
        "Today": ("energy_today", "kWh"), "Voltage": ("voltage", "V"), "Current": ("current", "A"),
        "Frequency": ("frequency", "Hz"), "Weight": ("weight", "kg"), "Distance": ("distance", "cm"),
        "Moisture": ("moisture", "%"), "Battery": ("battery", "%"),
    ]

    /// Quantities that belong to those above and are not asked for.
    private static let idle: Set<String> = [
        "TotalStartTime", "Yesterday", "Period", "ApparentPower", "ReactivePower", "Factor", "SeaPressure", "Id",
        "Ambient",
        "Red", "Green", "Blue", "CCT", "Proximity",
    ]

    mutating func readings() -> [PropertyDescription] {
        let isFahrenheit = units.first { $0.key == "TempUnit" }?.value.string == "F"
        var readings: [PropertyDescription] = []
        for group in units.prefix(24) where group.key != "Time" && !group.key.hasSuffix("Unit") {
            guard let members = group.value.object, CleanText.key(group.key) != nil else { continue }
            for member in members.prefix(32) {
                guard let (property, unit) = Self.known[member.key] else {
                    if !Self.idle.contains(member.key) { leftOut.append(group.key + " " + member.key) }
                    continue
                }
                var path = [group.key, member.key]
                // A device with several outputs lists a number for each.
                if member.value.array != nil { path.append("0") }
                var name = isAlone && property == "consumption" ? "power" : property
                if readings.contains(where: { $0.name == name }), let word = Words.word(group.key) {
                    name += "_" + word
                }
                readings.append(
                    PropertyDescription(
                        name, .reading(unit: unit == "°C" && isFahrenheit ? "°F" : unit, factor: 1),
                        state: StateDescription(topic, path)))
            }
        }
        return readings
    }
}
