import ApplianceVocabulary
import YAMLReader

extension ProfileReader {
    /// One message or a list of them.
    func messages(_ key: String, in reader: MappingReader, allowed: [String]) -> [MessageTemplate] {
        (reader.elements(key) ?? []).compactMap { message($0, of: "\"\(key)\"", allowed: allowed) }
    }

    private func message(_ node: YAMLNode, of what: String, allowed: [String]) -> MessageTemplate? {
        guard let reader = MappingReader(node, of: what, in: context) else { return nil }
        if !reader.keys.contains("topic") { reader.reportMissing("topic", example: "topic: \"{address}/set\"") }
        let topic = TemplateReader.topic("topic", in: reader)
        let payloadNode = reader.node("payload")
        if payloadNode == nil { reader.reportMissing("payload", example: "payload: \"{value}\"") }
        let payload = payloadNode.flatMap { TemplateReader.payload($0, in: context) }
        let quality = reader.integer("qos", in: 0...2)
        let onlyFor = ConditionReader.shortCondition("only_for", in: reader)
        let needs = reader.strings("needs") ?? []
        let unless = reader.strings("unless") ?? []
        reader.finish()
        if let topic {
            TemplateReader.check(topic.placeholders, allowed: allowed, at: reader.position(of: "topic"), in: context)
        }
        if let payload {
            let position = reader.position(of: "payload")
            TemplateReader.check(payload.placeholders, allowed: allowed, at: position, in: context)
        }
        for name in needs + unless where !allowed.contains(name) {
            reader.report("there is no argument \"\(name)\"", at: reader.keys.contains("needs") ? "needs" : "unless")
        }
        guard let topic, let payload else { return nil }
        return MessageTemplate(
            topic: topic, payload: payload, quality: quality, onlyFor: onlyFor, needs: needs, unless: unless,
            position: reader.position)
    }

    /// What confirms an action.
    func confirmation(_ reader: MappingReader, needsProperty: Bool) -> ConfirmationRule? {
        guard let inner = reader.mapping("confirm", of: "\"confirm\"") else { return nil }
        let property = inner.string("property")
        let condition = ConditionReader.condition(inner)
        let withinSeconds = inner.number("within_seconds", in: 0.1...3600)
        let tolerance = inner.number("tolerance", in: 0...1_000_000)
        let isOptimistic = inner.bool("optimistic") ?? false
        inner.finish()
        if needsProperty, property == nil, !isOptimistic {
            inner.reportMissing("property", example: "property: activity")
        }
        if property != nil, condition == nil {
            inner.reportMissing("is", example: "is: cleaning (the value that confirms)")
        }
        return ConfirmationRule(
            property: property, condition: condition, withinSeconds: withinSeconds, tolerance: tolerance,
            isOptimistic: isOptimistic)
    }
}
