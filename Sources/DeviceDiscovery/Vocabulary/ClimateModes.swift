/// What the modes of a thermostat or an air conditioner make possible.
enum ClimateModes {
    /// The property `hvac_mode`, and `power` where off is one of the modes: switching on means the most usual of the others.
    static func properties(
        _ modes: [Spelling], commands: [MessageDescription], state: StateDescription?
    ) -> [PropertyDescription] {
        var properties: [PropertyDescription] = []
        if let off = modes.first(where: { $0.name == "off" }), let on = usual(of: modes) {
            var report = state
            report?.spellings = [Spelling("off", all: off.wires)]
            report?.otherwise = "on"
            properties.append(
                PropertyDescription(
                    "power", .choice([Spelling("on", all: on.wires), Spelling("off", all: off.wires)]), state: report,
                    commands: commands))
        }
        properties.append(PropertyDescription("hvac_mode", .choice(modes), state: state, commands: commands))
        return properties
    }

    private static func usual(of modes: [Spelling]) -> Spelling? {
        for name in ["heat", "auto", "heat_cool", "cool"] {
            if let mode = modes.first(where: { $0.name == name }) { return mode }
        }
        return modes.first { $0.name != "off" }
    }
}
