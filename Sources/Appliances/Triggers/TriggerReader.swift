public import ApplianceVocabulary
import JSONText
import YAMLReader

/// Reads `triggers:` of a home.
struct TriggerReader {
    let context: YAMLContext
    let home: HomeConfiguration

    /// The triggers of a home.
    func triggers(_ reader: MappingReader) -> [Trigger] {
        (reader.entries("triggers") ?? []).compactMap { entry in
            guard Names.check(entry.key, "the trigger", at: entry.keyPosition, in: context) else { return nil }
            let what = "the trigger \"\(entry.key)\""
            return MappingReader(entry.value, of: what, in: context).flatMap { trigger(entry.key, $0) }
        }
    }

    private func trigger(_ name: String, _ reader: MappingReader) -> Trigger? {
        let when = reader.mapping("when", of: "\"when\"")
        if when == nil, !reader.keys.contains("when") {
            reader.reportMissing("when", example: "when: { device: front_door, property: lock, is: unlocked }")
        }
        let source = when.flatMap(source)
        let condition = when.flatMap(ConditionReader.condition)
        let hysteresis = when?.number("hysteresis", in: 0...1e6)
        let forSeconds = when?.number("for_seconds", in: 0...86_400)
        when?.finish()
        let coolDown = reader.number("cool_down_seconds", in: 0...86_400)
        let atMost = reader.integer("at_most_per_hour", in: 1...3_600)
        let area = area(reader)
        let (deed, places) = deed(reader)
        reader.finish()
        if let when { check(condition, source, hysteresis, forSeconds, when) }
        guard let source, let deed else { return nil }
        var trigger = Trigger(name: name, source: source, condition: condition ?? ValueCondition(), deed: deed)
        trigger.hysteresis = hysteresis ?? trigger.hysteresis
        trigger.forSeconds = forSeconds ?? trigger.forSeconds
        trigger.coolDownSeconds = coolDown ?? trigger.coolDownSeconds
        trigger.atMostPerHour = atMost ?? trigger.atMostPerHour
        trigger.area = area
        trigger.places = Trigger.Places(when: reader.position(of: "when"), actions: places)
        return trigger
    }

    private func check(
        _ condition: ValueCondition?, _ source: Trigger.Source?, _ hysteresis: Double?, _ forSeconds: Double?,
        _ when: MappingReader
    ) {
        if case .report = source, condition == nil {
            when.reportMissing("is", example: "is: open (or above: 26, below: 18)")
        }
        if hysteresis != nil, condition?.above == nil, condition?.below == nil {
            when.report("a hysteresis goes with above or below", at: "hysteresis")
        }
        if case .message = source, forSeconds != nil {
            when.report("a message does not last; for_seconds goes with a device's property", at: "for_seconds")
        }
    }

    private func source(_ when: MappingReader) -> Trigger.Source? {
        let device = when.string("device")
        let property = when.string("property")
        let topic = when.string("topic")
        let path = when.string("path").map { $0.split(separator: ".").map(String.init) } ?? []
        if let topic {
            if device != nil || property != nil {
                when.report("a trigger looks at a topic or at a device; keep one of them", at: "topic")
            }
            if topic.contains(where: { $0 == "+" || $0 == "#" }) || topic.hasPrefix("$") {
                when.report("the topic must be a single one, without + and #", at: "topic")
                return nil
            }
            // It would hear what it caused itself.
            if topic.hasPrefix("trivet/") {
                when.report("a trigger must not listen to a runtime's own topics; it would hear itself", at: "topic")
                return nil
            }
            return .message(topic: topic, path: path)
        }
        if !path.isEmpty { when.report("a path goes with a topic", at: "path") }
        guard let device, let property else {
            if device != nil || property != nil || !when.keys.contains("topic") {
                when.reportMissing(
                    device == nil ? "device" : "property", example: "{ device: oven, property: door, is: open }")
            }
            return nil
        }
        return .report(device: device, property: property)
    }

    private func area(_ reader: MappingReader) -> String? {
        guard let id = reader.string("area") else { return nil }
        if let area = home.area(id) { return area.name }
        let advice = suggestion(for: id, among: home.areas.map(\.id)).map { "; did you mean \($0)?" } ?? ""
        reader.report("there is no area \"\(id)\"\(advice)", at: "area")
        return nil
    }

