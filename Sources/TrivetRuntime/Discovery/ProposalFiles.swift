public import Appliances
public import DeviceDiscovery

#if canImport(Glibc)
    import Glibc
#endif

/// The files of a proposal: what is there already, and what is added. No file that exists is ever changed.
public struct ProposalFiles: Sendable {
    /// The home's file.
    public let home: String
    /// The folder of the device profiles.
    public let profileFolder: String

    /// The files of a home.
    public init(_ configuration: HomeConfiguration) {
        home = configuration.file
        profileFolder = Self.plain(configuration.profileFolder)
    }

    /// The path without ways there and back: config/../devices is devices.
    private static func plain(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
        }
        let joined = parts.joined(separator: "/")
        return path.hasPrefix("/") ? "/" + joined : joined.isEmpty ? "." : joined
    }

    /// The profiles that an earlier discovery has written, by their names.
    public var existing: [String: String] {
        var texts: [String: String] = [:]
        for name in TextFile.names(in: profileFolder + "/discovered") ?? [] where name.hasSuffix(".yaml") {
            let profile = "discovered/" + name.dropLast(5)
            texts[profile] = TextFile.read(path(of: profile))
        }
        return texts
    }

    /// Where a profile is written.
    public func path(of profile: String) -> String { "\(profileFolder)/\(profile).yaml" }

    /// Where the entries are written, to be looked over and copied: beside the home's file.
    public var entriesPath: String {
        let base = home.hasSuffix(".yaml") ? String(home.dropLast(5)) : home
        var number = 1
        while true {
            let path = number == 1 ? "\(base).discovered.yaml" : "\(base).discovered-\(number).yaml"
            if !TextFile.exists(path) { return path }
            number += 1
        }
    }

    /// The entries as a home of their own, so that it can be checked as it stands.
    public static func entriesText(_ proposal: Proposal, for configuration: HomeConfiguration) -> String {
        let folder = configuration.profileFolder
        let base = TextFile.folder(of: configuration.file) + "/"
        var text = "# Devices that \"trivet devices discover\" found. Copy what you want into \(configuration.file).\n"
        text += "profiles: \"\(folder.hasPrefix(base) ? String(folder.dropFirst(base.count)) : folder)\"\n"
        let areas = configuration.areas.filter { area in
            proposal.entries.contains { $0.lines.contains("area: " + area.id) }
        }
        if !areas.isEmpty { text += "areas:\n" + areas.map { "  \($0.id): {}\n" }.joined() }
        return text + proposal.devicesText
    }

    /// Writes the profiles that are not there yet, and the entries into a new file; gives the paths.
    public func write(_ proposal: Proposal, for configuration: HomeConfiguration) throws(FileError) -> [String] {
        var written: [String] = []
        for profile in proposal.newProfiles {
            try create(path(of: profile.name), profile.text)
            written.append(path(of: profile.name))
        }
        if !proposal.entries.isEmpty {
            let path = entriesPath
            try create(path, Self.entriesText(proposal, for: configuration))
            written.append(path)
        }
        return written
    }

    /// Writes a file that must not exist.
    private func create(_ path: String, _ text: String) throws(FileError) {
        try TextFile.makeFolder(TextFile.folder(of: path))
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard file >= 0 else { throw FileError(path: path, operation: "create", code: errno) }
        defer { close(file) }
        try TextFile.append(Array(text.utf8), to: file, path: path)
    }

    /// The text of the home's file.
    public var homeText: String? { TextFile.read(home) }
}
