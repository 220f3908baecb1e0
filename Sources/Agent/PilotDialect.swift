import ApplianceVocabulary

/// How homes, sentences and calls are written for the pilot. `training/pilot_data/dialect.py` is its twin; `docs/agent.md`
/// describes it.
public struct PilotDialect: Dialect {
    let fixed: FixedHandles?

    /// The dialect, with symbols for devices and areas in the order of the home.
    public init(maximumDevices: Int = 16, selectedDevices: Int = 8) {
        fixed = nil
        self.maximumDevices = min(maximumDevices, Self.maximumHandles)
        self.selectedDevices = min(selectedDevices, self.maximumDevices)
    }

    /// The dialect with given symbols, to be compared with the training data.
    package init(handles: FixedHandles) {
        fixed = handles
        maximumDevices = Self.maximumHandles
        selectedDevices = Self.maximumHandles
    }

    /// How many devices the pilot is shown at once.
    public let maximumDevices: Int
    /// How many of a larger home: fewer are told apart better and read in less time (`docs/agent.md`).
    public let selectedDevices: Int
    /// How many tokens an answer may have.
    public let maximumTokens = 120
    /// It was taught to answer once.
    public let maximumSteps = 1

    static let maximumScopes = 12
    static let maximumHandles = 24
    static let maximumCalls = 6

    /// The prompt whose continuation is the answer to the sentence.
    public func prompt(for situation: Situation) -> Prompt {
        let handles = Handles(situation, fixed)
        var earlier: [[Segment]] = []
        for turn in situation.history {
            // A turn about a device that is not shown now cannot be told, nor can what was said before it.
            guard let calls = Self.segments(for: turn.calls, handles) else {
                earlier = []
                continue
            }
            let outcome: [Segment] = turn.isDone.map { [.control($0 ? "ok" : "fail")] } ?? []
            earlier.append((Self.segments(sentence: turn.sentence, here: turn.here, handles) + calls + outcome).joined)
        }
        return Prompt(
            home: Self.segments(home: handles).joined,
            earlier: earlier,
            now: Self.segments(sentence: situation.sentence, here: situation.here, handles).joined)
    }

    /// The home: its areas and floors, then its devices, each with its handle behind it.
    private static func segments(home handles: Handles) -> [Segment] {
        var result: [Segment] = [.control("home")]
        for scope in handles.scopes { result += [.text(plain(scope.name)), .control(scope.handle)] }
        for device in handles.devices {
            result += [.text(description(of: device)), .control("sep"), .text(plain(device.name))]
            if let area = device.area, !area.isEmpty { result += [.control("in"), .text(plain(area))] }
            result.append(.control(handles.handle(of: device.id)!))
        }
        return result
    }

    /// The type, and what one could not know from the type.
    private static func description(of device: Device) -> String {
        var text = spoken(device.type)
        let standard = PilotVocabulary.properties[device.type] ?? []
        for capability in device.capabilities where !standard.contains(capability.property) {
            text += spoken(capability.property)
            if case .choice(let names) = capability.kind, capability.isWritable { text += names.map(spoken).joined() }
        }
        let verbs = PilotVocabulary.verbs[device.type] ?? []
        for verb in device.verbs where !verbs.contains(verb.name) && verb.name != "toggle" {
            text += spoken(verb.name)
        }
        return text
    }

    private static func segments(sentence: String, here: String?, _ handles: Handles) -> [Segment] {
        var result: [Segment] = [.control("user")]
        if let here, let handle = handles.handle(ofScope: here) { result.append(.control(handle)) }
        return result + [.text(plain(sentence))] + Hints(sentence, here: here, handles).segments + [.control("act")]
    }
}

// MARK: - Calls as text

extension PilotDialect {
    /// The calls as the pilot writes them, or nil if one is about something that is not shown.
    static func segments(for calls: [ToolCall], _ handles: Handles) -> [Segment]? {
        var result: [Segment] = []
        for call in calls {
            guard let written = segments(for: call, handles) else { return nil }
            result += written
        }
        return result.joined + [.control("end")]
    }

    private static func segments(for call: ToolCall, _ handles: Handles) -> [Segment]? {
        switch call {
        case .refuse(let refusal): return [.control("no"), .text(word(for: refusal))]
        case .say: return nil  // it was not taught to talk
        case .ask(.ambiguousTarget(let ids)):
            let chosen = ids.compactMap { handles.handle(of: $0) }
            guard chosen.count == ids.count else { return nil }
            return [.control("ask"), .text(" which")] + chosen.map { .control($0) }
        case .ask(.missingValue(let property)):
            return [.control("ask"), .text(" value" + (property.map(spoken) ?? ""))]
        case .ask(.unclear): return [.control("ask"), .text(" again")]
        case .set(let target, let property, let value):
            guard let target = segments(for: target, handles) else { return nil }
            return [.control("set")] + target + [.text(spoken(property) + text(of: value))]
        case .adjust(let target, let property, let direction, let amount):
            guard let target = segments(for: target, handles) else { return nil }
            let amount = amount.map { text(of: .number($0)) } ?? ""
            return [.control(direction.rawValue)] + target + [.text(spoken(property) + amount)]
        case .perform(let target, let verb, let arguments):
            guard let written = segments(for: target, handles) else { return nil }
            var result = [.control("do")] + written + [.text(spoken(verb))]
            for name in handles.argumentOrder(of: verb, target, arguments) {
                let value = arguments[name]!
                let text = if case .name(let words) = value { plain(words) } else { text(of: value) }
                result += [.control("arg"), .text(spoken(name) + text)]
            }
            return result
        case .get(let target, let property, let predicate):
            guard let target = segments(for: target, handles) else { return nil }
            var result = [.control("get")] + target + [.text(spoken(property))]
            if let predicate {
                result += [.control(predicate.quantifier.rawValue), .text(text(of: predicate.value))]
            }
            return result
        }
    }

    private static func segments(for target: Target, _ handles: Handles) -> [Segment]? {
        switch target {
        case .device(let id): return handles.handle(of: id).map { [.control($0)] }
        case .group(let type, let scope, let except):
            guard let scope = handles.handle(of: scope) else { return nil }
            let left = except.compactMap { handles.handle(of: $0) }
            guard left.count == except.count else { return nil }
            let but: [Segment] = left.isEmpty ? [] : [.control("but")] + left.map { .control($0) }
            return [.control("each"), .text(spoken(type)), .control(scope)] + but
        }
    }

    static func word(for refusal: Refusal) -> String {
        switch refusal {
        case .noSuchDevice: " device"
        case .unsupported, .policy: " unsupported"
        case .outOfRange: " range"
        case .notAboutHome: " home"
        }
    }

    /// A name of the vocabulary as text: `color_temp` is written ` color temp`.
    static func spoken(_ name: String) -> String { " " + String(name.map { $0 == "_" ? " " : $0 }) }

    /// Text of people: normalised, with a space before every word.
    static func plain(_ text: String) -> String {
        let text = TextNormalizer.normalize(text)
        return text.isEmpty ? "" : " " + text
    }

    static func text(of value: Value) -> String {
        if case .name(let name) = value { spoken(name) } else { " \(value)" }
    }
}
