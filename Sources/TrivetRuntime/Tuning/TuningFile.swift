import JSONText
public import ModelFile
import TernaryInference

/// What `trivet tune` found out, kept in a file of its own in the data folder: `tuning.json`. Nobody edits it; where it is
/// missing, damaged, of another machine or of another version of the program, it is as good as none.
public struct TuningFile: Sendable, Hashable {
    /// What is best for the models of a shape.
    public struct Entry: Sendable, Hashable {
        /// The sizes of the layers: `2560x6912x30`.
        public var shape: String
        /// How the body was stored.
        public var encoding: TensorEncoding
        /// The instruction set.
        public var instructionSet: String
        /// How many threads.
        public var threads: Int

        /// An entry.
        public init(_ way: TuningWay, for shape: ModelShape) {
            self.shape = Self.name(of: shape)
            encoding = way.encoding
            instructionSet = way.instructionSet
            threads = way.threads
        }

        fileprivate init?(_ json: JSON) {
            guard let shape = json["shape"]?.string, let body = json["body"]?.integer.flatMap(UInt32.init(exactly:)),
                let encoding = TensorEncoding(rawValue: body), encoding.isTernary,
                let instructionSet = json["kernels"]?.string,
                let threads = json["threads"]?.integer, (1...256).contains(threads)
            else { return nil }
            self.shape = shape
            self.encoding = encoding
            self.instructionSet = instructionSet
            self.threads = threads
        }

        fileprivate var json: JSON {
            [
                "shape": .string(shape), "body": .number(Int(encoding.rawValue)), "kernels": .string(instructionSet),
                "threads": .number(threads),
            ]
        }

        fileprivate static func name(of shape: ModelShape) -> String {
            "\(shape.hidden)x\(shape.feedForward)x\(shape.layers)"
        }
    }

    /// The machine that was measured.
    public let machine: String
    /// What was found, one entry for a shape and a layout.
    public private(set) var entries: [Entry]

    /// Nothing was found yet on this machine.
    public init(on facts: BoardFacts) {
        machine = facts.identity
        entries = []
    }

    /// What a file says, if it is of this machine and this version of the program.
    public init(reading folder: String, on facts: BoardFacts) {
        self.init(on: facts)
        guard let bytes = TextFile.bytes(Self.path(in: folder), limit: 1 << 20), let json = try? JSON(parsing: bytes),
            json["format"] == 1, json["trivet"]?.string == TrivetVersion.current, json["machine"]?.string == machine
        else { return }
        entries = (json["entries"]?.array ?? []).compactMap(Entry.init)
    }

    /// The path of the file in a data folder.
    public static func path(in folder: String) -> String { folder + "/tuning.json" }

    /// What was found for a shape and a layout.
    public func entry(for shape: ModelShape, _ encoding: TensorEncoding) -> Entry? {
        entries.first { $0.shape == Entry.name(of: shape) && $0.encoding == encoding }
    }

    /// Puts an entry in the place of what was found earlier for the same.
    public mutating func put(_ entry: Entry) {
        entries.removeAll { $0.shape == entry.shape && $0.encoding == entry.encoding }
        entries.append(entry)
    }

    /// Writes the file, whole or not at all.
    public func write(to folder: String) throws(FileError) {
        let json: JSON = [
            "format": 1, "trivet": .string(TrivetVersion.current), "machine": .string(machine),
            "entries": .array(entries.map(\.json)),
        ]
        try TextFile.makeFolder(folder)
        try TextFile.replace(Self.path(in: folder), with: Array((json.serialized(pretty: true) + "\n").utf8))
    }
}

extension BoardFacts {
    /// What tells this machine from others: kind, processor, features, cores.
    public var identity: String {
        let features = flags.sorted().joined(separator: " ")
        let digits = String(Checksum.of(Array(features.utf8).span.bytes), radix: 16)
        let parts = [architecture, deviceTreeModel, cpuName].compactMap(\.self) + cpuParts.sorted()
        return (parts + ["\(cores) cores", "features \(digits)"]).joined(separator: ", ")
    }
}

extension BoardProfile {
    /// The profile with what `trivet tune` found out in place of what it leaves to the program. What it does say holds: more
    /// threads or a higher instruction set than it allows are not taken.
    public func tuned(by entry: TuningFile.Entry?, on facts: BoardFacts) -> BoardProfile {
        guard let entry else { return self }
        var profile = self
        profile.tunedThreads = min(entry.threads, threads ?? facts.cores, facts.cores)
        if let allowed = try? InstructionSets.available(cap: isa), allowed.contains(entry.instructionSet) {
            profile.isa = entry.instructionSet
        }
        return profile
    }
}

extension MappedModel {
    /// How the body of the model is stored.
    var bodyEncoding: TensorEncoding? { tensor("layer.0.gate")?.encoding }
}
