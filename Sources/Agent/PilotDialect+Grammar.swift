import ApplianceVocabulary
public import DecodingGrammar

extension PilotDialect {
    /// What the answer may be: only devices, properties and values that there are.
    public func grammar(for situation: Situation) -> Grammar {
        let handles = Handles(situation, fixed)
        let builder = PilotGrammar(
            handles: handles, home: situation.home, groups: Groups(situation.home),
            sentence: Self.plain(situation.sentence),
            figures: SaidFigures((situation.history.map(\.sentence) + [situation.sentence]).map(Self.plain)))
        let end = Grammar.control("end")
        return .choice([
            .sequence([.repeated(builder.call, minimum: 1, maximum: Self.maximumCalls), end]),
            .sequence([builder.question, end]),
            .sequence([builder.refusal, end]),
        ])
    }

    /// How many digits a number needs behind the point.
    static func decimals(_ step: Double, _ minimum: Double) -> Int {
        guard step > 0 else { return 1 }
        for decimals in 0..<3 {
            let scale = [1.0, 10, 100][decimals]
            let isWhole = [step, minimum].allSatisfy { abs(($0 * scale).rounded() - $0 * scale) < 1e-6 }
            if isWhole { return decimals }
        }
        return 3
    }
}

/// Builds the grammar of one situation.
private struct PilotGrammar {
    let handles: Handles
    let home: [Device]
    let groups: Groups
    let sentence: String
    let figures: SaidFigures

    var call: Grammar {
        let devices = handles.devices.map { device in
            calls(
                .control(handles.handle(of: device.id)!), device.type, device.capabilities, device.verbs, isGroup: false
            )
        }
        var types: [String] = []
        for device in handles.devices where !types.contains(device.type) { types.append(device.type) }
        return .choice(merge(devices + types.map(group)))
    }

    /// One alternative for each verb control, so that a walk through the grammar meets each only once.
    private func merge(_ parts: [[String: Grammar]]) -> [Grammar] {
        ["set", "up", "down", "do", "get"].map { verb in
            .sequence([.control(verb), .choice(parts.compactMap { $0[verb] })])
        }
    }

    private func group(_ type: String) -> [String: Grammar] {
        let members = home.filter { $0.type == type }
        let scopes = handles.scopes.filter { !groups.members(of: type, in: $0.scope).isEmpty }
        let shown = handles.devices.filter { $0.type == type }.map { Grammar.control(handles.handle(of: $0.id)!) }
        let target = Grammar.sequence([
            .control("each"), .literal(PilotDialect.spoken(type)),
            .choice(scopes.map { .control($0.handle) } + [.control("house")]),
            .optional(.sequence([.control("but"), .repeated(.choice(shown), minimum: 1, maximum: 6)])),
        ])
        let all = Groups.union(of: members)
        return calls(target, type, all.capabilities, all.verbs, isGroup: true)
    }

    /// The calls for a target, by their verb control.
    private func calls(
        _ target: Grammar, _ type: String, _ capabilities: [Capability], _ verbs: [Verb], isGroup: Bool
    ) -> [String: Grammar] {
        let writable = capabilities.filter(\.isWritable)
        let ranges: [Grammar] = writable.compactMap { capability in
            guard case .range(let minimum, let maximum, let step, _) = capability.kind, maximum > minimum else {
                return nil
            }
            let decimals = PilotDialect.decimals(step, minimum)
            let smallest = [1, 0.1, 0.01, 0.001][decimals]
            let amount = number(from: smallest, to: maximum - minimum, decimals)
            return .sequence([name(capability.property), .optional(.sequence([.literal(" "), amount]))])
        }
        var doings =
            verbs.map { doing($0, as: $0.name) }
            + KindredWords.verbs(of: type, verbs).map { doing($0.own, as: $0.said) }
        if Toggling.isPossible(capabilities), !verbs.contains(where: { $0.name == "toggle" }) {
            doings.append(name("toggle"))
        }
        var settings = writable.map { Grammar.sequence([name($0.property), value(of: $0.kind)]) }
        var readings = capabilities.map {
            Grammar.sequence([name($0.property), .optional(predicate($0.kind, isGroup))])
        }
        if let state = KindredWords.state(of: type, capabilities) {
            let values = PropertyKind.choice(state.values.map(\.key))
            settings.append(.sequence([name(state.said), value(of: values)]))
            readings.append(.sequence([name(state.said), .optional(predicate(values, isGroup))]))
        }
        func with(_ parts: [Grammar]) -> Grammar { .sequence([target, .choice(parts)]) }
        return [
            "set": with(settings),
            "up": with(ranges),
            "down": with(ranges),
            "do": with(doings),
            "get": with(readings),
        ]
    }

