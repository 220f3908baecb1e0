import ApplianceVocabulary
import Appliances
import DeviceDiscovery
import Testing

@Suite("What makers document, from announcement to command and report")
struct RecordedMessages {
    /// A home without devices.
    static let empty = ApplianceHome(configuration: HomeConfiguration(file: "home.yaml"), profiles: [])

    @Test("there are recordings, and each names its source")
    func sources() {
        #expect(Recording.all.count >= 10)
        for recording in Recording.all {
            #expect(recording.source.hasPrefix("Source: "), "\(recording)")
            #expect(
                !recording.messages.isEmpty && !(recording.devices.isEmpty && recording.leftOut.isEmpty), "\(recording)"
            )
        }
    }

    @Test("the devices are found, and the reader of profiles has nothing to say", arguments: Recording.all)
    func found(recording: Recording) throws {
        let proposal = Proposal(recording.report(), for: Self.empty)
        let home = try proposal.applied(to: Self.empty)
        #expect(home.devices.map { "\($0.id) \($0.type) \($0.name)" } == recording.devices)
        for device in home.devices {
            #expect(!device.capabilities.isEmpty || !device.verbs.isEmpty, "\(device.id)")
        }
    }

    @Test("commands are written as the maker documents them", arguments: Recording.all)
    func commands(recording: Recording) throws {
        let home = try Proposal(recording.report(), for: Self.empty).applied(to: Self.empty)
        for (text, expected) in recording.commands {
            let messages = try home.encode(home.validate(Recording.action(text)))
            #expect(messages.map { "\($0.topic) \($0.text)" } == expected, "\(text)")
            #expect(messages.allSatisfy { !$0.retain })
        }
    }

    @Test("reports are read as the maker documents them", arguments: Recording.all)
    func reports(recording: Recording) throws {
        let home = try Proposal(recording.report(), for: Self.empty).applied(to: Self.empty)
        for (topic, payload, expected) in recording.reports {
            let report = home.decode(topic: topic, payload: Array(payload.utf8))
            let values =
                report.changes.map { "\($0.device) \($0.property) \($0.value)" }
                + report.availability.map { "\($0.device) is \($0.isOnline ? "there" : "gone")" }
            #expect(values == expected, "\(topic) \(payload) \(report.problems)")
            #expect(report.problems.isEmpty, "\(topic) \(payload)")
        }
    }

    @Test("what is left out is named with its reason", arguments: Recording.all)
    func leftOut(recording: Recording) {
        let unmapped = Proposal(recording.report(), for: Self.empty).unmapped
        for (what, reason) in recording.leftOut {
            let isNamed = unmapped.contains { entry in
                [entry.device, entry.property].compactMap(\.self).joined(separator: " ") == what
                    && entry.reason.contains(reason)
            }
            #expect(
                isNamed,
                "\(what): \(reason) is not among \(unmapped.map { "\($0.device) \($0.property ?? "") \($0.reason)" })")
        }
    }

    @Test("what lets somebody in or becomes hot asks first", arguments: Recording.all)
    func limits(recording: Recording) throws {
        let home = try Proposal(recording.report(), for: Self.empty).applied(to: Self.empty)
        for text in recording.questions {
            let context = PolicyContext(now: 0)
            guard case .needsConfirmation = home.prepare(Recording.action(text), state: HomeState(), context: context)
            else {
                Issue.record("\(text) is done without a question")
                continue
            }
        }
    }
}
