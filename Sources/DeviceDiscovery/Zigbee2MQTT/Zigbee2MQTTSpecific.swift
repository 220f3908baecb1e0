import JSONText

/// Maps lights, switches, fans, covers, locks and climate devices.
struct Zigbee2MQTTSpecific {
    let speaker: Zigbee2MQTTSpeaker
    let expose: Expose
    private(set) var leftOut: [(property: String, reason: String)] = []
    private var mapped: Set<String> = []

    init(speaker: Zigbee2MQTTSpeaker, expose: Expose) {
        self.speaker = speaker
        self.expose = expose
    }

    /// Fills in type, properties and verbs.
    mutating func fill(_ device: inout DeviceDescription) {
        device.type = expose.type
        switch expose.type {
        case "light": light(&device)
        case "switch":
            let words = Set(device.hints.flatMap(Words.all))
            device.type =
                words.isDisjoint(with: ["plug", "outlet", "socket", "plugs", "sockets"]) ? "switch" : "outlet"
            power(&device)
        case "fan": fan(&device)
        case "cover": cover(&device)
        case "lock": lock(&device)
        default: climate(&device)
        }
        for feature in expose.features where !mapped.contains(feature.name) {
            let reason =
                feature.isSettable
                ? "a setting of the device itself" : "nothing that a person asks a \(expose.type) for"
            leftOut.append((feature.name, reason))
        }
    }

    private mutating func feature(_ name: String) -> Expose? {
        guard let feature = expose.feature(name), CleanText.key(feature.property) != nil else { return nil }
        mapped.insert(name)
        return feature
    }

    private mutating func power(_ device: inout DeviceDescription) {
        guard let state = feature("state"), let on = state.json["value_on"], let off = state.json["value_off"] else {
            return
        }
        guard on.isSpellable, off.isSpellable, state.isSettable else { return }
        device.properties.append(
            .power(on: on, off: off, commands: [speaker.set(state.property)], state: speaker.state(state.property)))
    }

    private mutating func light(_ device: inout DeviceDescription) {
        power(&device)
        if let brightness = feature("brightness"), brightness.isSettable {
            let top = brightness.maximum ?? 254
            guard top > 0 else { return }
            var property = PropertyDescription(
                "brightness", .range(.percent(to: top)), state: speaker.state(brightness.property),
                commands: [speaker.set(brightness.property)])
            property.tolerance = 1
            device.properties.append(property)
        }
        if let color = feature("color_temp"), color.isSettable,
            let form = NumberForm.kelvin(fromMired: color.minimum ?? 153, to: color.maximum ?? 500)
        {
            var property = PropertyDescription(
                "color_temp", .range(form), state: speaker.state(color.property),
                commands: [speaker.set(color.property)])
            property.tolerance = 100
            device.properties.append(property)
        }
        // The one that is listed first is the one that the bulb knows best.
        guard let color = expose.features.first(where: { ["color_hs", "color_xy"].contains($0.name) }) else { return }
        mapped.formUnion(["color_hs", "color_xy"])
        guard CleanText.key(color.property) != nil else { return }
        let form: ColorForm =
            color.name == "color_hs"
            ? .json(["hue": "{hue}", "saturation": "{saturation}"]) : .json(["x": "{x}", "y": "{y}"])
        device.properties.append(
            PropertyDescription(
                "color", .color(form), state: speaker.state(color.property), commands: [speaker.set(color.property)]))
    }

    private mutating func fan(_ device: inout DeviceDescription) {
        power(&device)
        if let speed = feature("speed"), speed.isSettable, let top = speed.maximum, top > 0 {
            device.properties.append(
                PropertyDescription(
                    "speed", .range(.percent(from: 0, to: top)), state: speaker.state(speed.property),
                    commands: [speaker.set(speed.property)]))
        }
        options("mode", as: "fan_mode", &device)
    }

    private mutating func cover(_ device: inout DeviceDescription) {
        device.confirmSeconds = 60
        if let state = feature("state"), state.isSettable {
            let words =
                state.values.compactMap(\.string)
                + [state.json["value_on"], state.json["value_off"]].compactMap(\.?.string)
            let isUsual = words.contains("OPEN") && words.contains("CLOSE")
            if isUsual {
                // While it travels a cover may say STOP, which is neither.
                var report = speaker.state(state.property)
                report.ignored = ["STOP"]
                device.properties.append(
                    PropertyDescription(
                        "opening", .choice([Spelling("open", "OPEN"), Spelling("closed", "CLOSE")]), state: report,
                        commands: [speaker.set(state.property)]))
                // The guide lists STOP only for covers whose states are an enumeration; all of them take it.
                device.verbs.append(VerbDescription("stop", speaker.set(state.property, "STOP")))
            } else {
                leftOut.append(("state", "it is not written as OPEN and CLOSE"))
            }
        }
        for (name, word) in [("position", "position"), ("tilt", "tilt")] {
            guard let value = feature(name), value.isSettable else { continue }
            let form = NumberForm.percent(from: value.minimum ?? 0, to: value.maximum ?? 100)
            guard (value.minimum ?? 0) < (value.maximum ?? 100) else { continue }
            var property = PropertyDescription(
                word, .range(form), state: speaker.state(value.property), commands: [speaker.set(value.property)])
            property.tolerance = 3
            device.properties.append(property)
        }
    }

