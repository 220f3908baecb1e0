import Glibc

/// The reference numbers: `TRIVET_REFERENCE`, else `../shared/reference` beside the package.
enum Reference {
    /// The folder, if it is there.
    static let folder: String? = {
        if let path = getenv("TRIVET_REFERENCE") { return String(cString: path) }
        var package = #filePath[...]
        for _ in 0..<4 { package = package[..<package.lastIndex(of: "/")!] }
        let path = package + "/../shared/reference"
        return access(path + "/unit_vectors.json", R_OK) == 0 ? String(path) : nil
    }()

    /// The path of a file; nil, and a word about it, if it is not there.
    static func path(_ name: String) -> String? {
        if let folder, access(folder + "/" + name, R_OK) == 0 { return folder + "/" + name }
        print("skipped: \(name) of the reference is not there; set TRIVET_REFERENCE to the folder that has it")
        return nil
    }
}
