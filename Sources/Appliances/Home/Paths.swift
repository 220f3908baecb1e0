/// Paths of files, as text.
enum Paths {
    /// A path that a file names, seen from the folder of that file.
    static func join(_ file: String, _ path: String) -> String {
        guard !path.hasPrefix("/") else { return path }
        let folder = Self.folder(of: file)
        return folder.isEmpty ? path : folder + "/" + path
    }

    /// The folder of a file; empty for a bare name.
    static func folder(of file: String) -> String {
        guard let slash = file.lastIndex(of: "/") else { return "" }
        return slash == file.startIndex ? "/" : String(file[..<slash])
    }

    /// The last part of a path.
    static func lastPart(of path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }

    /// The name of a profile: folder and file without the ending.
    static func profileName(of file: String) -> String {
        let parts = file.split(separator: "/").suffix(2).map(String.init)
        let name = parts.joined(separator: "/")
        return name.hasSuffix(".yaml") ? String(name.dropLast(5)) : name
    }
}