    private mutating func lock(_ device: inout DeviceDescription) {
        device.confirmSeconds = 10
        guard let state = feature("state"), state.isSettable else { return }
        let locked = state.json["value_on"] ?? "LOCK"
        let unlocked = state.json["value_off"] ?? "UNLOCK"
        guard locked.isSpellable, unlocked.isSpellable else { return }
        // Where the bolt really is counts more than what it was told.
        var report = speaker.state(state.property)
        if let bolt = feature("lock_state"), bolt.isPublished {
            let words = bolt.values.compactMap(\.string).filter { ["not_fully_locked", "unlocked"].contains($0) }
            report = speaker.state(
                bolt.property,
                spellings: [
                    Spelling("locked", "locked"),
                    Spelling("unlocked", all: (words.isEmpty ? ["unlocked"] : words).map(JSON.string)),
                ])
        }
        device.properties.append(
            PropertyDescription(
                "lock", .choice([Spelling("locked", locked), Spelling("unlocked", unlocked)]), state: report,
                commands: [speaker.set(state.property)]))
    }

    private mutating func climate(_ device: inout DeviceDescription) {
        mode(&device)
        let heating = feature("occupied_heating_setpoint") ?? feature("current_heating_setpoint")
        let cooling = feature("occupied_cooling_setpoint")
        setpoint(heating ?? cooling, as: "temperature", &device)
        if heating != nil { setpoint(cooling, as: "cooling_temperature", &device) }
        if let measured = feature("local_temperature"), measured.isPublished {
            device.properties.append(
                PropertyDescription(
                    "current_temperature", .reading(unit: measured.unit ?? "°C", factor: 1),
                    state: speaker.state(measured.property)))
        }
        if let running = feature("running_state"), running.isPublished {
            let known: [(String, String)] = [
                ("idle", "idle"), ("heat", "heating"), ("cool", "cooling"), ("fan_only", "fan"),
            ]
            let told = Set(running.values.compactMap(\.string))
            let spellings = known.filter { told.contains($0.0) }.map { Spelling($0.1, .string($0.0)) }
            if !spellings.isEmpty {
                device.properties.append(
                    PropertyDescription("activity", .namedReading(spellings), state: speaker.state(running.property)))
            }
        }
        options("fan_mode", as: "fan_mode", &device)
        options("mode", as: "fan_mode", &device)
        options("preset", as: "preset", &device)
        options("swing_mode", as: "swing_mode", &device)
    }

    /// The mode, and switching on and off by it: there is no switch.
    private mutating func mode(_ device: inout DeviceDescription) {
        guard let mode = feature("system_mode"), mode.isSettable else { return }
        let spellings = Spelling.named(mode.values)
        guard spellings.count > 1 else { return }
        let commands = [speaker.set(mode.property)]
        let state = speaker.state(mode.property)
        device.properties += ClimateModes.properties(spellings, commands: commands, state: state)
    }

    private mutating func setpoint(_ value: Expose?, as name: String, _ device: inout DeviceDescription) {
        guard let value, value.isSettable else { return }
        guard let minimum = value.minimum, let maximum = value.maximum, minimum < maximum else {
            leftOut.append((value.name, "it can be set, but its range is not told"))
            return
        }
        let step = value.step.map { $0 > 0 ? $0 : 0.5 } ?? 0.5
        guard step <= maximum - minimum else { return }
        let form = NumberForm(minimum: minimum, maximum: maximum, step: step, unit: value.unit ?? "°C")
        device.properties.append(
            PropertyDescription(
                name, .range(form), state: speaker.state(value.property), commands: [speaker.set(value.property)]))
    }

    private mutating func options(_ name: String, as word: String, _ device: inout DeviceDescription) {
        guard let value = feature(name), !device.properties.contains(where: { $0.name == word }) else { return }
        let commands = value.isSettable ? [speaker.set(value.property)] : []
        let (property, count) = PropertyDescription.options(
            word, value.values, state: speaker.state(value.property), commands: commands)
        if let property { device.properties.append(property) }
        if count > 0 { leftOut.append((name, "\(count) of its values cannot be written as words")) }
    }
}
