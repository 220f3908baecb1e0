import JSONText

extension EntityMapper {
    private var unit: String { config.string("temperature_unit")?.uppercased() == "F" ? "°F" : "°C" }

    mutating func climate() {
        type = "climate"
        switchingByTopic()
        modes(usual: ["auto", "off", "cool", "heat", "dry", "fan_only"])
        target(minimum: 7, maximum: 35)
        setting("fan_mode", values: "fan_modes", usual: ["auto", "low", "medium", "high"])
        setting("swing_mode", values: "swing_modes", usual: ["on", "off"])
        setting("preset_mode", values: "preset_modes", usual: [], as: "preset")
        humidity(target: "target_humidity")
        action()
    }

    mutating func waterHeater() {
        type = "water_heater"
        switchingByTopic()
        let order = command("mode_command_topic", "mode_command_template", of: "mode")
        let values =
            config.strings("modes") ?? ["off", "eco", "electric", "gas", "heat_pump", "high_demand", "performance"]
        options("mode", values, command: order, report: report("mode_state_topic", "mode_state_template", of: "mode"))
        // Without a switch, on and off are modes.
        if !properties.contains(where: { $0.name == "power" }),
            let mode = properties.first(where: { $0.name == "mode" }),
            case .choice(let spellings) = mode.kind
        {
            properties += ClimateModes.properties(spellings, commands: mode.commands, state: mode.state)
                .filter { $0.name == "power" }
        }
        target(minimum: 43, maximum: 60)
    }

    /// A switch of its own beside the modes.
    private mutating func switchingByTopic() {
        guard let order = command("power_command_topic", "power_command_template", of: "power") else { return }
        guard let on = payload("payload_on", "ON"), let off = payload("payload_off", "OFF"), on != off else { return }
        // Nothing reports it: what it does is seen in the mode.
        var property = PropertyDescription.power(
            on: .string(on), off: .string(off), commands: [order.message()], state: nil)
        if let report = report("mode_state_topic", "mode_state_template", of: "power"), report.template.choice == nil {
            var state = report.plainState
            state.spellings = [Spelling("off", "off")]
            state.otherwise = "on"
            property.state = state
        }
        properties.append(property)
    }

    private mutating func modes(usual: [String]) {
        guard let order = command("mode_command_topic", "mode_command_template", of: "hvac_mode") else { return }
        let spellings = Spelling.named((config.strings("modes") ?? usual).map(JSON.string))
        guard !spellings.isEmpty else { return refuse("hvac_mode", "none of its values can be written as a word") }
        let report = report("mode_state_topic", "mode_state_template", of: "hvac_mode")
        guard report?.template.choice == nil else {
            return refuse("hvac_mode", "its template does not give one of its values")
        }
        let hasSwitch = properties.contains { $0.name == "power" }
        properties += ClimateModes.properties(spellings, commands: [order.message()], state: report?.plainState)
            .filter { $0.name != "power" || !hasSwitch }
    }

    private mutating func target(minimum: Double, maximum: Double) {
        let isFahrenheit = unit == "°F"
        func inUnit(_ celsius: Double) -> Double { isFahrenheit ? (celsius * 9 / 5 + 32).rounded() : celsius }
        let form = NumberForm(
            minimum: config.number("min_temp") ?? inUnit(minimum),
            maximum: config.number("max_temp") ?? inUnit(maximum),
            step: config.number("temp_step") ?? 1, unit: unit)
        let order = command("temperature_command_topic", "temperature_command_template", of: "temperature")
        number(
            "temperature", form, command: order,
            report: report("temperature_state_topic", "temperature_state_template", of: "temperature"))
        for key in ["temperature_high_command_topic", "temperature_low_command_topic"] where config[key] != nil {
            refuse("temperature", "a range of two temperatures is not used")
            break
        }
        reading(
            "current_temperature", unit: unit,
            report: report("current_temperature_topic", "current_temperature_template", of: "current_temperature"))
    }

    /// One of the settings that all work in the same way.
    mutating func setting(_ name: String, values: String, usual: [String], as word: String? = nil) {
        guard let order = command("\(name)_command_topic", "\(name)_command_template", of: name) else { return }
        let stateTemplate =
            config["\(name)_value_template"] == nil ? "\(name)_state_template" : "\(name)_value_template"
        options(
            word ?? name, config.strings(values) ?? usual, command: order,
            report: report("\(name)_state_topic", stateTemplate, of: name))
    }

    mutating func humidity(target name: String) {
        let order = command("\(name)_command_topic", "\(name)_command_template", of: "humidity")
        let form = NumberForm(
            minimum: config.number("min_humidity") ?? (config.component == "climate" ? 30 : 0),
            maximum: config.number("max_humidity") ?? (config.component == "climate" ? 99 : 100), unit: "%")
        number(
            "humidity", form, command: order,
            report: report("\(name)_state_topic", "\(name)_state_template", of: "humidity"))
        reading(
            "current_humidity", unit: "%",
            report: report("current_humidity_topic", "current_humidity_template", of: "current_humidity"))
    }

    mutating func action() {
        guard let report = report("action_topic", "action_template", of: "activity"), report.template.choice == nil
        else { return }
        let names = ["off", "idle", "heating", "cooling", "drying", "fan", "preheating", "defrosting", "humidifying"]
        properties.append(
            PropertyDescription(
                "activity", .namedReading(names.map { Spelling($0, .string($0)) }), state: report.plainState))
    }
}
