import JSONText

/// Reads Shelly devices of the second generation and later. They do not announce themselves, but say on `<id>/online` that they
/// are there; asked over RPC, they tell what they have.
///
/// Source: the Shelly technical documentation, pages "MQTT", "RPC Protocol", "Notifications", and those of the components
/// Switch, Light, Cover, Input, Temperature, Humidity, DevicePower.
enum ShellyFamily {
    /// Where the answers of the devices arrive.
    static func answers(_ source: String) -> String { source + "/rpc" }

    /// The topics to listen to.
    static func filters(source: String) -> [String] { ["+/online", "+/status/+", "+/events/rpc", answers(source)] }

    /// The questions for a device that says that it is there; none for anything else.
    static func questions(topic: String, payload: [UInt8], source: String) -> [DiscoveryQuestion] {
        let levels = topic.split(separator: "/", omittingEmptySubsequences: false)
        guard levels.count == 2, levels[1] == "online", payload == Array("true".utf8) else { return [] }
        guard levels[0].hasPrefix("shelly"), CleanText.topic(topic) != nil else { return [] }
        return ["Shelly.GetDeviceInfo", "Shelly.GetConfig", "Shelly.GetStatus"].enumerated().map { index, method in
            let json: JSON = ["id": .number(index + 1), "src": .string(source), "method": .string(method)]
            return DiscoveryQuestion(topic: "\(levels[0])/rpc", text: json.serialized())
        }
    }

    /// What the messages say.
    static func findings(in messages: KeptMessages, answers: [String: ShellyAnswers]) -> Findings {
        var findings = Findings()
        var prefixes = Set(answers.keys)
        for topic in messages.topics {
            let levels = topic.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            if levels.count == 2, levels[1] == "online", levels[0].hasPrefix("shelly") { prefixes.insert(levels[0]) }
            if levels.count == 3, levels[1] == "status", ShellyDevice.isComponent(levels[2]) {
                prefixes.insert(levels[0])
            }
        }
        for prefix in prefixes.sorted() where CleanText.topic(prefix) != nil {
            var device = ShellyDevice(prefix: prefix, answers: answers[prefix] ?? ShellyAnswers(), messages: messages)
            device.read()
            findings.devices += device.devices
            findings.unmapped += device.unmapped
        }
        return findings
    }
}

/// A request that does nothing but ask a device to describe itself.
public struct DiscoveryQuestion: Sendable, Hashable {
    /// The topic to publish on.
    public var topic: String
    /// The payload.
    public var text: String
}

/// What a device has answered.
struct ShellyAnswers: Sendable {
    var info: JSON?
    var config: JSON?
    var status: JSON?

    /// Takes an answer in: `{"id": 1, "src": …, "result": {…}}`.
    mutating func take(_ json: JSON) {
        guard let result = json["result"], result.object != nil else { return }
        switch json["id"]?.integer {
        case 1: info = result
        case 2: config = result
        case 3: status = result
        default: break
        }
    }
}
