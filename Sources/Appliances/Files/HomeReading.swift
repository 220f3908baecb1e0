import YAMLReader

/// One run over the files of homes and profiles: every file is read once, every mistake is kept.
struct HomeReading {
    private(set) var diagnostics: [Diagnostic] = []

    private var profiles: [String: DeviceProfile?] = [:]

    /// Notes a mistake.
    mutating func note(_ diagnostic: Diagnostic) {
        diagnostics.append(diagnostic)
    }

    /// Reads a file of either kind.
    mutating func check(_ path: String) {
        guard let document = document(path) else { return }
        switch HomeFiles.kind(of: document) {
        case .home: _ = home(document)
        case .profile: _ = profile(document, name: Paths.profileName(of: path))
        case .other:
            diagnostics += document.diagnostics
            guard document.diagnostics.isEmpty else { return }
            let message =
                "this is neither a home (broker:, areas:, devices:) nor a device profile (type:, properties:, verbs:)"
            note(Diagnostic(file: path, at: document.root?.position ?? .start, message: message))
        }
    }

    /// Reads a home with its profiles.
    mutating func readHome(_ path: String) -> ApplianceHome? {
        guard let document = document(path) else { return nil }
        return home(document)
    }

    private mutating func home(_ document: YAMLDocument) -> ApplianceHome? {
        let (home, mistakes) = HomeReader.read(document)
        diagnostics += mistakes
        guard let home else { return nil }
        if !home.devices.isEmpty, !FileBytes.isFolder(home.profileFolder) {
            let message = "the folder of device profiles \(home.profileFolder) does not exist; name it with profiles:"
            note(Diagnostic(file: home.file, at: document.root?["profiles"]?.position ?? .start, message: message))
            return nil
        }
        var used: [DeviceProfile] = []
        for device in home.devices {
            guard let profile = profile(of: device, in: home) else { continue }
            if !used.contains(where: { $0.name == profile.name }) { used.append(profile) }
        }
        diagnostics += HomeChecker(home: home, profiles: used).diagnostics()
        return ApplianceHome(configuration: home, profiles: used)
    }

    private mutating func profile(of device: ConfiguredDevice, in home: HomeConfiguration) -> DeviceProfile? {
        let path = home.profileFolder + "/" + device.profile + ".yaml"
        let parts = device.profile.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && $0 != ".." && $0 != "." }) else {
            let message = "the profile must be a folder and a file, such as zigbee2mqtt/bulb, not \"\(device.profile)\""
            note(Diagnostic(file: home.file, at: device.places.profile, message: message))
            return nil
        }
        if let known = profiles[path] { return known }
        guard FileBytes.exists(path) else {
            note(Diagnostic(file: home.file, at: device.places.profile, message: missing(device.profile, home, path)))
            return nil
        }
        guard let document = document(path) else { return nil }
        return profile(document, name: device.profile)
    }

    private func missing(_ name: String, _ home: HomeConfiguration, _ path: String) -> String {
        let known = (FileBytes.yamlFiles(in: home.profileFolder) ?? []).map(Paths.profileName(of:))
        let advice =
            suggestion(for: name, among: known).map { "did you mean \($0)?" } ?? "write it, or name another one"
        return "there is no profile \"\(name)\" (\(path)); \(advice)"
    }

    private mutating func profile(_ document: YAMLDocument, name: String) -> DeviceProfile? {
        if let known = profiles[document.file] { return known }
        let (profile, mistakes) = ProfileReader.read(document, name: name)
        diagnostics += mistakes
        profiles[document.file] = .some(profile)
        return profile
    }

    private mutating func document(_ path: String) -> YAMLDocument? {
        do throws(Diagnostic) {
            return YAMLDocument(parsing: try HomeFiles.readBytes(of: path), file: path)
        } catch {
            note(error)
            return nil
        }
    }
}
