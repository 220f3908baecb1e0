import YAMLReader

/// The text of a device profile with its name.
public struct ProfileSource: Sendable, Hashable {
    /// Folder and file without the ending: `zigbee2mqtt/bulb`.
    public var name: String
    /// The whole file.
    public var text: String

    /// A profile that is no file.
    public init(name: String, text: String) {
        self.name = name
        self.text = text
    }
}

extension ApplianceHome {
    /// The home with more devices: `devices` is a mapping as in a home's file, `profiles` are those that they name and that
    /// the home does not have. Every mistake is reported, as with files.
    public func adding(devices: String, profiles: [ProfileSource]) throws(HomeLoadingError) -> ApplianceHome {
        var diagnostics: [Diagnostic] = []
        var known = self.profiles
        for source in profiles where !known.contains(where: { $0.name == source.name }) {
            let document = YAMLDocument(parsing: Array(source.text.utf8), file: source.name + ".yaml")
            let (profile, mistakes) = ProfileReader.read(document, name: source.name)
            diagnostics += mistakes
            if let profile { known.append(profile) }
        }
        var configuration = self.configuration
        let document = YAMLDocument(parsing: Array(devices.utf8), file: "devices")
        let context = YAMLContext(file: document.file)
        if let root = document.root, let reader = MappingReader(root, of: "the devices", in: context) {
            configuration.devices += HomeReader(context: context).devices(reader, areas: configuration.areas)
            reader.finish()
        }
        diagnostics += document.diagnostics + context.diagnostics
        HomeReader(context: context).checkNames(configuration.devices)
        for device in configuration.devices where !known.contains(where: { $0.name == device.profile }) {
            context.report("there is no profile \"\(device.profile)\"", at: device.places.profile)
        }
        diagnostics += context.diagnostics
        if diagnostics.isEmpty { diagnostics += HomeChecker(home: configuration, profiles: known).diagnostics() }
        guard diagnostics.isEmpty else { throw HomeLoadingError(diagnostics: Array(Set(diagnostics)).sorted()) }
        return ApplianceHome(configuration: configuration, profiles: known)
    }

    /// The topics on which a device reports its properties, each once, sorted; not those that say whether it is there.
    public func reportTopics(of device: String) -> [String] {
        guard let bound = bindings[device] else { return [] }
        return Set(bound.properties.compactMap { $0.state?.topic.text(with: [:]) }).sorted()
    }
}
