import ApplianceVocabulary
import JSONText
import YAMLReader

extension ProfileReader {
    /// All properties of the profile.
    func properties(_ reader: MappingReader) -> [PropertyProfile] {
        (reader.entries("properties") ?? []).compactMap { entry in
            guard Names.check(entry.key, "the property", at: entry.keyPosition, in: context) else { return nil }
            let what = "the property \"\(entry.key)\""
            guard let inner = MappingReader(entry.value, of: what, in: context) else { return nil }
            return property(entry.key, at: entry.keyPosition, inner)
        }
    }

    private func property(_ name: String, at position: Position, _ reader: MappingReader) -> PropertyProfile? {
        let meaning = meaning(reader)
        let commands = messages("command", in: reader, allowed: placeholders + ["value"])
        let state = state(reader, wire: meaning?.wire ?? .anything)
        let confirmation = confirmation(reader, needsProperty: false) ?? ConfirmationRule()
        let initial = reader.node("initial")?.scalar
        reader.finish()
        guard let meaning else { return nil }
        TemplateReader.check(
            meaning.wire.parameters + (state?.wire.parameters ?? []), allowed: placeholders, at: reader.position,
            in: context)
        check(commands, kind: meaning.kind, reader)
        let isReported =
            state != nil || isOptimistic || confirmation.isOptimistic || confirmation.property != nil
        if commands.isEmpty, state == nil {
            reader.context.report(
                "\(reader.what) can neither be set nor is it reported; write command or state", at: reader.position)
        } else if !commands.isEmpty, !isReported {
            reader.context.report(
                "\(reader.what) is never reported; write state, or confirm: { optimistic: true }",
                at: reader.position)
        }
        var property = PropertyProfile(
            name: name, kind: meaning.kind, wire: meaning.wire, commands: commands, state: state,
            confirmation: confirmation, initial: nil, position: position)
        if let initial {
            let wire = state?.wire ?? meaning.wire
            property.initial = Self.initialValue(initial.text, kind: meaning.kind, wire: wire)
            if property.initial == nil { reader.report("\"initial\" is no value of \(reader.what)", at: "initial") }
        }
        return property
    }

    private static func initialValue(_ text: String, kind: PropertyKind, wire: WireMapping) -> Value? {
        switch (kind, wire) {
        case (.choice(let names), _): names.contains(text) ? .name(text) : nil
        case (.flag, _): text == "true" ? .flag(true) : text == "false" ? .flag(false) : nil
        case (.range, _): Double(decimal: text).map { .number($0) }
        case (.reading, .names(let names)): names.contains { $0.name == text } ? .name(text) : nil
        case (.reading, _): Double(decimal: text).map { .number($0) } ?? .name(text)
        }
    }

    /// The kind of the property and its wire mapping: one of `values`, `range`, `flag`, `reading`.
    private func meaning(_ reader: MappingReader) -> (kind: PropertyKind, wire: WireMapping)? {
        let given = ["values", "range", "flag", "reading"].filter { reader.keys.contains($0) }
        let values = reader.node("values")
        let range = reader.mapping("range", of: "the range")
        let flag = reader.node("flag")
        let reading = reader.node("reading")
        let encoding = ColorEncoding.read(reader)
        let wire = reader.mapping("wire", of: "\"wire\"")
        guard given.count == 1 else {
            context.report(
                "\(reader.what) needs exactly one of values, range, flag and reading"
                    + (given.isEmpty ? "" : ", not \(given.joined(separator: " and "))"), at: reader.position)
            return nil
        }
        if encoding != nil, values == nil { reader.report("\"encoding\" goes with values of colours", at: "encoding") }
        if wire != nil, range == nil, reading == nil { reader.report("\"wire\" goes with a range", at: "wire") }
        if let values { return choice(values, encoding: encoding, reader) }
        if let range { return number(range, wire) }
        if let flag { return self.flag(flag) }
        return reading.flatMap { self.reading($0, wire, reader) }
    }

    private func choice(
        _ node: YAMLNode, encoding: ColorEncoding?, _ reader: MappingReader
    ) -> (kind: PropertyKind, wire: WireMapping)? {
        let spellings = WireReader.names(node, of: reader.what, in: context)
        let names = spellings.map(\.name)
        guard !names.isEmpty else { return nil }
        guard let encoding else { return (.choice(names), .names(spellings)) }
        for name in names where NamedColor.named(name) == nil {
            let known = NamedColor.all.map(\.name)
            let advice = suggestion(for: name, among: known).map { "did you mean \($0)?" }
            let message = "\"\(name)\" is no colour; \(advice ?? "known are \(known.joined(separator: ", "))")"
            context.report(message, at: node.position)
        }
        return (.choice(names), encoding.mapping(names))
    }

