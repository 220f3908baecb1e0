/// The limits that a device gets if nobody has said anything about its safety: what lets somebody in, and what becomes hot,
/// needs a person's yes.
enum SafetyDefaults {
    /// A limit as it is written into a profile.
    struct Limit: Hashable {
        var target: String
        /// The values that it is about; nil for all.
        var onlyFor: [String]?
        /// The numbers above which it holds, if it is about numbers.
        var above: Double?
        /// The question.
        var question: String
        /// What ends it after a time: a verb, or the power, if it must end.
        var end: End?
    }

    /// What ends something that was begun.
    struct End: Hashable {
        /// The verb; nil for switching the power off.
        var verb: String?
        /// After how many seconds at the latest.
        var seconds: Double
    }

    /// Kinds that nobody leaves switched on for long.
    private static let brief: Set<String> = ["kettle", "iron", "toaster", "cooktop", "air_fryer", "microwave", "oven"]

    /// The limits of a device.
    static func limits(of device: DeviceDescription) -> [Limit] {
        let words = [device.name] + device.hints
        // A plug is as hot as what its name says hangs on it.
        let isPlug = ["outlet", "switch", "appliance"].contains(device.type)
        let kind = (isPlug ? TypeGuess.appliance(in: words) : nil) ?? device.type
        let isHot = TypeGuess.isHeating(kind)
        let isEntrance =
            ["garage", "gate", "door"].contains(device.deviceClass) || device.type == "valve"
            || TypeGuess.isEntrance(words)
        var limits: [Limit] = []
        for property in device.properties where property.isWritable {
            switch property.name {
            case "lock":
                limits.append(
                    Limit(target: "lock", onlyFor: ["unlocked"], question: "Shall I really unlock the {name}?"))
            case "opening" where isEntrance:
                limits.append(Limit(target: "opening", onlyFor: ["open"], question: "Shall I really open the {name}?"))
            case "position" where isEntrance && !device.properties.contains { $0.name == "opening" && $0.isWritable }:
                limits.append(Limit(target: "position", above: 0, question: "Shall I really open the {name}?"))
            case "power" where isHot:
                var limit = Limit(
                    target: "power", onlyFor: ["on"],
                    question: "The {name} becomes hot. Shall I really switch it on?")
                if brief.contains(kind) { limit.end = End(seconds: 3600) }
                limits.append(limit)
            case "hvac_mode", "mode", "temperature", "program", "level":
                guard isHot else { continue }
                // Switching off is always allowed.
                var names: [String]?
                if case .choice(let spellings) = property.kind {
                    names = spellings.map(\.name).filter { !["off", "idle", "standby", "stop"].contains($0) }
                    if names?.count == spellings.count { names = nil }
                }
                limits.append(
                    Limit(
                        target: property.name, onlyFor: names,
                        question: "The {name} becomes hot. Shall I really set {property} to {value}?"))
            default: continue
            }
        }
        for verb in device.verbs
        where isHot && !["stop", "cancel", "pause", "off", "keep_warm_off"].contains(verb.name) {
            var limit = Limit(target: verb.name, question: "The {name} becomes hot. Shall I really start it?")
            limit.end = end(of: device)
            limits.append(limit)
        }
        for verb in device.verbs where ["unlatch", "open", "unlock"].contains(verb.name) {
            guard device.type == "lock" || isEntrance, !limits.contains(where: { $0.target == verb.name }) else {
                continue
            }
            limits.append(Limit(target: verb.name, question: "Shall I really open the {name}?"))
        }
        return limits
    }

    /// What ends a heating program of a device. One that nothing ends is not begun from afar, unless it ends by itself as a
    /// brew does; the policy sees to that.
    private static func end(of device: DeviceDescription) -> End? {
        if let verb = ["stop", "cancel", "off"].first(where: { name in device.verbs.contains { $0.name == name } }) {
            return End(verb: verb, seconds: 7200)
        }
        let canSwitchOff = device.properties.contains { $0.name == "power" && $0.isWritable }
        return canSwitchOff ? End(seconds: 7200) : nil
    }
}
