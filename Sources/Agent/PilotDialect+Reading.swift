import ApplianceVocabulary

extension PilotDialect {
    /// What the answer says.
    public func read(_ completion: Completion, in situation: Situation) -> Reading {
        var reader = PilotReader(completion.segments.joined, Handles(situation, fixed), situation)
        if let outside = completion.outside { return .obstacle(reader.obstacle(outside.wanted)) }
        do {
            return .calls(try reader.calls())
        } catch {
            return .unreadable
        }
    }
}

/// Reads calls from segments. It takes nothing for granted that the grammar promises.
private struct PilotReader {
    /// Something that is not written as calls are written.
    struct Unreadable: Error {}

    private let segments: [Segment]
    private let handles: Handles
    private let home: [Device]
    private let sentence: String
    private var position = 0

    init(_ segments: [Segment], _ handles: Handles, _ situation: Situation) {
        self.segments = segments
        self.handles = handles
        home = situation.home
        sentence = situation.sentence
    }

    /// All calls up to the end.
    mutating func calls() throws(Unreadable) -> [ToolCall] {
        var calls: [ToolCall] = []
        while !take("end") { calls.append(try call()) }
        guard position == segments.count, !calls.isEmpty else { throw Unreadable() }
        return calls
    }

    private mutating func call() throws(Unreadable) -> ToolCall {
        let verb = try control()
        switch verb {
        case "no": return .refuse(try refusal())
        case "ask": return .ask(try question())
        case "set", "up", "down", "do", "get": break
        default: throw Unreadable()
        }
        let (target, type, capabilities, verbs) = try target()
        let text = try text()
        let kindred = KindredWords.state(of: type, capabilities)
        switch verb {
        case "set":
            for (capability, rest) in named(text, capabilities, \.property) where capability.isWritable {
                if let value = Self.value(rest, capability.kind) {
                    return .set(target, property: capability.property, value: value)
                }
            }
            if let kindred,
                let (_, value) = kindred.values.first(where: {
                    text == PilotDialect.spoken(kindred.said) + PilotDialect.spoken($0.key)
                })
            {
                return .set(target, property: kindred.own, value: .name(value))
            }
        case "up", "down":
            let direction: Direction = verb == "up" ? .up : .down
            for (capability, rest) in named(text, capabilities, \.property) where capability.isWritable {
                guard case .range = capability.kind else { continue }
                if rest.isEmpty {
                    return .adjust(target, property: capability.property, direction: direction, amount: nil)
                }
                if let amount = Self.number(rest), amount > 0 {
                    return .adjust(target, property: capability.property, direction: direction, amount: amount)
                }
            }
        case "do":
            if text == " toggle", Toggling.isPossible(capabilities) {
                return .perform(target, verb: "toggle", arguments: [:])
            }
            let others = KindredWords.verbs(of: type, verbs)
            guard
                let verb = named(text, verbs, \.name).first(where: { $0.1.isEmpty })?.0
                    ?? others.first(where: { PilotDialect.spoken($0.said) == text })?.own
            else { throw Unreadable() }
            return .perform(target, verb: verb.name, arguments: try arguments(of: verb))
        default:
            for (capability, rest) in named(text, capabilities, \.property) where rest.isEmpty {
                return .get(target, property: capability.property, predicate: try predicate(capability.kind))
            }
            if let kindred, text == PilotDialect.spoken(kindred.said) {
                let asked = try predicate(.choice(kindred.values.map(\.key)))
                return .get(target, property: kindred.own, predicate: asked.map { kindred.own($0) })
            }
        }
        throw Unreadable()
    }

    private mutating func target() throws(Unreadable) -> (Target, String, [Capability], [Verb]) {
        let name = try control()
        if name != "each" {
            guard let device = handles.device(name) else { throw Unreadable() }
            return (.device(device.id), device.type, device.capabilities, device.verbs)
        }
        let text = try text()
        guard let type = handles.devices.first(where: { PilotDialect.spoken($0.type) == text })?.type,
            let scope = handles.scope(try control())
        else { throw Unreadable() }
        var except: [String] = []
        if take("but") {
            while let device = peekControl().flatMap(handles.device) {
                if !except.contains(device.id) { except.append(device.id) }
                position += 1
            }
        }
        let all = Groups.union(of: home.filter { $0.type == type })
        return (.group(type: type, scope: scope, except: except), type, all.capabilities, all.verbs)
    }

    private mutating func arguments(of verb: Verb) throws(Unreadable) -> [String: Value] {
        var arguments: [String: Value] = [:]
        while take("arg") {
            let text = try text()
            var isKnown = false
            for (argument, rest) in named(text, verb.arguments, \.name) where !isKnown {
                guard let value = value(rest, argument.kind) else { continue }
                arguments[argument.name] = arguments[argument.name] ?? value
                isKnown = true
            }
            guard isKnown else { throw Unreadable() }
        }
        return arguments
    }

    private mutating func predicate(_ kind: PropertyKind) throws(Unreadable) -> Predicate? {
        guard let quantifier = peekControl().flatMap(Predicate.Quantifier.init) else { return nil }
        position += 1
        let text = try text()
        if let value = Self.value(text, kind) { return Predicate(quantifier, value) }
        guard case .reading = kind, text.hasPrefix(" ") else { throw Unreadable() }
        let value: Value = Self.number(text).map { .number($0) } ?? .name(String(text.dropFirst()))
        return Predicate(quantifier, value)
    }

