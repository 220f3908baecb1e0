import ApplianceVocabulary
import YAMLReader

extension ProfileReader {
    /// All verbs of the profile.
    func verbs(_ reader: MappingReader) -> [VerbProfile] {
        (reader.entries("verbs") ?? []).compactMap { entry in
            guard Names.check(entry.key, "the verb", at: entry.keyPosition, in: context) else { return nil }
            let what = "the verb \"\(entry.key)\""
            guard let inner = MappingReader(entry.value, of: what, in: context) else { return nil }
            let arguments = arguments(inner)
            let commands = messages("command", in: inner, allowed: placeholders + arguments.map(\.name))
            let confirmation = confirmation(inner, needsProperty: true)
            inner.finish()
            if !inner.keys.contains("command") {
                inner.reportMissing("command", example: "command: { topic: \"{address}/set\", payload: START }")
            }
            check(commands, arguments)
            return VerbProfile(
                name: entry.key, arguments: arguments, commands: commands, confirmation: confirmation,
                position: entry.keyPosition)
        }
    }

    /// A message with the place of an argument needs that argument, or a default of it.
    private func check(_ commands: [MessageTemplate], _ arguments: [ArgumentProfile]) {
        for command in commands {
            for argument in arguments
            where argument.kind == .words && command.topic.placeholders.contains(argument.name) {
                context.report(
                    "{\(argument.name)} is what a person says and must not stand in a topic; put it into the payload",
                    at: command.position)
            }
            for argument in arguments where command.placeholders.contains(argument.name) {
                if command.needs.contains(argument.name) || argument.defaultValue != nil { continue }
                context.report(
                    "the message holds {\(argument.name)}, which may be absent; write needs: \(argument.name), "
                        + "or a default for the argument", at: command.position)
            }
        }
        if !commands.isEmpty, commands.allSatisfy({ !$0.needs.isEmpty }) {
            context.report(
                "without arguments the verb sends nothing; add a message without needs", at: commands[0].position)
        }
    }

    private func arguments(_ reader: MappingReader) -> [ArgumentProfile] {
        (reader.entries("arguments") ?? []).compactMap { entry in
            guard Names.check(entry.key, "the argument", at: entry.keyPosition, in: context) else { return nil }
            guard !placeholders.contains(entry.key), entry.key != "value" else {
                context.report("{\(entry.key)} has a meaning already; choose another name", at: entry.keyPosition)
                return nil
            }
            let what = "the argument \"\(entry.key)\""
            guard let inner = MappingReader(entry.value, of: what, in: context) else { return nil }
            return argument(entry.key, inner)
        }
    }

    private func argument(_ name: String, _ reader: MappingReader) -> ArgumentProfile? {
        let given = ["values", "values_from", "number", "words"].filter { reader.keys.contains($0) }
        let values = reader.node("values").map { WireReader.names($0, of: reader.what, in: context) }
        let table = reader.string("values_from")
        let number = reader.mapping("number", of: "the number")
        let words = reader.bool("words")
        let wire = reader.mapping("wire", of: "\"wire\"")
        let defaultText = reader.string("default")
        reader.finish()
        guard given.count == 1 else {
            context.report(
                "\(reader.what) needs exactly one of values, values_from, number and words: true", at: reader.position)
            return nil
        }
        var argument = ArgumentProfile(name: name, kind: .words, wire: .anything)
        if let values {
            argument.kind = .choice(values.map(\.name))
            argument.wire = .names(values)
        } else if let table {
            argument.kind = .choice([])
            argument.wire = .names([])
            argument.table = table
        } else if let number {
            let maximum = number.number("maximum", in: 0...1_000_000)
            let decimals = number.bool("decimals") ?? false
            number.finish()
            if maximum == nil { number.reportMissing("maximum", example: "maximum: 100") }
            argument.kind = .number(maximum: maximum ?? 0, decimals: decimals)
            argument.wire = .number(WireReader.scale(wire, range: nil, step: 0))
        } else if words != true {
            reader.report("write words: true", at: "words")
        }
        if let defaultText {
            argument.defaultValue = defaultValue(defaultText, of: argument)
            if argument.defaultValue == nil {
                reader.report("\"\(defaultText)\" is no value of \(reader.what)", at: "default")
            }
        }
        TemplateReader.check(argument.wire.parameters, allowed: placeholders, at: reader.position, in: context)
        return argument
    }

    private func defaultValue(_ text: String, of argument: ArgumentProfile) -> Value? {
        switch argument.kind {
        case .choice(let names): names.contains(text) ? .name(text) : nil
        case .number(let maximum, _): Double(decimal: text).flatMap { (0...maximum).contains($0) ? .number($0) : nil }
        case .words: .name(text)
        }
    }
}