    private func number(_ range: MappingReader, _ wire: MappingReader?) -> (kind: PropertyKind, wire: WireMapping)? {
        guard let kind = WireReader.range(range), case .range(let minimum, let maximum, let step, _) = kind else {
            return nil
        }
        return (kind, .number(WireReader.scale(wire, range: minimum...maximum, step: step)))
    }

    private func flag(_ node: YAMLNode) -> (kind: PropertyKind, wire: WireMapping)? {
        if node.scalar?.isEmpty ?? false { return (.flag, .flag(true: true, false: false)) }
        guard let reader = MappingReader(node, of: "the flag", in: context) else { return nil }
        let yes = reader.node("true")?.scalar.map(WireReader.json) ?? true
        let no = reader.node("false")?.scalar.map(WireReader.json) ?? false
        reader.finish()
        return (.flag, .flag(true: yes, false: no))
    }

    private func reading(
        _ node: YAMLNode, _ wire: MappingReader?, _ reader: MappingReader
    ) -> (kind: PropertyKind, wire: WireMapping)? {
        if node.scalar?.isEmpty ?? false { return (.reading(unit: nil), .anything) }
        guard let inner = MappingReader(node, of: "the reading", in: context) else { return nil }
        let unit = inner.string("unit")
        let values = inner.node("values").map { WireReader.names($0, of: reader.what, in: context) }
        inner.finish()
        if let values { return (.reading(unit: unit), .names(values)) }
        guard unit != nil || wire != nil else { return (.reading(unit: nil), .anything) }
        return (.reading(unit: unit), .number(WireReader.scale(wire, range: nil, step: 0)))
    }

    /// Where the property is reported.
    private func state(_ reader: MappingReader, wire: WireMapping) -> StateRule? {
        guard let node = reader.node("state") else { return nil }
        guard let inner = MappingReader(node, of: "the state", in: context) else { return nil }
        let topic = inner.keys.contains("topic") ? TemplateReader.topic("topic", in: inner) : commonStateTopic
        let path = TemplateReader.path("path", in: inner)
        let values = inner.node("values").map { WireReader.names($0, of: reader.what, in: context) }
        let encoding = ColorEncoding.read(inner)
        let isRetained = inner.bool("retained") ?? isStateRetained
        let ignored = (inner.elements("ignore") ?? []).compactMap { $0.scalar.map(WireReader.json) }
        let otherwise = inner.string("otherwise")
        inner.finish()
        if topic == nil, !inner.keys.contains("topic") {
            inner.reportMissing("topic", example: "topic: \"{address}/state\", here or in the state of the profile")
        }
        guard let topic else { return nil }
        TemplateReader.check(topic.placeholders, allowed: placeholders, at: inner.position(of: "topic"), in: context)
        if let values, case .names(let names) = wire {
            for value in values where !names.contains(where: { $0.name == value.name }) {
                let advice = suggestion(for: value.name, among: names.map(\.name)).map { "; did you mean \($0)?" } ?? ""
                inner.report("\"\(value.name)\" is no value of \(reader.what)\(advice)", at: "values")
            }
        } else if values != nil {
            inner.report("\"values\" goes with a property that has values", at: "values")
        }
        var reported = values.map { .names($0) } ?? wire
        if let encoding {
            if let names = wire.colorNames {
                reported = encoding.mapping(names)
            } else {
                inner.report("\"encoding\" goes with a property that has an encoding", at: "encoding")
            }
        }
        if let otherwise {
            guard case .names(let names) = wire, names.contains(where: { $0.name == otherwise }) else {
                inner.report("\"\(otherwise)\" is no value of \(reader.what)", at: "otherwise")
                return nil
            }
        }
        return StateRule(
            topic: topic, path: path, wire: reported, isRetained: isRetained, ignored: ignored, otherwise: otherwise)
    }

    /// Every value must be sent by some message, and every message must say which value it sends.
    private func check(_ commands: [MessageTemplate], kind: PropertyKind, _ reader: MappingReader) {
        if case .reading = kind, !commands.isEmpty {
            reader.report("a reading cannot be set; remove the command, or use range or values", at: "command")
            return
        }
        guard !commands.isEmpty else { return }
        // A message that says nothing of the value may go along with one that does: a colour, and "on".
        let isSaid = commands.contains { $0.placeholders.contains("value") }
        for command in commands where !isSaid && command.onlyFor == nil {
            context.report(
                "the message never says which value is set; put {value} into its payload", at: command.position)
        }
        if case .choice(let names) = kind {
            for command in commands {
                for name in command.onlyFor?.names ?? [] where !names.contains(name) {
                    context.report("\"\(name)\" is no value of \(reader.what)", at: command.position)
                }
            }
            for name in names where !commands.contains(where: { $0.onlyFor?.holds(for: .name(name)) ?? true }) {
                reader.report("no message sends the value \"\(name)\"", at: "command")
            }
        }
    }
}
