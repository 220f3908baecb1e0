public import ApplianceVocabulary

/// A rule that what is begun from afar comes to an end, even if nobody says so.
public struct MustEnd: Sendable, Hashable {
    /// How long it may last at most.
    public var withinSeconds: Double
    /// The argument of the verb with which the appliance is told how long: `hours`, `minutes` or `seconds`.
    public var argument: String?
    /// What ends it: a verb without arguments, or a property with a value.
    public var ending: Action.Operation

    /// How many seconds one unit of the argument has.
    var unitSeconds: Double { argument.flatMap { Self.units[$0] } ?? 1 }

    /// The arguments that can say how long, in seconds.
    static let units: [String: Double] = ["hours": 3600, "minutes": 60, "seconds": 1]

    /// How long an operation would last: as it says itself, otherwise the longest time.
    func seconds(of operation: Action.Operation) -> Double {
        guard let argument, case .perform(_, let arguments) = operation,
            case .number(let number) = arguments[argument]
        else { return withinSeconds }
        return number * unitSeconds
    }
}

/// The end of something that was begun from afar.
public struct ProgramEnding: Sendable, Hashable {
    /// What ends it.
    public var action: Action
    /// How long after the beginning it ends at the latest.
    public var seconds: Double
}

/// What counts as a heating program: a verb of an appliance that heats unattended, whatever the verb is called. It is only
/// begun if its end is sure. A coffee maker is no such appliance: what it brews is over when the water is through.
enum HeatingProgram {
    private static let types: Set<String> = [
        "air_fryer", "cooktop", "deep_fryer", "electric_blanket", "grill", "heater", "hob", "iron", "kettle",
        "microwave", "multi_cooker", "oven", "pressure_cooker", "rice_cooker", "sauna", "slow_cooker", "stove",
        "toaster", "water_heater",
    ]
    /// Verbs that heat nothing, or end it.
    private static let harmless: Set<String> = [
        "abort", "beep", "cancel", "close", "eject", "end", "finish", "keep_warm_off", "light_off", "light_on", "lock",
        "off", "open", "pause", "reset", "stop", "unlock",
    ]

    /// True if the operation begins one.
    static func begins(_ operation: Action.Operation, type: String) -> Bool {
        guard case .perform(let verb, _) = operation else { return false }
        return types.contains(type) && !harmless.contains(verb)
    }
}

extension BoundDevice {
    /// A start that does not say how long, told how long at most.
    func completed(_ operation: Action.Operation) -> Action.Operation {
        guard case .perform(let verb, let arguments) = operation else { return operation }
        var added: [String: Value] = [:]
        for limit in limits where limit.concerns(operation) {
            guard let rule = limit.mustEnd, let argument = rule.argument, arguments[argument] == nil else { continue }
            let known = self.verb(verb)?.arguments.first { $0.name == argument }?.kind
            guard case .number(var longest, _)? = known else { continue }
            longest = min(longest, (rule.withinSeconds / rule.unitSeconds).rounded(.down))
            if case .number(let other)? = added[argument] { longest = min(longest, other) }
            added[argument] = .number(longest)
        }
        return .perform(verb: verb, arguments: arguments.merging(added) { $1 })
    }

    /// The end that an operation has to come to; of several the earliest.
    func ending(of meanings: [Action.Operation]) -> ProgramEnding? {
        var endings: [ProgramEnding] = []
        for meaning in meanings {
            for limit in limits where limit.concerns(meaning) {
                guard let rule = limit.mustEnd, rule.ending != meaning else { continue }
                let action = Action(device: device.id, operation: rule.ending)
                endings.append(ProgramEnding(action: action, seconds: rule.seconds(of: meaning)))
            }
        }
        return endings.min { $0.seconds < $1.seconds }
    }
}
