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
        reader.finish()
        if let minimum = limit.minimum, let maximum = limit.maximum, minimum > maximum {
            reader.report("the minimum is above the maximum; swap or correct them", at: "minimum")
        }
        if limit.question != nil, !limit.requiresConfirmation {
            reader.report("a question is only asked with requires_confirmation: true", at: "question")
        }
        if limit.armedBy != nil, limit.remoteStart != .armed {
            reader.report("armed_by only counts with remote_start: armed", at: "armed_by")
        }
        return limit
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
