import Appliances
public import YAMLReader

extension BoardProfile {
    private enum ISA: String, CaseIterable {
        case auto, scalar, avx2, avxvnni, avx512vnni, neon, dotprod, i8mm
    }

    private enum Precision: String, CaseIterable {
        case auto, f32, f16, int8
    }

    /// Reads a profile. Every mistake ends up in the second part; the profile is nil if there is any.
    public static func parse(_ bytes: [UInt8], file: String) -> (profile: BoardProfile?, mistakes: [Diagnostic]) {
        let document = YAMLDocument(parsing: bytes, file: file)
        let context = YAMLContext(file: file)
        guard document.diagnostics.isEmpty else { return (nil, document.diagnostics) }
        guard let root = document.root else {
            context.report("the file is empty; a board profile needs at least \"board\" and \"match\"", at: .start)
            return (nil, context.diagnostics)
        }
        let profile = MappingReader(root, of: "a board profile", in: context).flatMap(Self.init(reading:))
        return (context.diagnostics.isEmpty ? profile : nil, context.diagnostics)
    }

    /// Reads every profile of a folder; a folder that is not there is an empty one.
    public static func load(folder: String) -> (profiles: [BoardProfile], mistakes: [Diagnostic]) {
        var profiles: [BoardProfile] = []
        var mistakes: [Diagnostic] = []
        for name in TextFile.names(in: folder) ?? [] where name.hasSuffix(".yaml") {
            let path = folder + "/" + name
            guard let bytes = TextFile.bytes(path, limit: 1 << 20) else {
                mistakes.append(Diagnostic(file: path, message: "cannot be read; check its permissions"))
                continue
            }
            let (profile, found) = parse(bytes, file: path)
            if let profile { profiles.append(profile) }
            mistakes += found
        }
        return (profiles, mistakes)
    }

    private init?(reading reader: MappingReader) {
        let name = reader.requiredString("board", example: "board: raspberry-pi-5")
        let summary = reader.string("description")
        let match = reader.mapping("match", of: "the match of a board profile")
        if !reader.keys.contains("match") { reader.reportMissing("match", example: "match: {architecture: arm64}") }
        let threads = reader.node("threads")?.scalar?.text == "auto" ? nil : reader.integer("threads", in: 1...64)
        let isa = reader.choice("isa", as: ISA.self)
        func isAuto(_ key: String) -> Bool { reader.node(key)?.scalar?.text == "auto" }
        let context = isAuto("context_tokens") ? nil : reader.integer("context_tokens", in: 128...32_768)
        let precision = reader.choice("kv_cache", as: Precision.self)
        let memory = isAuto("memory_budget_mib") ? nil : reader.integer("memory_budget_mib", in: 16...65_536)
        let conditions = match.map(Match.init(reading:))
        reader.finish()
        guard let name, let conditions else { return nil }
        self.init(
            name: name, summary: summary ?? name, match: conditions, threads: threads,
            isa: isa == .auto ? nil : isa?.rawValue, contextTokens: context,
            cachePrecision: precision.flatMap { CachePrecision(rawValue: $0.rawValue) }, memoryBudgetMiB: memory)
    }
}

extension BoardProfile.Match {
    private enum Architecture: String, CaseIterable {
        case x86 = "x86-64"
        case arm64
    }

    fileprivate init(reading reader: MappingReader) {
        architecture = reader.choice("architecture", as: Architecture.self)?.rawValue
        deviceTree = reader.string("device_tree")
        cpuParts = (reader.strings("cpu_part") ?? []).map { $0.lowercased() }
        flags = reader.strings("flags") ?? []
        for part in cpuParts where !part.hasPrefix("0x") {
            reader.report(
                "\"\(part)\" is no part number; write it as /proc/cpuinfo does, such as 0xd0b", at: "cpu_part")
        }
        reader.finish()
    }
}