    // MARK: What is done

    private func deed(_ reader: MappingReader) -> (Trigger.Deed?, [Position]) {
        let sentence = reader.string("say")
        let isDoing = reader.keys.contains("do")
        let items = reader.elements("do") ?? []
        switch (sentence, isDoing) {
        case (let sentence?, false):
            if sentence.utf8.count > 1_000 {
                reader.report("the sentence is longer than 1,000 bytes; shorten it", at: "say")
            }
            return (.say(HomeReader.trimmed(sentence)), [])
        case (_?, true):
            reader.report("a trigger says something or does something; keep one of say and do", at: "say")
            return (nil, [])
        case (nil, true):
            let actions = items.compactMap { item in action(item).map { ($0, item.position) } }
            if items.isEmpty { reader.report("\"do\" must be a list of actions", at: "do") }
            guard actions.count == items.count, !actions.isEmpty else { return (nil, []) }
            return (.perform(actions.map(\.0)), actions.map(\.1))
        case (nil, false):
            if !reader.keys.contains("say") {
                reader.reportMissing("say", example: "say: turn on the hall lamp (or do: with a list of actions)")
            }
            return (nil, [])
        }
    }

    /// `{ device: lamp, set: power, to: off }` or `{ device: robot, run: start, with: { area: kitchen } }`.
    private func action(_ node: YAMLNode) -> Action? {
        guard let reader = MappingReader(node, of: "an action of \"do\"", in: context) else { return nil }
        let device = reader.requiredString("device", example: "device: hall_lamp")
        let property = reader.string("set")
        let verb = reader.string("run")
        let value = reader.node("to")
        let arguments = reader.entries("with") ?? []
        reader.finish()
        guard (property == nil) != (verb == nil) else {
            let problem = property == nil ? "needs set: or run:" : "has both set: and run:; keep one"
            context.report(
                "an action \(problem); write for example { device: hall_lamp, set: power, to: off }", at: node.position)
            return nil
        }
        guard let device else { return nil }
        if let verb {
            if value != nil { reader.report("\"to\" goes with set, \"with\" goes with run", at: "to") }
            var values: [String: Value] = [:]
            for entry in arguments { values[entry.key] = self.value(entry.value, of: entry.key) }
            return Action(device: device, operation: .perform(verb: verb, arguments: values))
        }
        if !arguments.isEmpty { reader.report("\"with\" goes with run, \"to\" goes with set", at: "with") }
        guard let property, let value else {
            reader.reportMissing("to", example: "{ device: \(device), set: \(property ?? "power"), to: off }")
            return nil
        }
        return self.value(value, of: "to").map {
            Action(device: device, operation: .set(property: property, value: $0))
        }
    }

    private func value(_ node: YAMLNode, of key: String) -> Value? {
        guard let scalar = node.scalar, !scalar.isEmpty else {
            context.report("\"\(key)\" must be a value, not \(node.kindName)", at: node.position)
            return nil
        }
        if scalar.isQuoted { return .name(scalar.text) }
        return Value(wire: JSON(wireText: scalar.text))
    }
}

extension Value {
    /// A value as it is written in messages and files; nil for lists, objects and nothing.
    init?(wire json: JSON) {
        switch json {
        case .string(let text): self = .name(text)
        case .number(let number): self = .number(number)
        case .bool(let flag): self = .flag(flag)
        case .array, .object, .null: return nil
        }
    }
}

extension Trigger {
    /// The value in a message that the trigger looks at; nil if there is none.
    public func value(in payload: [UInt8]) -> Value? {
        guard case .message(_, let path) = source, let text = String(validating: payload, as: UTF8.self) else {
            return nil
        }
        guard !path.isEmpty else { return Value(wire: JSON(wireText: text)) }
        let limits = JSON.Limits(maximumDepth: 16, maximumBytes: 1 << 16)
        return (try? JSON(parsing: payload, limits: limits))?.value(at: path).flatMap(Value.init(wire:))
    }
}
