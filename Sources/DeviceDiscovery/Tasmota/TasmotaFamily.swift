import Appliances
import JSONText

/// Reads Tasmota's own discovery: a message about the device and one about its sensors.
///
/// Source: the Tasmota documentation, pages "MQTT", "Commands", "Lights", "Blinds and Shutters", and the messages
/// that the program hatasmota reads (its names: `rl` relays, `lt_st` kind of light, `so` options).
enum TasmotaFamily {
    /// The topics to listen to.
    static let filters = ["tasmota/discovery/+/config", "tasmota/discovery/+/sensors"]

    /// What the messages say.
    static func findings(in messages: KeptMessages) -> Findings {
        var findings = Findings()
        for topic in messages.topics(endingWith: ["config"]) where topic.hasPrefix("tasmota/discovery/") {
            let levels = topic.split(separator: "/")
            guard levels.count == 4 else { continue }
            let key = String(levels[2])
            guard let json = messages.json(topic), json.object != nil else {
                findings.unmapped.append(
                    Unmapped(family: .tasmota, device: key, reason: "its message is no JSON object"))
                continue
            }
            var device = TasmotaDevice(json: json, sensors: messages.json("tasmota/discovery/\(key)/sensors"), key: key)
            device.read()
            findings.devices += device.devices
            findings.unmapped += device.unmapped
        }
        return findings
    }
}

/// The topics of one device: its full topic with prefix and name filled in.
struct TasmotaTopics {
    private let form: String
    private let prefixes: [String]
    let own: String

    /// Nil if the topics cannot be used.
    init?(_ json: JSON) {
        guard let form = json["ft"]?.string, let own = json["t"]?.string, CleanText.topic(own) != nil else {
            return nil
        }
        let prefixes = json["tp"]?.array?.compactMap(\.string) ?? []
        guard prefixes.count == 3, prefixes.allSatisfy({ CleanText.topic($0) != nil }) else { return nil }
        guard form.contains("%prefix%"), form.contains("%topic%"), form.utf8.count <= 200 else { return nil }
        let mac = json["mac"]?.string ?? ""
        self.form = form.replacing("%topic%", with: own).replacing("%hostname%", with: json["hn"]?.string ?? "")
            .replacing("%id%", with: String(mac.suffix(6)))
        self.prefixes = prefixes
        self.own = own
        guard CleanText.topic(command("POWER")) != nil else { return nil }
    }

    func command(_ name: String) -> String { topic(0, name) }
    func answer(_ name: String) -> String { topic(1, name) }
    func telemetry(_ name: String) -> String { topic(2, name) }

    private func topic(_ prefix: Int, _ name: String) -> String {
        let base = form.replacing("%prefix%", with: prefixes[prefix])
        return base.hasSuffix("/") ? base + name : base + "/" + name
    }
}
