import Appliances
import JSONText

/// Reads Home Assistant's MQTT discovery: one message for each entity, or one for a whole device.
///
/// Source: the Home Assistant documentation, pages "MQTT" (discovery) and those of its components.
enum HomeAssistantFamily {
    /// The topics to listen to.
    static func filters(prefix: String) -> [String] { ["\(prefix)/+/+/config", "\(prefix)/+/+/+/config"] }

    /// What the messages say.
    static func findings(in messages: KeptMessages, prefix: String) -> Findings {
        var findings = Findings()
        var groups: [String: HomeAssistantDevice] = [:]
        var order: [String] = []
        for topic in messages.topics(endingWith: ["config"]) where topic.hasPrefix(prefix + "/") {
            let levels = topic.dropFirst(prefix.count + 1).split(separator: "/").map(String.init)
            guard levels.count == 3 || levels.count == 4 else { continue }
            guard let members = messages.json(topic)?.object else {
                findings.unmapped.append(
                    Unmapped(family: .homeassistant, device: topic, reason: "its message is no JSON object"))
                continue
            }
            let values = Abbreviations.expanded(members)
            let device = Abbreviations.expandedDevice(values["device"]?.object ?? [])
            let key = Self.key(of: device) ?? levels.dropLast().joined(separator: "/")
            if groups[key] == nil {
                groups[key] = HomeAssistantDevice(key: key, device: device)
                order.append(key)
            }
            groups[key]?.add(entities(component: levels[0], id: levels[levels.count - 2], values))
        }
        for key in order {
            guard var group = groups[key] else { continue }
            group.map()
            findings.devices += group.devices
            findings.unmapped += group.unmapped
        }
        return findings
    }

    /// The first identifier of a device, or a connection of it.
    private static func key(of device: [String: JSON]) -> String? {
        let identifiers = device["identifiers"].map { $0.array ?? [$0] } ?? []
        let connection = device["connections"]?[0]?[1]
        return (identifiers.first ?? connection).map { $0.string ?? $0.serialized() }
    }

    /// The entities of a message. What stands at the top of a device's message holds for all of its components.
    private static func entities(component: String, id: String, _ values: [String: JSON]) -> [EntityConfig] {
        guard component == "device" else { return [EntityConfig(component: component, id: id, values: values)] }
        var shared = values
        for key in ["components", "device", "origin"] { shared[key] = nil }
        return (values["components"]?.object ?? []).prefix(100).compactMap { member in
            guard let members = member.value.object else { return nil }
            let own = Abbreviations.expanded(members)
            // With nothing but its platform a component is taken away.
            guard own.count > 1, let platform = own["platform"]?.string else { return nil }
            return EntityConfig(component: platform, id: member.key, values: shared.merging(own) { _, own in own })
        }
    }
}
