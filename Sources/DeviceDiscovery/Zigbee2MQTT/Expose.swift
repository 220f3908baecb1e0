import JSONText

/// One capability of a device as Zigbee2MQTT describes it: a generic value, or a light, switch, … with features.
struct Expose {
    let json: JSON

    var type: String { json["type"]?.string ?? "" }
    var name: String { json["name"]?.string ?? "" }
    /// The key under which the value is published and set.
    var property: String { json["property"]?.string ?? name }
    var endpoint: String? { json["endpoint"]?.string }
    var features: [Expose] { (json["features"]?.array ?? []).prefix(64).map(Expose.init) }
    var values: [JSON] { json["values"]?.array ?? [] }
    var unit: String? { json["unit"]?.string.map { CleanText.cut($0, 12) }.flatMap(CleanText.payload) }
    var minimum: Double? { json["value_min"]?.number }
    var maximum: Double? { json["value_max"]?.number }
    var step: Double? { json["value_step"]?.number }

    /// Bit 1: it is published. Bit 2: it can be set. Bit 3: it can be asked for.
    private var access: Int { json["access"]?.integer ?? 0 }
    var isPublished: Bool { access & 1 != 0 }
    var isSettable: Bool { access & 2 != 0 }
    var isGettable: Bool { access & 4 != 0 }

    /// True for what its maker calls a setting or a diagnosis, and for what is known to be one.
    var isAside: Bool {
        ["config", "diagnostic"].contains(json["category"]?.string) || Readings.isDiagnostic(name)
    }

    /// True for a light, a switch and the like: something that a person calls a device.
    var isSpecific: Bool { ["light", "switch", "fan", "cover", "lock", "climate"].contains(type) }

    func feature(_ name: String) -> Expose? { features.first { $0.name == name } }
}
