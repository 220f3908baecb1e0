import Appliances
import JSONText

/// Writes a device profile. Devices of the same model get the same text.
struct ProfileText {
    let device: DeviceDescription
    private let placement: Placement

    init(_ device: DeviceDescription) {
        self.device = device
        placement = Placement(device)
    }

    /// The value of `{address}` for this device; nil if the profile needs none.
    var address: String? { placement.address }

    /// A name for the file, from maker and model.
    var fileName: String {
        let parts = [device.maker, device.model].compactMap(\.self).compactMap { Words.value($0, maximumBytes: 24) }
        return parts.isEmpty || device.model == nil
            ? (parts + [device.type]).joined(separator: "_") : parts.joined(separator: "_")
    }

    /// The whole file.
    var text: String {
        var lines = [
            "# Written by \"trivet devices discover\" from what \(Self.names[device.family] ?? "the network") says of this model.",
            "# Look it over: are the type and the limits right? docs/profiles.md explains every key.",
        ]
        let summary = [device.maker, device.model].compactMap(\.self).map { CleanText.line($0, maximumBytes: 40) }
        lines.append("summary: " + YAMLText.quoted(summary.isEmpty ? device.type : summary.joined(separator: " ")))
        lines.append("type: " + YAMLText.key(device.type))
        if let kind = device.deviceClass.flatMap({ Words.word($0) }) {
            lines.append("device_class: " + YAMLText.key(kind))
        }
        if let base = placement.base {
            lines += [
                "parameters:",
                "  base: { default: " + YAMLText.quoted(base) + ", about: the first part of its topics }",
            ]
        }
        lines += availability
        if !device.stateRequests.isEmpty {
            lines.append("request_state: " + list(device.stateRequests.map(message)).flow)
        }
        lines.append("confirm: { within_seconds: \(JSON.number(device.confirmSeconds).serialized()) }")
        if !device.properties.isEmpty { lines += ["", "properties:"] + device.properties.flatMap(property) }
        if !device.verbs.isEmpty { lines += ["", "verbs:"] + device.verbs.flatMap(verb) }
        let limits = SafetyDefaults.limits(of: device)
        if !limits.isEmpty { lines += ["", "limits:"] + limits.map(limit) }
        return lines.joined(separator: "\n") + "\n"
    }

    private static let names: [DiscoveryFamily: String] = [
        .zigbee2mqtt: "Zigbee2MQTT", .homeassistant: "its Home Assistant discovery message", .tasmota: "Tasmota",
        .shelly: "the Shelly itself", .homie: "its Homie description",
    ]

    // MARK: - Parts

    private var availability: [String] {
        guard !device.availability.isEmpty else { return [] }
        let rules = device.availability.map { rule in
            YAMLText.entries(
                ("topic", .text(placement.template(rule.topic))), ("path", rule.path.map(path)),
                ("online", .list(rule.online.map(YAMLText.text))), ("offline", .list(rule.offline.map(YAMLText.text))))
        }
        if rules.count == 1 { return ["availability: " + rules[0].flow] }
        return (device.availabilityMode == "all" ? [] : ["availability_mode: " + device.availabilityMode])
            + ["availability:"] + rules.map { "  - " + $0.flow }
    }

    private func property(_ property: PropertyDescription) -> [String] {
        var entries: [(String, YAMLText?)] = []
        switch property.kind {
        case .choice(let spellings): entries.append(("values", values(spellings)))
        case .color(let form):
            entries.append(("values", .list(Self.colors.map(YAMLText.word))))
            entries.append(("encoding", encoding(form)))
        case .range(let form): entries += range(form)
        case .reading(let unit, let factor):
            entries.append(("reading", .entries(("unit", unit.map(YAMLText.text)))))
            if factor != 1 || unit == nil { entries.append(("wire", .entries(("factor", .number(factor))))) }
        case .namedReading(let spellings): entries.append(("reading", .entries(("values", values(spellings)))))
        case .anyReading: entries.append(("reading", .entries()))
        }
        if property.isWritable { entries.append(("command", list(property.commands.map(message)))) }
        entries.append(("state", property.state.map(state)))
        if property.isWritable {
            let confirmation: YAMLText? =
                property.state == nil
                ? .entries(("optimistic", .flag(true)))
                : property.tolerance.map { .entries(("tolerance", .number($0))) }
            entries.append(("confirm", confirmation))
        }
        let kept = YAMLText.map(entries.compactMap { key, value in value.map { YAMLText.Entry(key, $0) } })
        return ["  " + YAMLText.key(property.name) + ":"] + kept.lines(indent: 4)
    }

