import JSONText

extension EntityMapper {
    /// The components that are what a person calls a device.
    static let devices: Set<String> = [
        "light", "switch", "cover", "lock", "climate", "fan", "humidifier", "vacuum", "water_heater", "valve", "siren",
        "lawn_mower", "scene",
    ]

    /// Maps the entity; what it cannot use is noted.
    mutating func map() {
        switch config.component {
        case "light": light()
        case "switch", "siren": onOff()
        case "cover": cover()
        case "valve": valve()
        case "lock": lock()
        case "climate": climate()
        case "water_heater": waterHeater()
        case "fan": fan()
        case "humidifier": humidifier()
        case "vacuum": vacuum()
        case "lawn_mower": lawnMower()
        case "scene": scene()
        case "sensor": sensor()
        case "binary_sensor": binarySensor()
        case "number": numberEntity()
        case "select": select()
        case "button": button()
        case "text": refuse(label, "text that a person would have to dictate")
        case "device_automation", "event", "tag": refuse(label, "an event and not a state")
        case "camera", "image": refuse(label, "a picture")
        case "update": refuse(label, "new firmware is no matter for a sentence")
        case "device_tracker": refuse(label, "where a person is, is not followed")
        case "alarm_control_panel": refuse(label, "an alarm system needs a code, which does not belong in a sentence")
        default: refuse(label, "a \(CleanText.line(config.component)) is not known")
        }
        if config.flag("retain") == true, !(properties.isEmpty && verbs.isEmpty) {
            refuse(label, "it wants its commands to be kept by the broker; they are sent, but never kept")
        }
    }

    /// What the entity is called in notes.
    var label: String { config.component + " " + (config.name ?? config.id) }

    // MARK: - Single values

    mutating func onOff() {
        type = config.component == "siren" ? "siren" : config.string("device_class") == "outlet" ? "outlet" : "switch"
        power(property: "power")
    }

    /// A switch as the property of another device.
    mutating func power(property name: String) {
        guard let on = payload("payload_on", "ON"), let off = payload("payload_off", "OFF"), on != off else {
            return refuse(label, "its words for on and off cannot be used")
        }
        guard let order = command("command_topic", "command_template", of: label) else { return }
        let report = report("state_topic", templateKey(), of: label)
        twoWords(
            name,
            [
                ("on", on, payload("state_on", on) ?? on), ("off", off, payload("state_off", off) ?? off),
            ], command: order, report: report)
    }

    /// Some components call the template of their state one way, some the other.
    func templateKey() -> String { config["state_value_template"] == nil ? "value_template" : "state_value_template" }

    mutating func sensor() {
        type = "sensor"
        guard let name = readingName() else { return refuse(label, "its name cannot be written") }
        guard let report = report("state_topic", "value_template", of: label) else { return }
        let unit = config.string("unit_of_measurement").flatMap(CleanText.payload).map { CleanText.cut($0, 12) }
        if let options = config.strings("options") {
            let spellings = Spelling.named(options.map(JSON.string))
            guard !spellings.isEmpty else { return refuse(label, "none of its values can be written as a word") }
            properties.append(PropertyDescription(name, .namedReading(spellings), state: report.plainState))
        } else if unit != nil || report.template.factor != 1 {
            reading(name, unit: unit, report: report)
        } else {
            guard report.template.choice == nil else { return refuse(label, "its template does not give its value") }
            properties.append(PropertyDescription(name, .anyReading, state: report.plainState))
        }
    }

    mutating func binarySensor() {
        type = "binary_sensor"
        guard let name = readingName() else { return refuse(label, "its name cannot be written") }
        guard let on = payload("payload_on", "ON"), let off = payload("payload_off", "OFF"), on != off else {
            return refuse(label, "its words for on and off cannot be used")
        }
        guard let report = report("state_topic", "value_template", of: label) else { return }
        let kind = config.string("device_class") ?? name
        let names = Readings.names(kind)
        let state = report.state([(names.yes, [on]), (names.no, [off])])
        let spellings = [Spelling(names.yes, .string(on)), Spelling(names.no, .string(off))]
        properties.append(PropertyDescription(name, .namedReading(spellings), state: state))
    }

    /// What is measured: its class in the vocabulary if it has one, otherwise its name.
    private func readingName() -> String? {
        if let kind = config.string("device_class"), let word = Words.word(kind) {
            return Readings.property(word, isSensor: false)
        }
        return propertyName().map { Readings.property($0, isSensor: false) }
    }

    /// The name of the entity as a property.
    func propertyName() -> String? { config.name.flatMap { Words.word($0) } ?? Words.word(config.id) }

    mutating func numberEntity() {
        type = "appliance"
        guard let name = propertyName() else { return refuse(label, "its name cannot be written") }
        guard let order = command("command_topic", "command_template", of: label) else { return }
        let form = NumberForm(
            minimum: config.number("min") ?? 1, maximum: config.number("max") ?? 100, step: config.number("step") ?? 1,
            unit: config.string("unit_of_measurement").flatMap(CleanText.payload).map { CleanText.cut($0, 12) })
        number(name, form, command: order, report: report("state_topic", "value_template", of: label))
    }

    mutating func select() {
        type = "appliance"
        guard let name = propertyName() else { return refuse(label, "its name cannot be written") }
        guard let order = command("command_topic", "command_template", of: label) else { return }
        let report = report("state_topic", "value_template", of: label)
        options(name, config.strings("options") ?? [], command: order, report: report)
    }

    mutating func button() {
        type = "appliance"
        guard let name = propertyName() else { return refuse(label, "its name cannot be written") }
        guard let word = payload("payload_press", "PRESS") else { return refuse(label, "its payload cannot be used") }
        guard let order = command("command_topic", "command_template", of: label) else { return }
        verbs.append(VerbDescription(name, order.message(word)))
    }

    mutating func scene() {
        type = "scene"
        guard let word = payload("payload_on", "ON"), let order = command("command_topic", nil, of: label) else {
            return
        }
        verbs.append(VerbDescription("activate", order.message(word)))
    }
}
