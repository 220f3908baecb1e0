import ApplianceVocabulary
package import JSONText

/// Judges a prediction by its effect. The same rules as the reference scorer of the cases, in the same order.
package enum EvaluationScorer {
    /// What a prediction was worth.
    package struct Score: Sendable, Hashable {
        /// The effect or answer is right; for cases without one, that nothing was changed.
        package var isRight: Bool
        /// Right, and where something had to be refused or asked, that it was.
        package var isExact: Bool
        /// Something was changed that should not have been.
        package var isWrongAction: Bool
    }

    private typealias Values = [String: JSON]

    /// The state after some actions, apart from relative changes and verbs.
    private struct Effect {
        var values: [String: Values]
        /// Device, verb and arguments of what was done, in a fixed order.
        var verbs: [String]
        /// Relative changes by device and property.
        var moves: [Move.Key: Move]
    }

    private struct Move {
        struct Key: Hashable {
            var device: String
            var property: String
        }
        var direction: String?
        var amount: JSON?
    }

    package static func score(_ prediction: JSON, of test: EvaluationCase) -> Score {
        let actions = prediction["actions"]?.array ?? []
        let hasWrites = actions.contains { ["set", "adjust", "do"].contains($0["action"]?.string ?? "") }
        switch test.kind {
        case "call":
            let isRight = test.accepted.contains { same(test, actions, $0) }
            return Score(isRight: isRight, isExact: isRight, isWrongAction: hasWrites && !isRight)
        case "query":
            let isRight = !hasWrites && isAnswered(prediction, actions, test)
            return Score(isRight: isRight, isExact: isRight, isWrongAction: hasWrites)
        default:
            let isTold = prediction["clarify"] != nil || prediction["refuse"] != nil
            return Score(isRight: !hasWrites, isExact: !hasWrites && isTold, isWrongAction: hasWrites)
        }
    }

    // MARK: - Questions

    private static func isAnswered(_ prediction: JSON, _ actions: [JSON], _ test: EvaluationCase) -> Bool {
        if let given = prediction["answer"], let right = test.answer {
            if let one = right["bool"], let other = given["bool"] { return one == other }
            if let one = right["devices"]?.array, let other = given["devices"]?.array { return Set(one) == Set(other) }
            if let one = right["value"], let other = given["value"] { return normal(one) == normal(other) }
            return false
        }
        let asked = Set(actions.filter { $0["action"]?.string == "get" }.map { key(of: $0) })
        return (test.accepted.first ?? []).allSatisfy { asked.contains(key(of: $0)) }
    }

    private static func key(of action: JSON) -> Move.Key {
        Move.Key(device: action["device"]?.string ?? "", property: action["property"]?.string ?? "")
    }

    // MARK: - Effects

    private static func same(_ test: EvaluationCase, _ predicted: [JSON], _ right: [JSON]) -> Bool {
        guard var one = effect(of: predicted, on: test), let other = effect(of: right, on: test) else { return false }
        guard one.verbs == other.verbs else { return false }
        for (key, move) in other.moves {
            if let made = one.moves.removeValue(forKey: key) {
                guard made.direction == move.direction else { return false }
                if let amount = move.amount, made.amount.map(normal) != normal(amount) { return false }
            } else {
                guard reached(move, of: key, by: one, from: test) else { return false }
                one.values[key.device]?[key.property] = other.values[key.device]?[key.property] ?? .null
                let power = other.values[key.device]?["power"] ?? one.values[key.device]?["power"] ?? .null
                one.values[key.device]?["power"] = power
            }
        }
        return one.moves.isEmpty && one.values == other.values
    }

    /// True if an absolute change went the way that was asked for.
    private static func reached(_ move: Move, of key: Move.Key, by effect: Effect, from test: EvaluationCase) -> Bool {
        guard let before = test.state[key.device]?[key.property], let now = effect.values[key.device]?[key.property],
            let start = normal(before).number, let end = now.number, start != end
        else { return false }
        guard (end > start) == (move.direction == "up") else { return false }
        guard let amount = move.amount?.number else { return true }
        return abs(abs(end - start) - amount) <= 1e-6
    }

    private static func effect(of actions: [JSON], on test: EvaluationCase) -> Effect? {
        var values = test.state
        var verbs: [String] = []
        var moves: [Move.Key: Move] = [:]
        let types = Dictionary(test.devices.map { ($0.id, $0.type) }) { $1 }
        for action in actions {
            guard let device = action["device"]?.string, let type = types[device] else { return nil }
            let property = action["property"]?.string ?? ""
            switch action["action"]?.string {
            case "set": set(property, to: action["value"] ?? .null, of: &values[device, default: [:]], type: type)
            case "adjust":
                let amount = action["amount"].flatMap { $0.isNull ? nil : $0 }
                moves[key(of: action)] = Move(direction: action["value"]?.string, amount: amount)
            case "do" where property == "toggle": toggle(&values[device, default: [:]])
            case "do":
                verbs.append("\(device) \(property) \(arguments(action["value"], isTimer: type == "timer"))")
            default: values[device] = values[device] ?? [:]
            }
        }
        return Effect(values: values.mapValues { normal(canonical($0)) }, verbs: verbs.sorted(), moves: moves)
    }

    private static func set(_ property: String, to value: JSON, of values: inout Values, type: String) {
        let value = normal(value)
        values[property] = value
        switch property {
        case "brightness", "color", "color_temp": if value != .number(0) { values["power"] = "on" }
        case "opening": values["position"] = value == "open" ? 100 : 0
        case "position": values["opening"] = isTrue(value) ? "open" : "closed"
        case "power": if type == "media_player", value == "off" { values["playback"] = "off" }
        case "hvac_mode": values["power"] = value == "off" ? "off" : "on"
        case "volume": if isTrue(value) { values["mute"] = false }
        default: break
        }
    }

    private static func toggle(_ values: inout Values) {
        if let power = values["power"] {
            values["power"] = power == "on" ? "off" : "on"
        } else if let opening = values["opening"] {
            values["opening"] = opening == "open" ? "closed" : "open"
            values["position"] = opening == "open" ? 0 : 100
        }
    }

    /// The state in one form, whichever of several equal forms it had.
    private static func canonical(_ values: Values) -> Values {
        var values = values
        if values["position"] ?? .null == .null, let opening = values["opening"] {
            values["position"] = opening == "open" ? 100 : 0
        }
        if let position = values["position"] { values["opening"] = isTrue(position) ? "open" : "closed" }
        if values["power"] == "off" {
            for property in ["brightness", "speed", "color", "hvac_mode", "playback"] { values[property] = nil }
        }
        if values["brightness"] == .number(0) {
            values["power"] = "off"
            values["brightness"] = nil
            values["color"] = nil
        }
        if values["volume"] == .number(0) || values["mute"] == true {
            values["mute"] = true
            values["volume"] = nil
        }
        return values
    }

    // MARK: - Values

    /// Arguments of a verb as text that is equal where they are.
    private static func arguments(_ value: JSON?, isTimer: Bool) -> String {
        var values = normal(Dictionary((value?.object ?? []).map { ($0.key, $0.value) }) { $1 })
        if isTimer {
            for prefix in ["", "start_"] {
                let parts = [("hours", 3600.0), ("minutes", 60), ("seconds", 1)].compactMap { name, factor in
                    values.removeValue(forKey: prefix + name).map { ($0.number ?? 0) * factor }
                }
                if !parts.isEmpty { values[prefix + "total"] = .number(parts.reduce(0, +)) }
            }
        }
        let members = values.sorted { $0.key < $1.key }
        return JSON.object(members.map { JSON.Member(key: $0.key, value: $0.value) }).serialized()
    }

    private static func normal(_ values: Values) -> Values {
        values.filter { !$0.value.isNull }.mapValues { normal($0) }
    }

    /// Text in lower case, and a number where the text is one.
    private static func normal(_ value: JSON) -> JSON {
        guard let text = value.string else { return value }
        let word = text.trimmed.lowercased()
        return Double(word).map(JSON.number) ?? .string(word)
    }

    private static func isTrue(_ value: JSON) -> Bool {
        switch value {
        case .null: false
        case .bool(let flag): flag
        case .number(let number): number != 0
        case .string(let text): !text.isEmpty
        case .array(let elements): !elements.isEmpty
        case .object(let members): !members.isEmpty
        }
    }
}