    private static let colors = [
        "red", "green", "blue", "yellow", "orange", "purple", "pink", "white", "cyan", "magenta", "violet", "turquoise",
        "teal", "gold", "brown", "lime", "indigo", "lavender",
    ]

    private func range(_ form: NumberForm) -> [(String, YAMLText?)] {
        let range = YAMLText.entries(
            ("minimum", .number(form.minimum)), ("maximum", .number(form.maximum)), ("step", .number(form.step)),
            ("unit", form.unit.map(YAMLText.text)))
        let wire: YAMLText? =
            switch form.wire {
            case .same: nil
            case .linear(let minimum, let maximum):
                .entries(
                    ("minimum", .number(minimum)), ("maximum", .number(maximum)),
                    // A scale from 0 to 1 has no whole steps.
                    ("decimals", abs(maximum - minimum) <= 1 ? .number(2) : nil))
            case .factor(let factor):
                .entries(("factor", .number(factor)), ("decimals", abs(factor) < 1 ? .number(3) : nil))
            case .reciprocal(let constant): .entries(("reciprocal", .number(constant)))
            }
        return [("range", range), ("wire", wire)]
    }

    private func encoding(_ form: ColorForm) -> YAMLText {
        switch form {
        case .hexadecimal: .word("hexadecimal")
        case .text(let text): .entries(("text", .text(text)))
        case .json(let json): .entries(("json", YAMLText(wire: json)))
        }
    }

    private func values(_ spellings: [Spelling]) -> YAMLText {
        .map(
            spellings.map { spelling in
                let wires = spelling.wires.map(YAMLText.init(wire:))
                return YAMLText.Entry(spelling.name, wires.count == 1 ? wires[0] : .list(wires))
            })
    }

    private func state(_ state: StateDescription) -> YAMLText {
        .entries(
            ("topic", .text(placement.template(state.topic))), ("path", state.path.map(path)),
            ("values", state.spellings.map(values)), ("encoding", state.color.map(encoding)),
            ("ignore", state.ignored.isEmpty ? nil : .list(state.ignored.map(YAMLText.text))),
            ("otherwise", state.otherwise.map(YAMLText.word)))
    }

    /// Keys with dots between them; a list where a key has a dot itself.
    private func path(_ steps: [String]) -> YAMLText {
        steps.contains { $0.contains(".") } ? .list(steps.map(YAMLText.text)) : .text(steps.joined(separator: "."))
    }

    private func message(_ message: MessageDescription) -> YAMLText {
        let payload: YAMLText =
            switch message.payload {
            case .text(let text): .text(text)
            case .json(let json): YAMLText(wire: json)
            }
        let condition: YAMLText? =
            switch message.onlyFor {
            case nil: nil
            case .names(let names): names.count == 1 ? .word(names[0]) : .list(names.map(YAMLText.word))
            case .above(let number): .entries(("above", .number(number)))
            case .number(let number): .entries(("is", .number(number)))
            }
        return .entries(
            ("topic", .text(placement.template(message.topic))), ("payload", payload), ("only_for", condition))
    }

    private func list(_ items: [YAMLText]) -> YAMLText { items.count == 1 ? items[0] : .list(items) }

    private func verb(_ verb: VerbDescription) -> [String] {
        let confirmation = verb.confirmedBy.map { property, values in
            YAMLText.entries(("property", .word(property)), ("is", .list(values.map(YAMLText.word))))
        }
        let entries = YAMLText.entries(("command", list(verb.commands.map(message))), ("confirm", confirmation))
        return ["  " + YAMLText.key(verb.name) + ":"] + entries.lines(indent: 4)
    }

    private func limit(_ limit: SafetyDefaults.Limit) -> String {
        let condition: YAMLText? =
            limit.onlyFor.map { .list($0.map(YAMLText.word)) } ?? limit.above.map { .entries(("above", .number($0))) }
        let end = limit.end.map { end in
            YAMLText.entries(
                ("within_seconds", .number(end.seconds)),
                ("by", end.verb.map(YAMLText.word) ?? .entries(("power", .text("off")))))
        }
        let entries = YAMLText.entries(
            ("only_for", condition), ("requires_confirmation", .flag(true)), ("question", .text(limit.question)),
            ("must_end", end))
        return "  " + YAMLText.key(limit.target) + ": " + entries.flow
    }
}
