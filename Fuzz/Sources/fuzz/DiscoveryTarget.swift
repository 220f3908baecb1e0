import ApplianceVocabulary
import Appliances
import DeviceDiscovery

/// Announcements of devices: lines of a topic and a payload, as they come from the network. Whatever they say, what would be
/// written is accepted by the project's own readers.
func discovery(_ bytes: [UInt8]) throws {
    var options = Discovery.Options()
    options.limits.maximumDevices = 40
    var discovery = Discovery(options)
    for line in bytes.split(separator: UInt8(ascii: "\n")).prefix(200) {
        let space = line.firstIndex(of: UInt8(ascii: " ")) ?? line.endIndex
        let topic = String(decoding: line[..<space], as: UTF8.self)
        for question in discovery.receive(topic: topic, payload: Array(line[space...].dropFirst())) {
            precondition(question.topic.hasSuffix("/rpc"))
        }
    }
    let proposal = Proposal(discovery.report(), for: empty)
    let home: ApplianceHome
    do { home = try proposal.applied(to: empty) } catch { fatalError("\(error)") }
    precondition(home.devices.count == proposal.entries.count)
    for profile in proposal.profiles {
        precondition(
            profile.name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x2F...0x39).contains($0) || $0 == 0x5F })
        precondition(profile.name.hasPrefix("discovered/") && !profile.name.contains(".."))
    }
    for device in home.devices {
        for topic in home.commandTopics(of: device.id) + home.reportTopics(of: device.id) {
            precondition(
                !topic.hasPrefix("trivet/") && !topic.hasPrefix("$") && !topic.contains("+") && !topic.contains("#"))
        }
    }
    precondition(HomeDiff.adding(proposal.entries, to: "devices:\n", path: "home.yaml") != nil)
}

private let empty = ApplianceHome(configuration: HomeConfiguration(file: "home.yaml"), profiles: [])
