import JSONText

extension EntityMapper {
    mutating func fan() {
        type = "fan"
        guard let on = payload("payload_on", "ON"), let off = payload("payload_off", "OFF"), on != off,
            let switching = command("command_topic", "command_template", of: label)
        else { return refuse(label, "its words for on and off cannot be used") }
        twoWords(
            "power", [("on", on, on), ("off", off, off)], command: switching,
            report: report("state_topic", templateKey(), of: label))
        speed(off: switching.message(off, onlyFor: .number(0)))
        setting("preset_mode", values: "preset_modes", usual: [], as: "preset")
        if let order = command("oscillation_command_topic", "oscillation_command_template", of: "oscillation"),
            let yes = payload("payload_oscillation_on", "oscillate_on"),
            let no = payload("payload_oscillation_off", "oscillate_off")
        {
            twoWords(
                "oscillation", [("on", yes, yes), ("off", no, no)], command: order,
                report: report("oscillation_state_topic", "oscillation_value_template", of: "oscillation"))
        }
        if let order = command("direction_command_topic", "direction_command_template", of: "direction") {
            options(
                "direction", ["forward", "reverse"], command: order,
                report: report("direction_state_topic", "direction_value_template", of: "direction"))
        }
    }

    /// Percent on the speeds that the fan has: the lowest of them is above nothing, which is off.
    private mutating func speed(off: MessageDescription) {
        guard let order = command("percentage_command_topic", "percentage_command_template", of: "speed") else {
            return
        }
        let (lowest, highest) = (config.number("speed_range_min") ?? 1, config.number("speed_range_max") ?? 100)
        guard lowest >= 1, lowest < highest || highest == 1 else { return refuse("speed", "its range is empty") }
        let count = properties.count
        number(
            "speed", .percent(from: lowest - 1, to: highest), command: order,
            report: report("percentage_state_topic", "percentage_value_template", of: "speed"),
            tolerance: (100 / (highest - lowest + 1) / 2).rounded(.up))
        guard properties.count > count else { return }
        properties[count].commands = [order.message(onlyFor: .above(0)), off]
    }

    mutating func humidifier() {
        type = config.string("device_class") == "dehumidifier" ? "dehumidifier" : "humidifier"
        guard let on = payload("payload_on", "ON"), let off = payload("payload_off", "OFF"), on != off,
            let switching = command("command_topic", "command_template", of: label)
        else { return refuse(label, "its words for on and off cannot be used") }
        twoWords(
            "power", [("on", on, on), ("off", off, off)], command: switching,
            report: report("state_topic", templateKey(), of: label))
        humidity(target: "target_humidity")
        setting("mode", values: "modes", usual: [])
        action()
    }

    mutating func vacuum() {
        type = "vacuum"
        confirmSeconds = 10
        if let topic = config.topic("state_topic") {
            let states = [
                ("cleaning", "cleaning"), ("docked", "docked"), ("paused", "paused"), ("idle", "idle"),
                ("returning", "returning"), ("error", "error"),
            ]
            properties.append(
                PropertyDescription(
                    "activity", .namedReading(states.map { Spelling($0.0, .string($0.1)) }),
                    state: StateDescription(topic, ["state"])))
            if config.strings("supported_features")?.contains("battery") ?? false {
                properties.append(
                    PropertyDescription(
                        "battery", .reading(unit: "%", factor: 1), state: StateDescription(topic, ["battery_level"])))
            }
        }
        if let order = command("command_topic", nil, of: label) {
            let features = config.strings("supported_features") ?? ["start", "stop", "return_home", "clean_spot"]
            let known: [(feature: String, verb: String, key: String, word: String, shows: [String])] = [
                ("start", "start", "payload_start", "start", ["cleaning"]),
                ("stop", "stop", "payload_stop", "stop", ["idle", "docked", "returning", "paused"]),
                ("pause", "pause", "payload_pause", "pause", ["paused", "idle"]),
                ("return_home", "dock", "payload_return_to_base", "return_to_base", ["returning", "docked"]),
                ("locate", "locate", "payload_locate", "locate", []),
                ("clean_spot", "clean_spot", "payload_clean_spot", "clean_spot", ["cleaning"]),
            ]
            for entry in known where features.contains(entry.feature) {
                guard let word = payload(entry.key, entry.word) else { continue }
                let shows = properties.isEmpty || entry.shows.isEmpty ? nil : ("activity", entry.shows)
                verbs.append(VerbDescription(entry.verb, order.message(word), confirmedBy: shows))
            }
        }
        guard let order = command("set_fan_speed_topic", nil, of: "fan_speed") else { return }
        options(
            "fan_speed", config.strings("fan_speed_list") ?? [], command: order,
            report: config.topic("state_topic").map { topic in
                var template = ValueTemplate()
                template.path = ["fan_speed"]
                return Report(topic: topic, template: template)
            })
    }

    mutating func lawnMower() {
        type = "lawn_mower"
        if let report = report("activity_state_topic", "activity_value_template", of: "activity"),
            report.template.choice == nil
        {
            let states = ["mowing", "paused", "docked", "returning", "error"]
            properties.append(
                PropertyDescription(
                    "activity", .namedReading(states.map { Spelling($0, .string($0)) }), state: report.plainState))
        }
        let known: [(key: String, verb: String, word: String, shows: [String])] = [
            ("start_mowing", "start", "start_mowing", ["mowing"]), ("pause", "pause", "pause", ["paused"]),
            ("dock", "dock", "dock", ["returning", "docked"]),
        ]
        for entry in known {
            guard let order = command("\(entry.key)_command_topic", "\(entry.key)_command_template", of: entry.verb)
            else { continue }
            let shows = properties.isEmpty ? nil : ("activity", entry.shows)
            verbs.append(VerbDescription(entry.verb, order.message(entry.word), confirmedBy: shows))
        }
    }
}
