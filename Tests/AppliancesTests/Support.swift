import ApplianceVocabulary
import Appliances
import Testing
import YAMLReader

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Files of the repository.
enum Repository {
    /// The folder of the package.
    static let root: String = {
        let parts = #filePath.split(separator: "/").dropLast(3)
        return "/" + parts.joined(separator: "/")
    }()

    static let demo = root + "/config/demo.yaml"
    static let devices = root + "/devices"

    /// The home of the demonstration.
    static func demoHome() throws -> ApplianceHome { try HomeFiles.load(demo) }
}

/// A folder that exists as long as the value.
struct TemporaryFolder: ~Copyable {
    let path: String

    init() {
        var template = Array("/tmp/trivet-test-XXXXXX".utf8CString)
        path = template.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress, let made = mkdtemp(base) else { return "/tmp" }
            return String(cString: made)
        }
    }

    deinit {
        var pending = [path]
        var folders: [String] = []
        while let folder = pending.popLast() {
            folders.append(folder)
            guard let directory = opendir(folder) else { continue }
            while let entry = readdir(directory) {
                let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                    String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
                }
                guard name != ".", name != ".." else { continue }
                if unlink(folder + "/" + name) != 0 { pending.append(folder + "/" + name) }
            }
            closedir(directory)
        }
        for folder in folders.reversed() { rmdir(folder) }
    }

    /// Writes a file, with the folders on its way.
    func write(_ name: String, _ text: String) {
        write(name, bytes: Array(text.utf8))
    }

    func write(_ name: String, bytes: [UInt8]) {
        var folder = path
        for part in name.split(separator: "/").dropLast() {
            folder += "/" + part
            mkdir(folder, 0o700)
        }
        guard let file = fopen(path + "/" + name, "w") else { return }
        fwrite(bytes, 1, bytes.count, file)
        fclose(file)
    }

    /// A home of one device `thing` at `address: thing` with the given profile, and more lines of the device.
    func home(profile: String, device: String = "") throws -> ApplianceHome {
        write("devices/test/thing.yaml", profile)
        write("config/home.yaml", "devices:\n  thing:\n    profile: test/thing\n\(device)")
        return try HomeFiles.load(path + "/config/home.yaml")
    }
}

/// A generator with a seed, so that a failure can be repeated.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// `topic payload`, with `!` before a retained message.
func line(_ message: OutgoingMessage) -> String {
    (message.retain ? "!" : "") + message.topic + " " + message.text
}

extension Action {
    static func set(_ device: String, _ property: String, _ value: Value) -> Action {
        Action(device: device, operation: .set(property: property, value: value))
    }

    static func perform(_ device: String, _ verb: String, _ arguments: [String: Value] = [:]) -> Action {
        Action(device: device, operation: .perform(verb: verb, arguments: arguments))
    }

    static func adjust(_ device: String, _ property: String, _ direction: Direction, _ amount: Double? = nil) -> Action
    {
        Action(device: device, operation: .adjust(property: property, direction: direction, amount: amount))
    }
}

/// A reason as a short text: the rule of a policy, or the kind of refusal.
func reason(_ preparation: Preparation) -> String {
    switch preparation {
    case .ready(let action): "ready " + action.messages.map(line).joined(separator: " | ")
    case .needsConfirmation(let question): "asks \(question)"
    case .unavailable: "unavailable"
    case .refused(.policy(let rule, _)): rule
    case .refused(.outOfRange(let limits)): "range \(limits)"
    case .refused(.unsupported(let what)): "unsupported \(what)"
    case .refused(.noSuchDevice): "no device"
    case .refused(.notAboutHome): "not home"
    }
}
