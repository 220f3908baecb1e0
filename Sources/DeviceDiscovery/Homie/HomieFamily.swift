import Appliances
import JSONText

/// Reads devices of the Homie convention, version 5: a JSON description and a state for each.
///
/// Source: the Homie convention 5.0 and its device profiles.
enum HomieFamily {
    /// The topics to listen to.
    static let filters = ["+/5/+/$description", "+/5/+/$state"]

    /// What the messages say.
    static func findings(in messages: KeptMessages) -> Findings {
        var findings = Findings()
        for topic in messages.topics(endingWith: ["$description"]) {
            let levels = topic.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            guard levels.count == 4, levels[1] == "5" else { continue }
            guard let json = messages.json(topic), json.object != nil else {
                findings.unmapped.append(
                    Unmapped(family: .homie, device: levels[2], reason: "its description is no JSON object"))
                continue
            }
            // A device without a state has been taken away.
            guard messages.text("\(levels[0])/5/\(levels[2])/$state") != nil else {
                findings.unmapped.append(Unmapped(family: .homie, device: levels[2], reason: "it has no $state"))
                continue
            }
            var device = HomieDevice(json: json, base: "\(levels[0])/5", id: levels[2])
            device.read()
            findings.devices += device.devices
            findings.unmapped += device.unmapped
        }
        return findings
    }
}
