import JSONText

/// The files of a published checkpoint: `config.json`, the weights in one file or in several with an index, and a tokenizer
/// if there is one.
struct CheckpointFolder {
    let path: String
    /// The files with weights, by name in the folder.
    let weightFiles: [String]
    /// In which of the files each tensor lies, where an index tells.
    let fileOfTensor: [String: Int]?
    /// The tokenizer, if there is one.
    let tokenizerPath: String?

    private static let single = "model.safetensors"
    private static let index = "model.safetensors.index.json"

    /// Looks at a folder, or at the folder of a file of weights.
    init(path: String) throws(ModelFileError) {
        var folder = path
        var single = Self.single
        if let slash = path.lastIndex(of: "/"), path.hasSuffix(".safetensors") {
            folder = String(path[..<slash])
            single = String(path[path.index(after: slash)...])
        } else if path.hasSuffix(".safetensors") {
            (folder, single) = (".", path)
        }
        while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
        self.path = folder
        if System.exists("\(folder)/\(single)") || !System.exists("\(folder)/\(Self.index)") {
            weightFiles = [single]
            fileOfTensor = nil
        } else {
            (weightFiles, fileOfTensor) = try Self.readIndex("\(folder)/\(Self.index)")
        }
        tokenizerPath = ["tokenizer.json", "tokenizer.model"].map { "\(folder)/\($0)" }.first(where: System.exists)
    }

    /// The folder's own name.
    var name: String {
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        return name == "." || name == ".." || name.isEmpty ? "unnamed" : name
    }

    /// All files.
    var files: [String] {
        (["config.json", Self.index] + weightFiles).map { "\(path)/\($0)" }.filter(System.exists)
            + [tokenizerPath].compactMap(\.self)
    }

    private static func readIndex(_ path: String) throws(ModelFileError) -> ([String], [String: Int]) {
        let json = try json(path, limit: 64 << 20)
        guard let map = json["weight_map"]?.object, !map.isEmpty else {
            throw ModelFileError(path: path, problem: .json(field: "the file", what: "has no object weight_map"))
        }
        var files: [String] = []
        var numbers: [String: Int] = [:]
        var places: [String: Int] = [:]
        for member in map {
            guard let file = member.value.string, !file.isEmpty, !file.contains("/"), file != ".." else {
                throw ModelFileError(
                    path: path,
                    problem: .json(
                        field: "the file of \(member.key)", what: "should be the name of a file in the same folder"))
            }
            if numbers[file] == nil {
                numbers[file] = files.count
                files.append(file)
            }
            places[member.key] = numbers[file]
        }
        guard files.count <= 1_000 else {
            throw ModelFileError(
                path: path, problem: .tooLarge(field: "the list of files", limit: 1_000, actual: UInt64(files.count)))
        }
        return (files, places)
    }

    /// Reads a JSON file.
    static func json(_ path: String, limit: UInt64) throws(ModelFileError) -> JSON {
        let file = try MappedFile(path: path)
        guard UInt64(file.byteCount) <= limit else {
            throw ModelFileError(
                path: path, problem: .tooLarge(field: "the file", limit: limit, actual: UInt64(file.byteCount)))
        }
        let parsed: Result<JSON, JSONError> = file.withBytes { bytes in
            bytes.withUnsafeBytes { buffer in
                Result { () throws(JSONError) in
                    try JSON(parsing: buffer, limits: JSON.Limits(maximumDepth: 64, maximumBytes: Int(limit)))
                }
            }
        }
        switch parsed {
        case .success(let json): return json
        case .failure(let error): throw ModelFileError(path: path, problem: .json(field: "the file", what: "\(error)"))
        }
    }
}
