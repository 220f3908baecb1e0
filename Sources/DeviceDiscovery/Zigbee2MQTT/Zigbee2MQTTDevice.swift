import Appliances
import JSONText

/// Reads one entry of the bridge's list of devices. A wall switch with two relays becomes two devices.
struct Zigbee2MQTTDevice {
    let json: JSON
    let base: String
    private(set) var devices: [DeviceDescription] = []
    private(set) var unmapped: [Unmapped] = []

    init(json: JSON, base: String) {
        self.json = json
        self.base = base
    }

    /// The address of its radio.
    var key: String { json["ieee_address"]?.string ?? "" }

    private var friendlyName: String { json["friendly_name"]?.string ?? key }

    mutating func read() {
        if json["type"]?.string == "Coordinator" { return }
        guard !friendlyName.isEmpty, let address = CleanText.topic(friendlyName) else {
            return refuse("its name cannot be part of a topic")
        }
        if json["disabled"]?.bool == true { return refuse("it is disabled at the bridge") }
        if json["interview_completed"]?.bool == false {
            return refuse("the bridge has not finished getting to know it")
        }
        guard let definition = json["definition"], definition.object != nil else {
            return refuse("Zigbee2MQTT does not know this model")
        }
        let exposes = (definition["exposes"]?.array ?? []).prefix(128).map(Expose.init)
        guard !exposes.isEmpty else { return refuse("it has nothing to read or set") }
        let speaker = Zigbee2MQTTSpeaker(topic: "\(base)/\(address)")
        var parts: [(endpoint: String?, device: DeviceDescription)] = []
        for expose in exposes where expose.isSpecific {
            var device = description(definition, address: address, endpoint: expose.endpoint)
            var builder = Zigbee2MQTTSpecific(speaker: speaker, expose: expose)
            builder.fill(&device)
            note(builder.leftOut)
            guard !device.properties.isEmpty else { continue }
            parts.append((expose.endpoint, device))
        }
        var builder = Zigbee2MQTTGeneric(speaker: speaker, isSensor: parts.isEmpty)
        for expose in exposes where !expose.isSpecific {
            let properties = builder.properties(for: expose)
            if parts.isEmpty, !properties.isEmpty { parts.append((nil, description(definition, address: address))) }
            guard !properties.isEmpty else { continue }
            let index = parts.firstIndex { $0.endpoint != nil && $0.endpoint == expose.endpoint } ?? 0
            parts[index].device.properties += properties
        }
        note(builder.leftOut)
        guard !parts.isEmpty else { return refuse("nothing that it has can be used") }
        if parts.count == 1 { parts[0].device = named(parts[0].device, nil) }
        devices = parts.map { part in
            var device = parts.count > 1 ? named(part.device, part.endpoint) : part.device
            if device.type.isEmpty { device.type = Self.kind(of: device) }
            device.stateRequests = speaker.requests(for: exposes, endpoint: parts.count > 1 ? part.endpoint : nil)
            return device
        }
    }

    private func description(_ definition: JSON, address: String, endpoint: String? = nil) -> DeviceDescription {
        var device = DeviceDescription(
            family: .zigbee2mqtt, key: endpoint.map { "\(key)/\($0)" } ?? key, name: "", type: "")
        device.base = base
        device.address = address
        device.maker = definition["vendor"]?.string
        device.model = definition["model"]?.string
        device.hints = [definition["description"]?.string, device.model, json["description"]?.string].compactMap(\.self)
        device.availability = [
            AvailabilityDescription(
                topic: "\(base)/\(address)/availability", path: ["state"], online: ["online"], offline: ["offline"]),
            Self.bridgeState(base),
        ]
        // A friendly name with folders says where the device stands: kitchen/lamp.
        if let slash = address.firstIndex(of: "/") { device.area = CleanText.name(String(address[..<slash])) }
        return device
    }

    static func bridgeState(_ base: String) -> AvailabilityDescription {
        AvailabilityDescription(
            topic: "\(base)/bridge/state", path: ["state"], online: ["online"], offline: ["offline"])
    }

    private func named(_ device: DeviceDescription, _ endpoint: String?) -> DeviceDescription {
        var device = device
        device.name = Self.spoken(friendlyName)
        if let endpoint, !device.name.isEmpty { device.name += " " + CleanText.name(endpoint) }
        return device
    }

    /// The name as people say it; empty for a bare address.
    static func spoken(_ name: String) -> String {
        name.hasPrefix("0x") ? "" : CleanText.name(name.split(separator: "/").joined(separator: " "))
    }

    /// What a device of nothing but values is.
    private static func kind(of device: DeviceDescription) -> String {
        if device.properties.contains(where: \.isWritable) {
            return TypeGuess.appliance(in: [device.name] + device.hints) ?? "appliance"
        }
        let isTwoStates = device.properties.contains {
            if case .namedReading = $0.kind { $0.name != "battery" } else { false }
        }
        let isMeasuring = device.properties.contains {
            if case .reading = $0.kind { !["battery", "voltage"].contains($0.name) } else { false }
        }
        return isTwoStates && !isMeasuring ? "binary_sensor" : "sensor"
    }

    private mutating func refuse(_ reason: String) {
        unmapped.append(Unmapped(family: .zigbee2mqtt, device: friendlyName, reason: reason))
    }

    private mutating func note(_ leftOut: [(property: String, reason: String)]) {
        for (property, reason) in leftOut {
            unmapped.append(Unmapped(family: .zigbee2mqtt, device: friendlyName, property: property, reason: reason))
        }
    }
}
