import Appliances
import DeviceDiscovery
import MQTTClient

/// Keeps a home that follows what devices announce: those of the home's file, and those that appear.
///
/// A device that appears is added, one that is described anew is replaced, one that vanishes stays and is not there. Devices
/// of the file are never touched.
actor DiscoveryFollower {
    /// A home that has changed.
    struct Update: Sendable {
        /// The home as it is now.
        var home: ApplianceHome
        /// The ids of the devices that are new, or are described anew.
        var added: [String] = []
        /// The ids of those that were taken out.
        var removed: [String] = []
        /// The ids of those that have vanished.
        var gone: [String] = []
        /// The ids of those that were gone and are announced again.
        var back: [String] = []

        var isEmpty: Bool { added.isEmpty && removed.isEmpty && gone.isEmpty && back.isEmpty }
    }

    private struct Member {
        var description: DeviceDescription
        var entry: Proposal.Entry
        var profile: Proposal.Profile
        var isGone = false
    }

    private struct Key: Hashable {
        var family: DiscoveryFamily
        var key: String
    }

    private let base: ApplianceHome
    private let filters: [String]
    private var discovery: Discovery
    private var members: [Key: Member] = [:]
    private var order: [Key] = []
    private var revision = 0

    /// True if something was announced that the last update does not know of.
    var hasNews: Bool { discovery.revision != revision }

    init(_ home: ApplianceHome, options: Discovery.Options) {
        base = home
        discovery = Discovery(options)
        filters = discovery.filters
    }

    /// True for a topic on which devices announce themselves.
    nonisolated func isConcerned(_ topic: String) -> Bool { filters.contains { TopicFilter.matches($0, topic: topic) } }

    /// Where the settings of a home say that announcements are looked for; nil if it follows none.
    static func options(_ settings: DiscoverySettings, node: String) -> Discovery.Options? {
        guard !settings.follow.isEmpty else { return nil }
        var options = Discovery.Options()
        options.families = Set(settings.follow)
        options.homeAssistantPrefix = settings.homeAssistantPrefix
        options.source = "trivet-\(node)-discovery"
        return options
    }

    /// Takes a message in and gives the questions that it raises.
    func receive(topic: String, payload: [UInt8]) -> [DiscoveryQuestion] {
        discovery.receive(topic: topic, payload: payload)
    }

    /// The home after everything that was heard; nil if nothing has changed.
    func update() -> Update? {
        revision = discovery.revision
        let report = discovery.report()
        var announced: [Key: DeviceDescription] = [:]
        for device in report.devices { announced[Key(family: device.family, key: device.key)] = device }
        var update = Update(home: base)
        for key in order {
            guard let member = members[key] else { continue }
            switch announced[key] {
            case nil where !member.isGone:
                members[key]?.isGone = true
                update.gone.append(member.entry.id)
            case nil: break
            case .some(let description) where description != member.description:
                members[key] = nil
                update.removed.append(member.entry.id)
            case .some where member.isGone:
                members[key]?.isGone = false
                update.back.append(member.entry.id)
            case .some: break
            }
        }
        order.removeAll { members[$0] == nil }
        guard let kept = try? home(of: order) else { return nil }
        let existing = Dictionary(members.values.map { ($0.profile.name, $0.profile.text) }) { first, _ in first }
        let proposal = Proposal(report, for: kept, existing: existing)
        for entry in proposal.entries {
            let key = Key(family: entry.family, key: entry.key)
            guard let description = announced[key],
                let profile = proposal.profiles.first(where: { $0.name == entry.profile })
            else { continue }
            members[key] = Member(description: description, entry: entry, profile: profile)
            order.append(key)
            update.added.append(entry.id)
        }
        guard !update.isEmpty, let home = try? home(of: order) else { return nil }
        update.home = home
        return update
    }

    private func home(of keys: [Key]) throws(HomeLoadingError) -> ApplianceHome {
        let members = keys.compactMap { self.members[$0] }
        guard !members.isEmpty else { return base }
        return try base.adding(
            devices: "devices:\n" + members.map(\.entry.text).joined(),
            profiles: members.map { ProfileSource(name: $0.profile.name, text: $0.profile.text) })
    }
}
