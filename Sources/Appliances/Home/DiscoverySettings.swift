import YAMLReader

/// A way in which devices announce themselves.
public enum DiscoveryFamily: String, Sendable, Hashable, CaseIterable {
    /// Zigbee2MQTT: the list of devices that its bridge keeps.
    case zigbee2mqtt
    /// MQTT discovery of Home Assistant, which ESPHome and many others speak.
    case homeassistant
    /// Tasmota's own discovery.
    case tasmota
    /// Shelly devices of the second generation and later.
    case shelly
    /// The Homie convention, version 5.
    case homie
}

/// Which announcements the running home follows.
public struct DiscoverySettings: Sendable, Hashable {
    /// The families whose devices are taken in as they appear.
    public var follow: [DiscoveryFamily] = []
    /// The first level of Home Assistant's discovery topics.
    public var homeAssistantPrefix = "homeassistant"

    /// Nothing is followed.
    public init() {}
}

extension HomeReader {
    /// What the home's file says under `discovery`.
    func discovery(_ reader: MappingReader) -> DiscoverySettings {
        var settings = DiscoverySettings()
        let known = DiscoveryFamily.allCases.map(\.rawValue)
        for name in reader.strings("follow") ?? [] {
            if let family = DiscoveryFamily(rawValue: name) {
                if !settings.follow.contains(family) { settings.follow.append(family) }
            } else {
                let advice = suggestion(for: name, among: known).map { "did you mean \($0)?" }
                reader.report(
                    "\"\(name)\" is no kind of discovery; \(advice ?? "known are \(known.joined(separator: ", "))")",
                    at: "follow")
            }
        }
        settings.homeAssistantPrefix = reader.string("homeassistant_prefix") ?? settings.homeAssistantPrefix
        if settings.homeAssistantPrefix.contains(where: { "+#".contains($0) }) {
            reader.report("the prefix must not hold + or #", at: "homeassistant_prefix")
        }
        reader.finish()
        return settings
    }
}
