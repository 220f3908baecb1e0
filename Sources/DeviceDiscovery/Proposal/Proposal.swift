public import Appliances
import YAMLReader

/// What would have to be written for everything that was found to be usable: new device profiles and entries of the home.
/// Nothing that is there is changed.
public struct Proposal: Sendable {
    /// A device profile.
    public struct Profile: Sendable, Hashable {
        /// Folder and file without the ending: `discovered/ikea_led1624g9`.
        public var name: String
        /// The whole file.
        public var text: String
        /// False if such a file is there already.
        public var isNew: Bool
    }

    /// A device as an entry of the home's file.
    public struct Entry: Sendable, Hashable {
        /// The key in the home's file.
        public var id: String
        /// Who announced it.
        public var family: DiscoveryFamily
        /// What its maker calls it.
        public var key: String
        /// The name of its profile.
        public var profile: String
        /// Its lines in the home's file, without the key and without indentation.
        public var lines: [String]

        /// The entry as it stands under `devices:`.
        public var text: String {
            (["  " + YAMLText.key(id) + ":"] + lines.map { "    " + $0 }).joined(separator: "\n") + "\n"
        }
    }

    /// A device that the home has already.
    public struct Known: Sendable, Hashable {
        /// Who announced it.
        public var family: DiscoveryFamily
        /// What its maker calls it.
        public var key: String
        /// What it is called in the home's file.
        public var id: String
    }

    /// The profiles that the entries name.
    public private(set) var profiles: [Profile] = []
    /// The devices that the home does not have yet.
    public private(set) var entries: [Entry] = []
    /// The devices that it has already.
    public private(set) var known: [Known] = []
    /// What cannot be used, with the reasons.
    public private(set) var unmapped: [Unmapped] = []

    /// The profiles that are not there yet.
    public var newProfiles: [Profile] { profiles.filter(\.isNew) }

    /// The entries as a mapping under `devices:`.
    public var devicesText: String {
        entries.isEmpty ? "" : "devices:\n" + entries.map(\.text).joined()
    }

    /// The home with the devices that were found. What its own readers would refuse is never in a proposal, so this
    /// only throws if the home has changed meanwhile.
    public func applied(to home: ApplianceHome) throws(HomeLoadingError) -> ApplianceHome {
        try home.adding(devices: devicesText, profiles: profiles.map { ProfileSource(name: $0.name, text: $0.text) })
    }

    /// A proposal for a home.
    ///
    /// - Parameters:
    ///   - report: What was found.
    ///   - home: The home as it is.
    ///   - existing: The texts of the profiles that are there, by their names.
    public init(_ report: DiscoveryReport, for home: ApplianceHome, existing: [String: String] = [:]) {
        unmapped = report.unmapped
        var naming = Naming(home: home, existing: existing)
        let recognised = KnownTopics(home)
        var empty = home.configuration
        empty.devices = []
        let checker = ApplianceHome(configuration: empty, profiles: [])
        for device in report.devices {
            if let id = recognised.device(like: device) {
                known.append(Known(family: device.family, key: device.key, id: id))
                continue
            }
            let text = ProfileText(device)
            let profile = naming.profile(for: text)
            let entry = naming.entry(for: device, address: text.address, profile: profile.name)
            let source = ProfileSource(name: profile.name, text: profile.text)
            do throws(HomeLoadingError) {
                _ = try checker.adding(devices: "devices:\n" + entry.text, profiles: [source])
            } catch {
                let reason = error.diagnostics.first?.message ?? "its profile has mistakes"
                unmapped.append(Unmapped(family: device.family, device: device.name, reason: reason))
                continue
            }
            if !profiles.contains(profile) { profiles.append(profile) }
            entries.append(entry)
            naming.take(entry, profile)
        }
        settle(with: home)
    }

    /// Leaves out devices that get in the way of others: two that obey the same message.
    private mutating func settle(with home: ApplianceHome) {
        guard (try? applied(to: home)) == nil else { return }
        let all = entries
        entries = []
        for entry in all {
            entries.append(entry)
            do throws(HomeLoadingError) {
                _ = try applied(to: home)
            } catch {
                entries.removeLast()
                let reason = error.diagnostics.first?.message ?? "it gets in the way of another device"
                unmapped.append(Unmapped(family: entry.family, device: entry.id, reason: reason))
            }
        }
        profiles.removeAll { profile in !entries.contains { $0.profile == profile.name } }
    }
}