    private mutating func question() throws(Unreadable) -> Question {
        let text = try text()
        switch text {
        case " again": return .unclear
        case " value": return .missingValue(property: nil)
        case " which":
            var ids: [String] = []
            while let device = peekControl().flatMap(handles.device) {
                if !ids.contains(device.id) { ids.append(device.id) }
                position += 1
            }
            return .ambiguousTarget(ids)
        default:
            let properties = handles.devices.flatMap(\.capabilities).map(\.property)
            guard let property = properties.first(where: { " value" + PilotDialect.spoken($0) == text }) else {
                throw Unreadable()
            }
            return .missingValue(property: property)
        }
    }

    private mutating func refusal() throws(Unreadable) -> Refusal {
        switch try text() {
        case " device": return .noSuchDevice
        case " unsupported": return .unsupported("")
        case " range": return .outOfRange("")
        case " home": return .notAboutHome
        default: throw Unreadable()
        }
    }
}

// MARK: - What was begun when the model wanted to leave the grammar

extension PilotReader {
    /// What stood in the way.
    mutating func obstacle(_ wanted: Segment) -> Obstacle {
        // Whole calls before the one that failed are skipped; nothing of an answer that fails is done.
        while position < segments.count {
            let start = position
            if (try? call()) == nil || position == segments.count {
                position = start
                break
            }
        }
        guard let verb = try? control() else { return .unknown }
        let beginning = position
        guard let (target, _, capabilities, verbs) = try? target() else {
            position = beginning
            return obstacleInTarget(wanted)
        }
        let said = (try? text()) ?? ""
        let next = if case .text(let text) = wanted { text } else { "" }
        switch verb {
        case "set", "up", "down":
            guard let (capability, rest) = named(said, capabilities, \.property).first(where: { $0.0.isWritable })
            else {
                return lacking(target, said + next, capabilities.map(\.property), PilotVocabulary.allProperties)
            }
            // What stood in the way is the value, unless that is complete and something else was wanted behind it.
            if next.isEmpty, verb != "set" || isComplete(rest, capability) { return .unknown }
            return .value(target, property: capability.property)
        case "get": return lacking(target, said + next, capabilities.map(\.property), PilotVocabulary.allProperties)
        case "do": return lacking(target, said + next, verbs.map(\.name), PilotVocabulary.allVerbs)
        default: return .unknown
        }
    }

    /// True if the text is a value that the property can have.
    private func isComplete(_ text: String, _ capability: Capability) -> Bool {
        guard let value = Self.value(text, capability.kind) else { return false }
        guard case .range(let minimum, let maximum, _, _) = capability.kind, case .number(let number) = value else {
            return true
        }
        return number >= minimum && number <= maximum
    }

    /// The model wanted a target that the verb cannot have.
    private mutating func obstacleInTarget(_ wanted: Segment) -> Obstacle {
        guard case .control(let name) = wanted else { return .unknown }
        if take("each") {
            return (try? text()) != nil && handles.scope(name) != nil ? .noDevice : .unknown
        }
        return handles.device(name).map { .lacks(.device($0.id), "") } ?? .unknown
    }

    /// The vocabulary's word that begins as what was wanted, and that the target lacks.
    private func lacking(_ target: Target, _ begun: String, _ own: [String], _ vocabulary: Set<String>) -> Obstacle {
        guard begun.count > 1, !own.contains(where: { begun.hasPrefix(PilotDialect.spoken($0)) }) else {
            return .unknown
        }
        let all = vocabulary.union(home.flatMap { $0.capabilities.map(\.property) + $0.verbs.map(\.name) })
        let fitting = all.filter { PilotDialect.spoken($0).hasPrefix(begun) && !own.contains($0) }.sorted()
        return .lacks(target, fitting.first ?? String(begun.dropFirst()))
    }
}

// MARK: - Pieces

extension PilotReader {
    private mutating func take(_ name: String) -> Bool {
        guard peekControl() == name else { return false }
        position += 1
        return true
    }

    private func peekControl() -> String? {
        if position < segments.count, case .control(let name) = segments[position] { name } else { nil }
    }

    private mutating func control() throws(Unreadable) -> String {
        guard let name = peekControl() else { throw Unreadable() }
        position += 1
        return name
    }

    private mutating func text() throws(Unreadable) -> String {
        guard position < segments.count, case .text(let text) = segments[position] else { throw Unreadable() }
        position += 1
        return text
    }

    /// Those whose name the text begins with, the longest name first, each with the rest of the text.
    private func named<Thing>(_ text: String, _ things: [Thing], _ name: (Thing) -> String) -> [(Thing, String)] {
        var found: [(Thing, String)] = []
        for thing in things {
            let spoken = PilotDialect.spoken(name(thing))
            guard text.hasPrefix(spoken) else { continue }
            let rest = String(text.dropFirst(spoken.count))
            if rest.isEmpty || rest.hasPrefix(" ") { found.append((thing, rest)) }
        }
        return found.sorted { $0.1.count < $1.1.count }
    }

    private static func number(_ text: String) -> Double? {
        guard text.hasPrefix(" "), let number = Double(text.dropFirst()), number.isFinite else { return nil }
        return number
    }

    private static func value(_ text: String, _ kind: PropertyKind) -> Value? {
        switch kind {
        case .choice(let names): return names.first { PilotDialect.spoken($0) == text }.map { .name($0) }
        case .flag: return text == " true" ? .flag(true) : text == " false" ? .flag(false) : nil
        case .range: return number(text).map { .number($0) }
        case .reading: return nil
        }
    }

    private func value(_ text: String, _ kind: ArgumentKind) -> Value? {
        switch kind {
        case .choice(let names): return names.first { PilotDialect.plain($0) == text }.map { .name($0) }
        case .number: return Self.number(text).map { .number($0) }
        case .words:
            guard text.count > 1, text.hasPrefix(" ") else { return nil }
            return .name(ChineseText.asWritten(String(text.dropFirst()), in: sentence))
        }
    }
}
