public import YAMLReader

/// Why a home cannot be loaded: every mistake in its files.
public struct HomeLoadingError: Error, Sendable, CustomStringConvertible {
    /// The mistakes, by file and place.
    public var diagnostics: [Diagnostic]

    /// One mistake a line.
    public var description: String { diagnostics.map(\.description).joined(separator: "\n") }
}

/// What a file describes.
public enum FileKind: Sendable, Hashable {
    /// A home: broker, areas, devices.
    case home
    /// A device profile.
    case profile
    /// Something else.
    case other
}

/// Reads the files of a home.
public enum HomeFiles {
    /// The home in a file, with the profiles that it names.
    public static func load(_ path: String) throws(HomeLoadingError) -> ApplianceHome {
        var reading = HomeReading()
        let home = reading.readHome(path)
        guard let home, reading.diagnostics.isEmpty else {
            throw HomeLoadingError(diagnostics: reading.diagnostics.sorted())
        }
        return home
    }

    /// Every mistake in files and folders: homes are checked together with the profiles that they name.
    public static func check(_ paths: [String]) -> [Diagnostic] {
        var reading = HomeReading()
        for path in paths {
            guard FileBytes.isFolder(path) else {
                reading.check(path)
                continue
            }
            let files = FileBytes.yamlFiles(in: path) ?? []
            if files.isEmpty {
                reading.note(Diagnostic(file: path, message: "there is no .yaml file in this folder"))
            }
            for file in files { reading.check(file) }
        }
        return Array(Set(reading.diagnostics)).sorted()
    }

    /// What a file describes, by its keys. A file that cannot be read is `other`.
    public static func kind(of path: String) -> FileKind {
        guard let bytes = try? readBytes(of: path) else { return .other }
        return kind(of: YAMLDocument(parsing: bytes, file: path))
    }

    /// The bytes of a configuration file.
    public static func readBytes(of path: String, maximumBytes: Int = 1 << 20) throws(Diagnostic) -> [UInt8] {
        try FileBytes.read(path, maximumBytes: maximumBytes)
    }

    /// What a document describes: the kind of which it has more keys.
    static func kind(of document: YAMLDocument) -> FileKind {
        guard case .mapping(let entries) = document.root?.content else { return .other }
        let keys = Set(entries.map(\.key))
        let home = keys.intersection(["node", "broker", "devices", "areas", "agent"]).count
        let profile = keys.intersection([
            "type", "properties", "verbs", "availability", "limits", "state", "parameters", "request_state", "confirm",
        ]).count
        if home == 0, profile == 0 { return .other }
        return home >= profile ? .home : .profile
    }
}
