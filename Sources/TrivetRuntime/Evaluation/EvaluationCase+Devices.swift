import ApplianceVocabulary
import JSONText

extension Device {
    /// A device as a file of cases describes it.
    init(evaluationJSON json: JSON) throws(EvaluationMistake) {
        guard let id = json["id"]?.string, let name = json["name"]?.string, let type = json["type"]?.string else {
            throw .member("home", expected: "a list of devices with id, name and type")
        }
        guard let members = json["capabilities"]?.object else {
            throw .member("capabilities", expected: "an object")
        }
        var capabilities: [Capability] = []
        for member in members where member.key != "do" && member.key != "args" {
            capabilities.append(Capability(property: member.key, evaluationJSON: member.value))
        }
        let names = (json["capabilities"]?["do"]?.array ?? []).compactMap(\.string)
        let arguments = json["capabilities"]?["args"]?.object ?? []
        self.init(
            id: id, name: name, area: json["area"]?.string, floor: json["floor"]?.string, type: type,
            deviceClass: json["device_class"]?.string, capabilities: capabilities,
            verbs: names.map {
                Verb(name: $0, arguments: EvaluationVerbs.arguments(of: $0, type: type, listed: arguments))
            })
    }
}

extension Capability {
    fileprivate init(property: String, evaluationJSON json: JSON) {
        let isReadOnly = json["readonly"]?.bool ?? false
        let unit = json["unit"]?.string
        if let values = json["values"]?.array {
            let names = values.compactMap(\.string)
            self.init(property: property, kind: names.isEmpty ? .flag : .choice(names), isWritable: !isReadOnly)
        } else if let minimum = json["min"]?.number, let maximum = json["max"]?.number {
            let step = property == "temperature" ? 0.5 : 1
            self.init(
                property: property, kind: .range(minimum: minimum, maximum: maximum, step: step, unit: unit),
                isWritable: !isReadOnly)
        } else {
            self.init(property: property, kind: .reading(unit: unit))
        }
    }
}

/// The arguments of verbs in the shared vocabulary. A file of cases lists only their names, for a whole device.
enum EvaluationVerbs {
    /// Every argument in the order in which it is written in a call.
    private static let kinds: [(name: String, kind: ArgumentKind)] = [
        ("hours", .number(maximum: 999, decimals: false)),
        ("minutes", .number(maximum: 999, decimals: false)),
        ("seconds", .number(maximum: 999, decimals: false)),
        ("start_hours", .number(maximum: 999, decimals: false)),
        ("start_minutes", .number(maximum: 999, decimals: false)),
        ("name", .words),
        ("area", .words),
        ("drink", .words),
        ("size", .choice(["small", "medium", "large", "big", "double", "tall"])),
        ("roast", .choice(["light", "medium", "dark"])),
        ("shots", .number(maximum: 9, decimals: false)),
        ("strength", .choice(["weak", "mild", "strong", "extra strong"])),
        ("temperature", .choice(["hot", "iced", "extra hot"])),
        ("milk", .choice(["milk", "oat", "soy", "almond", "cream", "none"])),
        ("milk_amount", .choice(["a little", "a lot"])),
        ("sugar", .choice(["sugar", "none"])),
        ("sugar_amount", .number(maximum: 9, decimals: false)),
    ]

    static func arguments(
        of verb: String, type: String, listed: [JSON.Member]
    ) -> [(name: String, kind: ArgumentKind)] {
        let names = names(of: verb, type: type, listed: listed.map(\.key))
        return kinds.filter { names.contains($0.name) }.map { name, kind in
            let values = listed.first { $0.key == name }?.value["values"]?.array?.compactMap(\.string)
            return (name, values.map(ArgumentKind.choice) ?? kind)
        }
    }

    private static func names(of verb: String, type: String, listed: [String]) -> Set<String> {
        switch (type, verb) {
        case ("timer", "cancel_all"): []
        case ("timer", "start"): Set(listed)
        // A running timer is told by its name, its area or what it was started with: "the 1 hour timer".
        case ("timer", "extend"), ("timer", "reduce"): Set(listed).union(["start_hours", "start_minutes"])
        case ("timer", _): ["name", "area", "start_hours", "start_minutes"]
        case ("vacuum", "start"), ("coffee_maker", _): Set(listed)
        default: []
        }
    }
}

extension Value {
    /// A value as a file of cases writes it, by itself or with a label for people beside it.
    init?(evaluationJSON json: JSON) {
        switch json["value"] ?? json {
        case .string(let name): self = .name(name)
        case .number(let number): self = .number(number)
        case .bool(let flag): self = .flag(flag)
        default: return nil
        }
    }
}
