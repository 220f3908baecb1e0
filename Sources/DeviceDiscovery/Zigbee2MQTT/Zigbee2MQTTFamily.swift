import Appliances
import JSONText

/// Reads the lists of devices and groups that the bridges of Zigbee2MQTT keep.
///
/// Source: the Zigbee2MQTT guide, pages "MQTT topics and messages" and "Exposes".
enum Zigbee2MQTTFamily {
    /// The topics to listen to. A base topic may have two levels.
    static let filters = ["devices", "groups"].flatMap { ["+/bridge/\($0)", "+/+/bridge/\($0)"] }

    /// What the messages say.
    static func findings(in messages: KeptMessages) -> Findings {
        var findings = Findings()
        for topic in messages.topics(endingWith: ["bridge", "devices"]) {
            let base = String(topic.dropLast("/bridge/devices".count))
            guard CleanText.topic(base) != nil, let list = messages.json(topic)?.array else { continue }
            var byAddress: [String: [DeviceDescription]] = [:]
            for json in list {
                var reader = Zigbee2MQTTDevice(json: json, base: base)
                reader.read()
                findings.devices += reader.devices
                findings.unmapped += reader.unmapped
                byAddress[reader.key] = reader.devices
            }
            let groups = messages.json(base + "/bridge/groups")?.array ?? []
            for group in groups { Zigbee2MQTTGroup.read(group, base: base, members: byAddress, into: &findings) }
        }
        return findings
    }
}

/// Reads groups: they are spoken to like a device that can do what all of their members can do.
enum Zigbee2MQTTGroup {
    static func read(
        _ json: JSON, base: String, members known: [String: [DeviceDescription]], into findings: inout Findings
    ) {
        guard let name = json["friendly_name"]?.string, let number = json["id"]?.integer else { return }
        func refuse(_ reason: String) {
            findings.unmapped.append(Unmapped(family: .zigbee2mqtt, device: name, reason: reason))
        }
        guard let address = CleanText.topic(name) else { return refuse("its name cannot be part of a topic") }
        let addresses = (json["members"]?.array ?? []).compactMap { $0["ieee_address"]?.string }
        let members = addresses.compactMap { known[$0]?.first }
        guard let first = members.first, members.count == addresses.count else {
            return refuse("not all of its members are known")
        }
        guard members.allSatisfy({ $0.type == first.type }),
            ["light", "outlet", "switch", "cover"].contains(first.type)
        else { return refuse("its members are not all lights, switches or covers") }
        var group = DeviceDescription(
            family: .zigbee2mqtt, key: "\(base)/group/\(number)", name: Zigbee2MQTTDevice.spoken(name), type: first.type
        )
        group.base = base
        group.address = address
        group.maker = "zigbee2mqtt"
        group.model = "group of \(first.type)"
        group.deviceClass = first.deviceClass
        group.availability = [Zigbee2MQTTDevice.bridgeState(base)]
        group.properties = first.properties.filter { property in
            property.isWritable
                && members.allSatisfy { member in
                    member.properties.contains { $0.name == property.name && $0.kind == property.kind }
                }
        }.map { $0.moved(from: "\(base)/\(first.address ?? "")", to: "\(base)/\(address)") }
        guard !group.properties.isEmpty else { return refuse("its members have nothing in common that can be set") }
        findings.devices.append(group)
    }
}

extension PropertyDescription {
    /// The property with other topics.
    fileprivate func moved(from old: String, to new: String) -> PropertyDescription {
        var moved = self
        for index in moved.commands.indices {
            moved.commands[index].topic = new + moved.commands[index].topic.dropFirst(old.utf8.count)
        }
        moved.state?.topic = new
        return moved
    }
}
