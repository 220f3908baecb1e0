import JSONText

/// Maps one property of a node.
struct HomieProperty {
    let json: JSON
    let topic: String
    let node: String
    let id: String
    private(set) var properties: [PropertyDescription] = []
    /// Why it cannot be used.
    private(set) var reason: String?

    init(json: JSON, topic: String, node: String, id: String) {
        self.json = json
        self.topic = topic
        self.node = node
        self.id = id
    }

    private var isSettable: Bool { json["settable"]?.bool ?? false }
    private var unit: String? { json["unit"]?.string.flatMap(CleanText.payload).map { CleanText.cut($0, 12) } }
    private var format: String? { json["format"]?.string }
    private var state: StateDescription { StateDescription(topic) }
    private var commands: [MessageDescription] {
        isSettable ? [MessageDescription(topic + "/set", .value)] : []
    }

    /// The word for the property: its own id unless that says nothing (`value`, `state`), then the node's.
    private var word: String? {
        let own = Words.word(id)
        return own == nil || ["value", "state", "level"].contains(own) ? Words.word(node) ?? own : own
    }

    mutating func map() {
        guard CleanText.topic(topic) != nil, let word else { return refuse("its id cannot be part of a topic") }
        guard json["retained"]?.bool != false else { return refuse("an event and not a state") }
        if Readings.isDiagnostic(word) { return refuse("a diagnosis of the device itself") }
        switch json["datatype"]?.string {
        case "boolean": boolean(word)
        case "integer", "float": number(word)
        case "enum": options(word)
        case "color": color()
        case "string" where !isSettable:
            properties = [PropertyDescription(Readings.property(word, isSensor: false), .anyReading, state: state)]
        case "string": refuse("text that a person would have to dictate")
        case "datetime", "duration", "json": refuse("a value of the type \(json["datatype"]?.string ?? "")")
        default: refuse("an unknown type of value")
        }
    }

    private mutating func boolean(_ word: String) {
        let labels = (format ?? "").split(separator: ",").map { $0.lowercased() }
        guard isSettable else {
            properties = [
                .twoStates(
                    Readings.property(word, isSensor: false), kind: word, yes: ["true"], no: ["false"], state: state)
            ]
            return
        }
        let words = Set([word, id, node].flatMap(Words.all) + labels)
        let (name, yes, no): (String, String, String) =
            if words.contains("lock") || labels.contains("locked") {
                ("lock", "locked", "unlocked")
            } else if words.contains("open")
                || labels == ["close", "open"]
            {
                ("opening", "open", "closed")
            } else if !words.isDisjoint(with: [
                "power", "switch", "on", "relay", "light", "lamp", "outlet", "plug", "pilot", "socket",
            ]) { ("power", "on", "off") } else { (word, "on", "off") }
        // A format such as unlocked,locked says what false and true are.
        let isTurned = labels.first == yes || (labels.first == "locked")
        properties = [
            PropertyDescription(
                name,
                .choice([
                    Spelling(yes, .string(isTurned ? "false" : "true")),
                    Spelling(no, .string(isTurned ? "true" : "false")),
                ]), state: state, commands: commands)
        ]
    }

    private mutating func number(_ word: String) {
        let name = Readings.property(word, isSensor: false)
        guard isSettable else {
            properties = [PropertyDescription(name, .reading(unit: unit, factor: 1), state: state)]
            return
        }
        let parts = (format ?? "").split(separator: ":", omittingEmptySubsequences: false).map { Double($0) }
        guard parts.count >= 2, let minimum = parts[0], let maximum = parts[1], minimum < maximum, minimum.isFinite,
            maximum.isFinite
        else { return refuse("it can be set, but its range is not told") }
        let usual = json["datatype"]?.string == "integer" ? 1.0 : unit == "%" ? 1 : 0.5
        let step = parts.count > 2 ? parts[2] ?? usual : usual
        guard step > 0, step <= maximum - minimum else { return refuse("its range is smaller than a step") }
        let words = Set([id, node].flatMap(Words.all))
        let isPercent = unit == "%" || maximum == 100
        var form = NumberForm(minimum: minimum, maximum: maximum, step: step, unit: unit)
        var label = name
        if !words.isDisjoint(with: ["brightness", "dimmer", "intensity", "dim"]) {
            label = "brightness"
            form = .percent(from: isPercent ? 0 : minimum, to: maximum)
        } else if !words.isDisjoint(with: ["position", "shutter", "blind", "cover"]), isPercent {
            label = "position"
            form = .percent(from: minimum, to: maximum)
        } else if words.contains("speed") {
            label = "speed"
            form = .percent(from: 0, to: maximum)
        } else if unit == "K", minimum > 0 {
            label = "color_temp"
        } else if unit == "°C" || unit == "°F",
            !words.isDisjoint(with: ["setpoint", "target", "thermostat", "temperature"])
        {
            label = "temperature"
        }
        properties = [PropertyDescription(label, .range(form), state: state, commands: commands)]
    }

    private mutating func options(_ word: String) {
        let values = (format ?? "").split(separator: ",").map { JSON.string(String($0)) }
        let (property, count) = PropertyDescription.options(word, values, state: state, commands: commands)
        guard let property else { return refuse("none of its values can be written as a word") }
        properties = [property]
        if count > 0 { refuse("\(count) of its values cannot be written as words") }
    }

    private mutating func color() {
        let formats = (format ?? "").split(separator: ",").map(String.init)
        guard isSettable else { return refuse("a colour that cannot be set") }
        let texts = ["rgb": "rgb,{red},{green},{blue}", "hsv": "hsv,{hue},{saturation},{level}"]
        guard let form = formats.compactMap({ texts[$0] }).first else { return refuse("colours as xyz are not used") }
        properties = [PropertyDescription("color", .color(.text(form)), state: state, commands: commands)]
    }

    private mutating func refuse(_ text: String) { reason = text }
}
