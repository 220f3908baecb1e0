import Appliances
public import YAMLReader

#if canImport(Glibc)
    import Glibc
#endif

/// Finds every mistake in the files that users write, of all three kinds.
public enum FileCheck {
    /// Checks files and folders; tells how many files were read and what is wrong with them.
    public static func run(_ paths: [String]) -> (files: Int, mistakes: [Diagnostic]) {
        var boards: [String] = []
        var others: [String] = []
        for path in paths.flatMap({ files(under: $0) }) {
            if isBoardProfile(path) { boards.append(path) } else { others.append(path) }
        }
        var mistakes = HomeFiles.check(others)
        for path in boards {
            guard let bytes = TextFile.bytes(path, limit: 1 << 20) else {
                let reason = FileError(path: path, operation: "read", code: errno).description
                mistakes.append(Diagnostic(file: path, message: reason))
                continue
            }
            mistakes += BoardProfile.parse(bytes, file: path).mistakes
        }
        return (boards.count + others.count, mistakes.sorted())
    }

    /// The files of a folder and its folders; a path that is no folder stands for itself.
    private static func files(under path: String) -> [String] {
        guard let names = TextFile.names(in: path) else { return [path] }
        return names.flatMap { name in
            let inner = path + "/" + name
            return TextFile.names(in: inner) != nil ? files(under: inner) : name.hasSuffix(".yaml") ? [inner] : []
        }
    }

    private static func isBoardProfile(_ path: String) -> Bool {
        guard HomeFiles.kind(of: path) == .other else { return false }
        if TextFile.folder(of: path).hasSuffix("firmware-profiles") { return true }
        return TextFile.read(path)?.split(separator: "\n").contains { $0.hasPrefix("board:") } ?? false
    }
}
