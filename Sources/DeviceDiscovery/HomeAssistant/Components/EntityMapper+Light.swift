import JSONText

extension EntityMapper {
    mutating func light() {
        type = "light"
        switch config.string("schema") ?? "default" {
        case "json": jsonLight()
        case "default", "basic": plainLight()
        default: refuse(label, "its commands are templates (schema \(config.string("schema") ?? ""))")
        }
        for effect in ["effect_command_topic", "effect_list", "effect"] where config[effect] != nil {
            refuse(label, "effects are not used")
            break
        }
    }

    // MARK: - A topic for each value

    private mutating func plainLight() {
        guard let on = payload("payload_on", "ON"), let off = payload("payload_off", "OFF"), on != off,
            let switching = command("command_topic", nil, of: label)
        else { return refuse(label, "its words for on and off cannot be used") }
        twoWords(
            "power", [("on", on, on), ("off", off, off)], command: switching,
            report: report("state_topic", templateKey(), of: label))
        if config.string("on_command_type") == "brightness", config["brightness_command_topic"] != nil {
            switchOnByBrightness(off: switching.message(off, onlyFor: .names(["off"])))
        }
        plainBrightness(switching, on: on, off: off)
        plainTemperature(switching, on: on)
        plainColor(switching, on: on)
    }

    /// The message that goes along with a value so that the light is on.
    private func together(_ message: MessageDescription, _ on: MessageDescription) -> [MessageDescription] {
        switch config.string("on_command_type") {
        case "first": [on, message]
        case "brightness": [message]
        default: [message, on]
        }
    }

    /// A light that is switched on by its brightness: to the brightest.
    private mutating func switchOnByBrightness(off: MessageDescription) {
        guard let order = command("brightness_command_topic", "brightness_command_template", of: label) else { return }
        let scale = config.number("brightness_scale") ?? 255
        guard let index = properties.firstIndex(where: { $0.name == "power" }) else { return }
        let full = JSON.number(scale * order.template.factor).serialized()
        properties[index].commands = [order.message(full, onlyFor: .names(["on"])), off]
    }

    private mutating func plainBrightness(_ switching: Order, on: String, off: String) {
        guard let order = command("brightness_command_topic", "brightness_command_template", of: "brightness") else {
            return
        }
        let scale = config.number("brightness_scale") ?? 255
        guard scale > 0 else { return refuse("brightness", "its scale is not above 0") }
        let count = properties.count
        number(
            "brightness", .percent(to: scale), command: order,
            report: report("brightness_state_topic", "brightness_value_template", of: "brightness"),
            tolerance: scale < 100 ? 100 / scale : 1)
        guard properties.count > count else { return }
        properties[count].commands =
            together(order.message(onlyFor: .above(0)), switching.message(on, onlyFor: .above(0)))
            + [switching.message(off, onlyFor: .number(0))]
    }

    private mutating func plainTemperature(_ switching: Order, on: String) {
        guard let order = command("color_temp_command_topic", "color_temp_command_template", of: "color_temp") else {
            return
        }
        guard let form = temperatureForm() else { return refuse("color_temp", "its range is empty") }
        let count = properties.count
        number(
            "color_temp", form, command: order,
            report: report("color_temp_state_topic", "color_temp_value_template", of: "color_temp"), tolerance: 100)
        guard properties.count > count else { return }
        properties[count].commands = together(order.message(), switching.message(on))
    }

    /// Kelvin, or mired from 153 to 500 unless the light says otherwise.
    func temperatureForm() -> NumberForm? {
        if config.flag("color_temp_kelvin") == true {
            let (lowest, highest) = (config.number("min_kelvin") ?? 2000, config.number("max_kelvin") ?? 6535)
            guard lowest > 0, lowest + 50 <= highest else { return nil }
            return NumberForm(minimum: lowest, maximum: highest, step: 50, unit: "K")
        }
        return .kelvin(fromMired: config.number("min_mireds") ?? 153, to: config.number("max_mireds") ?? 500)
    }