    private func doing(_ verb: Verb, as said: String) -> Grammar {
        let ways = figures.timeArguments(verb.arguments.map(\.name)).map { names in
            let arguments = verb.arguments.filter { names.contains($0.name) }.map { argument in
                Grammar.sequence([.control("arg"), name(argument.name), value(of: argument)])
            }
            return Grammar.repeated(.choice(arguments), minimum: 0, maximum: arguments.count)
        }
        return .sequence([name(said), .choice(ways)])
    }

    private func predicate(_ kind: PropertyKind, _ isGroup: Bool) -> Grammar {
        let quantifiers = isGroup ? Predicate.Quantifier.allCases.map(\.rawValue) : [Predicate.Quantifier.is.rawValue]
        let asked: Grammar =
            if case .reading(let unit) = kind {
                .choice(
                    (unit == nil ? PilotVocabulary.reportedNames.map(name) : [])
                        + [.sequence([.literal(" "), .number(minimum: -100_000, maximum: 1_000_000, decimals: 2)])])
            } else {
                value(of: kind)
            }
        return .sequence([.choice(quantifiers.map { .control($0) }), asked])
    }

    private func value(of kind: PropertyKind) -> Grammar {
        switch kind {
        case .choice(let names): return .choice(names.map(name))
        case .flag: return .choice([.literal(" true"), .literal(" false")])
        case .range(let minimum, let maximum, let step, _):
            let decimals = PilotDialect.decimals(step, minimum)
            return .sequence([.literal(" "), number(from: minimum, to: maximum, decimals)])
        case .reading: return .choice([])
        }
    }

    private func value(of argument: (name: String, kind: ArgumentKind)) -> Grammar {
        switch argument.kind {
        case .choice(let names): .choice(names.map { .literal(PilotDialect.plain($0)) })
        case .number(let maximum, let decimals):
            if let said = figures.durations(argument.name) {
                .choice(said.filter { $0 <= maximum }.map { .literal(PilotDialect.text(of: .number($0))) })
            } else {
                .sequence([.literal(" "), .number(minimum: 0, maximum: maximum, decimals: decimals ? 2 : 0)])
            }
        case .words: .excerpt(of: sentence, maximumWords: 4)
        }
    }

    /// A figure between the bounds: one of those that were said, if any was.
    private func number(from minimum: Double, to maximum: Double, _ decimals: Int) -> Grammar {
        guard let said = figures.values(from: minimum, to: maximum, decimals: decimals) else {
            return .number(minimum: minimum, maximum: maximum, decimals: decimals)
        }
        return .choice(said.map { .literal("\(Value.number($0))") })
    }

    private func name(_ name: String) -> Grammar { .literal(PilotDialect.spoken(name)) }

    var question: Grammar {
        var properties: [String] = []
        for capability in handles.devices.flatMap(\.capabilities) where !properties.contains(capability.property) {
            properties.append(capability.property)
        }
        let devices = handles.devices.map { Grammar.control(handles.handle(of: $0.id)!) }
        return .sequence([
            .control("ask"),
            .choice([
                .sequence([.literal(" which"), .repeated(.choice(devices), minimum: 1, maximum: 8)]),
                .sequence([.literal(" value"), .optional(.choice(properties.map(name)))]),
                .literal(" again"),
            ]),
        ])
    }

    var refusal: Grammar {
        .sequence([
            .control("no"),
            .choice([.literal(" device"), .literal(" unsupported"), .literal(" range"), .literal(" home")]),
        ])
    }
}

/// Which devices can be toggled.
enum Toggling {
    /// True if there is something with two sides that can be set.
    static func isPossible(_ capabilities: [Capability]) -> Bool {
        capabilities.contains { $0.isWritable && ($0.property == "power" || $0.property == "opening") }
    }
}
