import ApplianceVocabulary
import YAMLReader

/// Reads `limits`, in profiles and in homes.
enum LimitReader {
    /// The limits under a key: a property or verb, with one limit or a list of them.
    static func limits(_ reader: MappingReader) -> [Limit] {
        (reader.entries("limits") ?? []).flatMap { entry in
            let items = if case .sequence(let items) = entry.value.content { items } else { [entry.value] }
            return items.compactMap { limit($0, target: entry.key, at: entry.keyPosition, in: reader.context) }
        }
    }

    private static func limit(
        _ node: YAMLNode, target: String, at position: Position, in context: YAMLContext
    ) -> Limit? {
        guard let reader = MappingReader(node, of: "the limit of \"\(target)\"", in: context) else { return nil }
        var limit = Limit(target: target, position: position)
        limit.onlyFor = ConditionReader.shortCondition("only_for", in: reader)
        limit.minimum = reader.number("minimum")
        limit.maximum = reader.number("maximum")
        limit.requiresConfirmation = reader.bool("requires_confirmation") ?? false
        limit.question = question(reader)
        limit.remoteStart = reader.choice("remote_start", as: RemoteStart.self) ?? .always
        if let node = reader.node("armed_by") {
            limit.armedBy = ConditionReader.state(node, of: "\"armed_by\"", in: context)
        }
        limit.blockedWhile = (reader.elements("blocked_while") ?? []).compactMap {
            ConditionReader.state($0, of: "\"blocked_while\"", in: context)
        }
        limit.minimumIntervalSeconds = reader.number("min_interval_seconds", in: 0...604_800)
        limit.rate = rate(reader)
        limit.quietHours = QuietHoursReader.hours(reader)
        limit.users = reader.strings("users")
        limit.areas = reader.strings("areas")
        limit.mustEnd = mustEnd(reader)
        reader.finish()
        if let minimum = limit.minimum, let maximum = limit.maximum, minimum > maximum {
            reader.report("the minimum is above the maximum; swap or correct them", at: "minimum")
        }
        if limit.question != nil, !limit.requiresConfirmation, limit.quietHours?.manner != .ask {
            reader.report(
                "a question is only asked with requires_confirmation: true, or in quiet hours with then: ask",
                at: "question")
        }
        if limit.armedBy != nil, limit.remoteStart != .armed {
            reader.report("armed_by only counts with remote_start: armed", at: "armed_by")
        }
        return limit
    }

    private static func rate(_ reader: MappingReader) -> RateLimit? {
        guard let inner = reader.mapping("rate", of: "\"rate\"") else { return nil }
        let actions = inner.integer("actions", in: 1...ActionLog.remembered)
        let seconds = inner.number("within_seconds", in: 1...604_800)
        inner.finish()
        if !inner.keys.contains("actions") { inner.reportMissing("actions", example: "actions: 5") }
        if !inner.keys.contains("within_seconds") {
            inner.reportMissing("within_seconds", example: "within_seconds: 3600")
        }
        guard let actions, let seconds else { return nil }
        return RateLimit(actions: actions, withinSeconds: seconds)
    }

    private static func mustEnd(_ reader: MappingReader) -> MustEnd? {
        guard let inner = reader.mapping("must_end", of: "\"must_end\"") else { return nil }
        let seconds = inner.number("within_seconds", in: 10...172_800)
        let argument = inner.string("argument")
        let end = inner.node("by").flatMap { ending($0, in: inner) }
        inner.finish()
        if !inner.keys.contains("within_seconds") {
            inner.reportMissing("within_seconds", example: "within_seconds: 7200")
        }
        if !inner.keys.contains("by") { inner.reportMissing("by", example: "by: stop (or by: { power: \"off\" })") }
        if let argument, MustEnd.units[argument] == nil {
            inner.report("the argument that says how long is hours, minutes or seconds", at: "argument")
        }
        guard let seconds, let end else { return nil }
        return MustEnd(withinSeconds: seconds, argument: argument, ending: end)
    }

    /// A verb, or one property with its value.
    private static func ending(_ node: YAMLNode, in reader: MappingReader) -> Action.Operation? {
        if let verb = node.scalar?.text, !verb.isEmpty { return .perform(verb: verb, arguments: [:]) }
        guard case .mapping(let entries) = node.content, let entry = entries.first, entries.count == 1,
            let value = entry.value.scalar, !value.isEmpty
        else {
            reader.report(
                "\"by\" is a verb, such as stop, or a property with its value, such as { power: \"off\" }", at: "by")
            return nil
        }
        return .set(property: entry.key, value: Double(decimal: value.text).map { .number($0) } ?? .name(value.text))
    }

    private static func question(_ reader: MappingReader) -> TextTemplate? {
        guard let text = reader.string("question") else { return nil }
        guard let template = TemplateReader.text(text, at: "question", in: reader) else { return nil }
        TemplateReader.check(
            template.placeholders, allowed: ["name", "property", "value"], at: reader.position(of: "question"),
            in: reader.context)
        return template
    }
}