    private mutating func plainColor(_ switching: Order, on: String) {
        let forms: [(key: String, text: String)] = [
            ("hs", "{hue},{saturation}"), ("rgb", "{red},{green},{blue}"), ("xy", "{x},{y}"),
        ]
        guard let (key, usual) = forms.first(where: { config["\($0.key)_command_topic"] != nil }) else {
            for key in ["rgbw_command_topic", "rgbww_command_topic"] where config[key] != nil {
                refuse("color", "colours with white are not used")
            }
            return
        }
        guard let topic = config.topic("\(key)_command_topic") else {
            return refuse("color", "its topic cannot be used")
        }
        guard let form = colorForm(config.string("\(key)_command_template"), usual: usual) else {
            return refuse("color", "its template does more than a profile can say")
        }
        var property = PropertyDescription(
            "color", .color(form),
            commands: together(MessageDescription(topic, .value), switching.message(on)))
        if let report = report("\(key)_state_topic", "\(key)_value_template", of: "color") {
            var state = report.plainState
            let places = usual.split(separator: ",").map { JSON.string(String($0)) }
            let reported: ColorForm = report.template.isJoined ? .json(.array(places)) : .text(usual)
            state.color = reported == form ? nil : reported
            property.state = state
        }
        properties.append(property)
    }

    private func colorForm(_ template: String?, usual: String) -> ColorForm? {
        guard let template else { return .text(usual) }
        let plain = String(template.filter { !$0.isWhitespace })
        if plain == "{{'#%02x%02x%02x'|format(red,green,blue)}}" { return .hexadecimal }
        guard let read = CommandTemplate(template), !read.variables.contains("value"), read.factor == 1 else {
            return nil
        }
        return .text(read.text)
    }

    // MARK: - JSON

    private mutating func jsonLight() {
        guard let topic = config.topic("command_topic") else { return refuse(label, "its topic cannot be used") }
        let reports = config.topic("state_topic")
        let modes = config.strings("supported_color_modes") ?? legacyModes()
        func state(_ path: String) -> StateDescription? { reports.map { StateDescription($0, [path]) } }
        func command(_ members: [JSON.Member], onlyFor: MessageDescription.Condition? = nil) -> MessageDescription {
            MessageDescription(topic, .json(.object(members)), onlyFor: onlyFor)
        }
        let on = JSON.Member(key: "state", value: "ON")
        properties.append(
            .power(
                on: "ON", off: "OFF", commands: [command([.init(key: "state", value: "{value}")])],
                state: state("state")))
        let isDimmable = config.flag("brightness") == true || modes.contains { $0 != "onoff" }
        let scale = config.number("brightness_scale") ?? 255
        if isDimmable, scale > 0 {
            var property = PropertyDescription(
                "brightness", .range(.percent(to: scale)), state: state("brightness"),
                commands: [
                    command([on, .init(key: "brightness", value: "{value}")], onlyFor: .above(0)),
                    command([.init(key: "state", value: "OFF")], onlyFor: .number(0)),
                ])
            property.tolerance = scale < 100 ? 100 / scale : 1
            properties.append(property)
        }
        if modes.contains("color_temp"), let form = temperatureForm() {
            var property = PropertyDescription(
                "color_temp", .range(form), state: state("color_temp"),
                commands: [command([on, .init(key: "color_temp", value: "{value}")])])
            property.tolerance = 100
            properties.append(property)
        }
        guard let form = Self.jsonColor(modes) else { return }
        var report = state("color")
        // White channels are sent as nothing and need not be reported.
        if let plain = Self.jsonColor(modes.map { $0.hasPrefix("rgb") ? "rgb" : $0 }), plain != form {
            report?.color = plain
        }
        properties.append(
            PropertyDescription(
                "color", .color(form), state: report, commands: [command([on, .init(key: "color", value: "{value}")])]))
    }

    private func legacyModes() -> [String] {
        ["hs", "rgb", "xy", "color_temp"].filter { config.flag($0) == true }
    }

    private static func jsonColor(_ modes: [String]) -> ColorForm? {
        if modes.contains("hs") { return .json(["h": "{hue}", "s": "{saturation}"]) }
        if modes.contains("rgb") { return .json(["r": "{red}", "g": "{green}", "b": "{blue}"]) }
        if modes.contains("rgbw") { return .json(["r": "{red}", "g": "{green}", "b": "{blue}", "w": 0]) }
        if modes.contains("rgbww") { return .json(["r": "{red}", "g": "{green}", "b": "{blue}", "c": 0, "w": 0]) }
        return modes.contains("xy") ? .json(["x": "{x}", "y": "{y}"]) : nil
    }
}
