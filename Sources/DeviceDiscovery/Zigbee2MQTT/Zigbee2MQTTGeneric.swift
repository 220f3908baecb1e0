import JSONText

/// Maps single values: binary, numeric, enum, text, and the values within a composite.
struct Zigbee2MQTTGeneric {
    let speaker: Zigbee2MQTTSpeaker
    /// True if the device is nothing but values.
    let isSensor: Bool
    private(set) var leftOut: [(property: String, reason: String)] = []

    init(speaker: Zigbee2MQTTSpeaker, isSensor: Bool) {
        self.speaker = speaker
        self.isSensor = isSensor
    }

    /// The properties of one value.
    mutating func properties(for expose: Expose) -> [PropertyDescription] {
        if expose.isAside { return refuse(expose, "a setting or a diagnosis of the device itself") }
        guard CleanText.key(expose.property) != nil, let word = Words.word(expose.name) else {
            return refuse(expose, "its name cannot be written")
        }
        if expose.name == "action" { return refuse(expose, "an event (a button was pressed) and not a state") }
        guard expose.isPublished || !expose.features.isEmpty else { return refuse(expose, "it is never reported") }
        let isGettable = expose.isGettable || expose.isPublished
        guard isGettable || !expose.features.isEmpty else { return refuse(expose, "it is never reported") }
        let name = Readings.property(word, isSensor: isSensor)
        switch expose.type {
        case "binary": return binary(expose, name)
        case "numeric": return numeric(expose, name)
        case "enum": return options(expose, name)
        case "text":
            guard !expose.isSettable else { return refuse(expose, "text that a person would have to dictate") }
            return [PropertyDescription(name, .anyReading, state: speaker.state(expose.property))]
        case "composite": return composite(expose, name)
        case "list": return refuse(expose, "a list of values")
        default: return refuse(expose, "an unknown type of value")
        }
    }

    private mutating func binary(_ expose: Expose, _ name: String) -> [PropertyDescription] {
        guard let on = expose.json["value_on"], let off = expose.json["value_off"], on.isSpellable, off.isSpellable
        else {
            return refuse(expose, "it does not say how on and off are written")
        }
        let state = speaker.state(expose.property)
        guard expose.isSettable else {
            let kind = name == "battery" ? "battery_low" : name
            // A contact says true while it is closed, whichever of the two its maker calls on.
            if expose.name == "contact" {
                return [.twoStates(name, kind: kind, yes: [false], no: [true], state: state)]
            }
            return [.twoStates(name, kind: kind, yes: [on], no: [off], state: state)]
        }
        let spellings = [Spelling("on", on), Spelling("off", off)]
        return [
            PropertyDescription(
                name == "state" ? "power" : name, .choice(spellings), state: state,
                commands: [speaker.set(expose.property)])
        ]
    }

    private mutating func numeric(_ expose: Expose, _ name: String) -> [PropertyDescription] {
        let state = speaker.state(expose.property)
        guard expose.isSettable else {
            return [PropertyDescription(name, .reading(unit: expose.unit, factor: 1), state: state)]
        }
        guard let minimum = expose.minimum, let maximum = expose.maximum, minimum < maximum else {
            return refuse(expose, "it can be set, but its range is not told")
        }
        let step = expose.step.map { $0 > 0 && $0 <= maximum - minimum ? $0 : 1 } ?? 1
        guard step <= maximum - minimum else { return refuse(expose, "its range is smaller than a step") }
        let form = NumberForm(minimum: minimum, maximum: maximum, step: step, unit: expose.unit)
        return [
            PropertyDescription(name, .range(form), state: state, commands: [speaker.set(expose.property)])
        ]
    }

    private mutating func options(_ expose: Expose, _ name: String) -> [PropertyDescription] {
        let commands = expose.isSettable ? [speaker.set(expose.property)] : []
        let (property, count) = PropertyDescription.options(
            name, expose.values, state: speaker.state(expose.property), commands: commands)
        guard let property else { return refuse(expose, "none of its values can be written as a word") }
        if count > 0 { leftOut.append((expose.name, "\(count) of its values cannot be written as words")) }
        return [property]
    }

    private mutating func composite(_ expose: Expose, _ name: String) -> [PropertyDescription] {
        guard !expose.features.contains(where: \.isSettable) else {
            return refuse(expose, "several values that have to be set together")
        }
        return expose.features.compactMap { feature in
            guard feature.isPublished, CleanText.key(feature.property) != nil else { return nil }
            guard let word = Words.word(name + "_" + feature.name) else { return nil }
            let state = speaker.state(expose.property, feature.property)
            switch feature.type {
            case "numeric": return PropertyDescription(word, .reading(unit: feature.unit, factor: 1), state: state)
            case "enum":
                let spellings = Spelling.named(feature.values)
                return spellings.isEmpty ? nil : PropertyDescription(word, .namedReading(spellings), state: state)
            default: return nil
            }
        }
    }

    private mutating func refuse(_ expose: Expose, _ reason: String) -> [PropertyDescription] {
        leftOut.append((expose.name.isEmpty ? expose.type : expose.name, reason))
        return []
    }
}

extension JSON {
    /// True for a value that can stand as a spelling in a profile.
    var isSpellable: Bool {
        switch self {
        case .string(let text): CleanText.payload(text) != nil
        case .number, .bool: true
        case .null, .array, .object: false
        }
    }
}
