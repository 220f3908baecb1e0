import ApplianceVocabulary
import Appliances

/// Gives devices and profiles names that are not taken.
struct Naming {
    private let areas: [Area]
    private let existing: [String: String]
    private let used: Set<String>
    private var ids: Set<String>
    private var spoken: Set<String>
    private var profiles: [String: String] = [:]

    init(home: ApplianceHome, existing: [String: String]) {
        let configuration = home.configuration
        areas = configuration.areas
        self.existing = existing
        used = Set(home.profiles.map(\.name))
        ids = Set(configuration.devices.map(\.id))
        spoken = Set(configuration.devices.flatMap { [$0.name] + $0.aliases }.map(Self.heard))
    }

    /// The profile for a text: one that has this text already, or a new one.
    func profile(for text: ProfileText) -> Proposal.Profile {
        let content = text.text
        if let name = profiles.first(where: { $0.value == content })?.key {
            return Proposal.Profile(name: name, text: content, isNew: existing[name] == nil)
        }
        let base = "discovered/" + text.fileName
        let name = Words.unique(base) { name in
            if let taken = profiles[name] ?? existing[name] { return taken != content }
            return used.contains(name)
        }
        return Proposal.Profile(name: name, text: content, isNew: existing[name] == nil)
    }

    /// The entry for a device.
    func entry(for device: DeviceDescription, address: String?, profile: String) -> Proposal.Entry {
        let plain =
            device.name.isEmpty
            ? device.type.map { $0 == "_" ? " " : $0 }.reduce(into: "") { $0.append($1) } : device.name
        let name = Words.unique(plain, separator: " ") { spoken.contains(Self.heard($0)) }
        let id = Words.unique(Words.word(name) ?? device.type) { ids.contains($0) }
        var lines = ["profile: " + profile]
        if String(id.map { $0 == "_" ? " " : $0 }) != name { lines.append("name: " + YAMLText.quoted(name)) }
        if let area = area(of: device) { lines.append("area: " + area.id) }
        if let address, address != id { lines.append("address: " + YAMLText.quoted(address)) }
        return Proposal.Entry(id: id, family: device.family, key: device.key, profile: profile, lines: lines)
    }

    /// Notes that the names are taken now.
    mutating func take(_ entry: Proposal.Entry, _ profile: Proposal.Profile) {
        ids.insert(entry.id)
        let prefix = "name: "
        let name = entry.lines.first { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count + 1).dropLast()) }
        spoken.insert(Self.heard(name ?? entry.id))
        profiles[profile.name] = profile.text
    }

    /// The area of the home that its maker was told, or whose name its own name begins with.
    private func area(of device: DeviceDescription) -> Area? {
        let told = [device.area].compactMap(\.self).map(Self.heard)
        let own = Self.heard(device.name)
        return areas.first { area in
            let names = [Self.heard(area.id), Self.heard(area.name)]
            return names.contains { told.contains($0) || own.hasPrefix($0 + " ") }
        }
    }

    /// A name as people hear it: without case and spacing.
    static func heard(_ name: String) -> String {
        name.lowercased().split { $0.isWhitespace || $0 == "_" || $0 == "-" }.joined(separator: " ")
    }
}

/// Recognises devices that the home has: by the topics on which they report, or which they obey.
struct KnownTopics {
    private var reports: [String: String] = [:]
    private var commands: [String: String] = [:]

    init(_ home: ApplianceHome) {
        for device in home.devices {
            for topic in home.reportTopics(of: device.id) { reports[topic] = reports[topic] ?? device.id }
            for topic in home.commandTopics(of: device.id) { commands[topic] = commands[topic] ?? device.id }
        }
    }

    /// The device of the home that is this one.
    func device(like device: DeviceDescription) -> String? {
        let topics = device.reportTopics
        if topics.isEmpty { return device.commandTopics.lazy.compactMap { commands[$0] }.first }
        return topics.lazy.compactMap { reports[$0] }.first
    }
}
