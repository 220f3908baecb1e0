#if canImport(Glibc)
    import Glibc
#endif

/// What a machine says about itself, read once at the start.
public struct BoardFacts: Sendable, Hashable {
    /// `x86-64` or `arm64`: what the program was built for.
    public var architecture: String
    /// The text of `/proc/device-tree/model`, which boards have and personal computers do not.
    public var deviceTreeModel: String?
    /// The part numbers of the processor's cores (ARM), such as `0xd0b` for a Cortex-A76.
    public var cpuParts: Set<String>
    /// The name of the processor, if it tells one.
    public var cpuName: String?
    /// The processor's features by the kernel's names: `avx2`, `asimddp`.
    public var flags: Set<String>
    /// How many cores this process may use.
    public var cores: Int
    /// The memory of the machine in MiB.
    public var memoryMiB: Int

    /// Facts as given, for tests and tools.
    public init(
        architecture: String, deviceTreeModel: String? = nil, cpuParts: Set<String> = [], cpuName: String? = nil,
        flags: Set<String> = [], cores: Int, memoryMiB: Int
    ) {
        self.architecture = architecture
        self.deviceTreeModel = deviceTreeModel
        self.cpuParts = cpuParts
        self.cpuName = cpuName
        self.flags = flags
        self.cores = cores
        self.memoryMiB = memoryMiB
    }

    /// The facts of this machine. `root` is a folder that stands for `/`, for tests.
    public static func read(root: String = "") -> BoardFacts {
        let processors = TextFile.read(root + "/proc/cpuinfo") ?? ""
        var facts = BoardFacts(architecture: ownArchitecture, cores: usableCores, memoryMiB: 0)
        for line in processors.split(separator: "\n") {
            guard let (key, value) = Self.field(of: line) else { continue }
            switch key {
            case "CPU part": facts.cpuParts.insert(value.lowercased())
            case "flags", "Features": facts.flags.formUnion(value.split(separator: " ").map(String.init))
            case "model name": facts.cpuName = facts.cpuName ?? value
            default: break
            }
        }
        let model = TextFile.read(root + "/proc/device-tree/model")
        facts.deviceTreeModel = model.map { String($0.prefix { $0 != "\0" }) }
        for line in (TextFile.read(root + "/proc/meminfo") ?? "").split(separator: "\n") {
            guard let (key, value) = Self.field(of: line), key == "MemTotal" else { continue }
            facts.memoryMiB = (Int(value.prefix { $0.isNumber }) ?? 0) / 1024
        }
        return facts
    }

    /// The name of the architecture that this program runs on.
    public static var ownArchitecture: String {
        #if arch(x86_64)
            "x86-64"
        #elseif arch(arm64)
            "arm64"
        #else
            "unknown"
        #endif
    }

    /// The cores that the process is allowed to use: a container may have fewer than the machine.
    private static var usableCores: Int {
        let fields = (TextFile.read("/proc/self/status") ?? "").split(separator: "\n").compactMap(field(of:))
        let mask = fields.first { $0.key == "Cpus_allowed" }?.value ?? ""
        let allowed = mask.reduce(0) { $0 + ($1.hexDigitValue ?? 0).nonzeroBitCount }
        let online = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        return max(1, allowed == 0 ? online : min(allowed, online))
    }

    private static func field(of line: Substring) -> (key: String, value: String)? {
        guard let colon = line.firstIndex(of: ":") else { return nil }
        return (line[..<colon].trimmed, line[line.index(after: colon)...].trimmed)
    }
}

extension StringProtocol {
    /// The text without white space at its ends.
    var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
