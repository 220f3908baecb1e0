import Appliances
import JSONText

/// Reads one description. A node that can be switched is a device of its own if there are several.
struct HomieDevice {
    let json: JSON
    let base: String
    let id: String
    private(set) var devices: [DeviceDescription] = []
    private(set) var unmapped: [Unmapped] = []

    init(json: JSON, base: String, id: String) {
        self.json = json
        self.base = base
        self.id = id
    }

    private var name: String { CleanText.name(json["name"]?.string ?? "") }

    mutating func read() {
        guard json["homie"]?.string?.hasPrefix("5.") == true else { return refuse(nil, "it does not follow version 5") }
        guard CleanText.topic("\(base)/\(id)") != nil else { return refuse(nil, "its id cannot be part of a topic") }
        var parts: [(node: String, label: String, properties: [PropertyDescription])] = []
        for node in (json["nodes"]?.object ?? []).prefix(64) {
            let label = CleanText.name(node.value["name"]?.string ?? node.key)
            var properties: [PropertyDescription] = []
            for property in (node.value["properties"]?.object ?? []).prefix(64) {
                let topic = "\(base)/\(id)/\(node.key)/\(property.key)"
                var mapper = HomieProperty(json: property.value, topic: topic, node: node.key, id: property.key)
                mapper.map()
                properties += mapper.properties
                if let reason = mapper.reason { refuse("\(node.key)/\(property.key)", reason) }
            }
            if !properties.isEmpty { parts.append((node.key, label, properties)) }
        }
        guard !parts.isEmpty else { return refuse(nil, "nothing that it has can be used") }
        let mains: Set = ["power", "opening", "lock"]
        let isSeveral = Self.mostOften(mains, in: parts.map(\.properties)) > 1
        if isSeveral {
            for part in parts { devices.append(description(part.node, name + " " + part.label, part.properties)) }
        } else {
            devices = [description(nil, name, parts.flatMap(\.properties))]
        }
    }

    private static func mostOften(_ names: Set<String>, in parts: [[PropertyDescription]]) -> Int {
        names.map { name in parts.count { $0.contains { $0.name == name && $0.isWritable } } }.max() ?? 0
    }

    private func description(_ node: String?, _ name: String, _ properties: [PropertyDescription]) -> DeviceDescription
    {
        let key = "\(base)/\(id)"
        var device = DeviceDescription(
            family: .homie, key: node.map { "\(key)/\($0)" } ?? key, name: CleanText.name(name), type: "appliance")
        device.maker = "homie"
        device.model = json["type"]?.string ?? json["$profile"]?.array?.first?.string
        device.base = base
        device.address = id
        device.hints = [device.model, node].compactMap(\.self)
        device.availability = [Self.state("\(base)/\(id)/$state")]
        // A device is lost with the one that it hangs on.
        if let root = json["root"]?.string, CleanText.topic("\(base)/\(root)") != nil {
            device.availability.append(Self.state("\(base)/\(root)/$state"))
        }
        device.properties = properties
        device.type = Self.kind(of: device)
        if device.type == "cover" { device.confirmSeconds = 60 }
        return device
    }

    private static func state(_ topic: String) -> AvailabilityDescription {
        AvailabilityDescription(
            topic: topic, path: nil, online: ["ready", "sleeping"], offline: ["lost", "disconnected", "init"])
    }

    private static func kind(of device: DeviceDescription) -> String {
        let writable = Set(device.properties.filter(\.isWritable).map(\.name))
        let words = Set((device.hints + [device.name]).flatMap(Words.all))
        if writable.contains("lock") { return "lock" }
        if writable.contains("opening") || writable.contains("position") { return "cover" }
        if writable.contains("temperature") {
            return TypeGuess.appliance(in: [device.name] + device.hints) ?? "climate"
        }
        if !writable.isDisjoint(with: ["brightness", "color", "color_temp"]) { return "light" }
        if writable.contains("speed") { return "fan" }
        if writable.contains("power") {
            if !words.isDisjoint(with: ["light", "lamp", "bulb"]) { return "light" }
            if words.contains("fan") { return "fan" }
            return words.isDisjoint(with: ["plug", "outlet", "socket"]) ? "switch" : "outlet"
        }
        if !writable.isEmpty { return TypeGuess.appliance(in: [device.name] + device.hints) ?? "appliance" }
        let isTwoStates = device.properties.allSatisfy {
            if case .namedReading = $0.kind { true } else { $0.name == "battery" }
        }
        return isTwoStates ? "binary_sensor" : "sensor"
    }

    private mutating func refuse(_ property: String?, _ reason: String) {
        unmapped.append(Unmapped(family: .homie, device: name.isEmpty ? id : name, property: property, reason: reason))
    }
}
