import TestSupport
import Testing
import TrivetRuntime
import YAMLReader

@Suite("Board profiles")
struct BoardProfileTests {
    /// The folder of the profiles that the project ships.
    static let shipped: String = {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        return parts.joined(separator: "/") + "/firmware-profiles"
    }()

    private func chosen(_ facts: BoardFacts) -> String? {
        BoardProfile.choose(from: BoardProfile.load(folder: Self.shipped).profiles, for: facts)?.name
    }

    @Test("The shipped ones have no mistakes and are called like their files")
    func shippedOnes() {
        let (profiles, mistakes) = BoardProfile.load(folder: Self.shipped)
        #expect(mistakes.isEmpty)
        #expect(
            Set(profiles.map(\.name)) == ["generic-x86-64", "generic-arm64", "raspberry-pi-5", "raspberry-pi-4"])
    }

    @Test("A board is recognised by what it says of itself")
    func recognised() {
        let pi5 = BoardFacts(
            architecture: "arm64", deviceTreeModel: "Raspberry Pi 5 Model B Rev 1.0", cpuParts: ["0xd0b"],
            flags: ["fp", "asimd", "asimddp"], cores: 4, memoryMiB: 8192)
        #expect(chosen(pi5) == "raspberry-pi-5")
        var pi4 = pi5
        pi4.deviceTreeModel = "Raspberry Pi 4 Model B Rev 1.5"
        pi4.cpuParts = ["0xd08"]
        pi4.flags = ["fp", "asimd"]
        #expect(chosen(pi4) == "raspberry-pi-4")
        var other = pi5
        other.deviceTreeModel = "Radxa ROCK 5B"
        #expect(chosen(other) == "generic-arm64")
        #expect(chosen(BoardFacts(architecture: "x86-64", cores: 2, memoryMiB: 1)) == "generic-x86-64")
        #expect(chosen(BoardFacts(architecture: "riscv64", cores: 2, memoryMiB: 1)) == nil)
    }

    @Test("The facts are read from the kernel's files")
    func facts() {
        let root = TemporaryFolder()
        root.write(
            "proc/cpuinfo",
            """
            processor\t: 0
            Features\t: fp asimd asimddp
            CPU part\t: 0xD0B

            processor\t: 1
            Features\t: fp asimd
            CPU part\t: 0xd0b
            """)
        root.write("proc/meminfo", "MemTotal:        8245880 kB\nMemFree: 1 kB\n")
        root.write("proc/device-tree/model", "Raspberry Pi 5 Model B Rev 1.0\0")
        let facts = BoardFacts.read(root: root.path)
        #expect(facts.deviceTreeModel == "Raspberry Pi 5 Model B Rev 1.0")
        #expect(facts.cpuParts == ["0xd0b"])
        #expect(facts.flags == ["fp", "asimd", "asimddp"])
        #expect(facts.memoryMiB == 8052)
        #expect(facts.cores >= 1)
    }

    @Test("This machine has facts and one of the shipped profiles, or none at all")
    func here() {
        let facts = BoardFacts.read()
        #expect(facts.cores >= 1)
        #expect(facts.memoryMiB > 0)
        if facts.architecture == "x86-64" { #expect(chosen(facts) == "generic-x86-64") }
    }

    @Test("Threads follow the cores and the model")
    func threads() {
        var profile = BoardProfile.fallback
        let facts = BoardFacts(architecture: "arm64", cores: 8, memoryMiB: 1)
        #expect(profile.threadCount(on: facts, modelBytes: 1 << 30) == 4)
        #expect(profile.threadCount(on: facts, modelBytes: 1 << 20) == 1)
        profile.threads = 6
        #expect(profile.threadCount(on: facts, modelBytes: 1 << 30) == 6)
        profile.threads = 64
        #expect(profile.threadCount(on: facts, modelBytes: 1 << 30) == 8)
    }

    @Test("All mistakes of a file are reported at once, each with its place")
    func mistakes() {
        let text = """
            board: x
            match:
              architecture: arm
              cpu_part: [3336]
              device: Pi
            threads: many
            isa: avx3
            context_tokens: 5
            kv_cache: float
            memory_budget: 20
            """
        let (profile, mistakes) = BoardProfile.parse(Array(text.utf8), file: "b.yaml")
        #expect(profile == nil)
        #expect(Set(mistakes.map(\.line)) == [3, 4, 5, 6, 7, 8, 9, 10])
        #expect(mistakes.allSatisfy { $0.file == "b.yaml" })
        #expect(mistakes.contains { $0.message.contains("memory_budget_mib") })
        #expect(
            mistakes.contains { $0.description.contains("b.yaml:9:11: \"kv_cache\" must be auto, f32, f16 or int8") })
    }

    @Test("Context, cache and memory are what the profile says, or what suits model and machine")
    func memory() throws {
        let text = "board: x\nmatch: {}\ncontext_tokens: 2048\nkv_cache: int8\nmemory_budget_mib: 900\n"
        let profile = try #require(BoardProfile.parse(Array(text.utf8), file: "b.yaml").profile)
        #expect(profile.contextTokens == 2048 && profile.cachePrecision == .int8)
        #expect(profile.memoryBudget(on: BoardFacts(architecture: "arm64", cores: 1, memoryMiB: 8192)) == 900)
        let auto = "board: x\nmatch: {}\ncontext_tokens: auto\nkv_cache: auto\nmemory_budget_mib: auto\n"
        let other = try #require(BoardProfile.parse(Array(auto.utf8), file: "b.yaml").profile)
        #expect(other.contextTokens == nil && other.cachePrecision == nil)
        #expect(other.memoryBudget(on: BoardFacts(architecture: "arm64", cores: 1, memoryMiB: 8192)) == 6144)
    }

    @Test(
        "A profile without name or conditions, and an empty file, are mistakes",
        arguments: ["", "a: 1", "board: x", "- 1"])
    func incomplete(text: String) {
        let (profile, mistakes) = BoardProfile.parse(Array(text.utf8), file: "b.yaml")
        #expect(profile == nil)
        #expect(!mistakes.isEmpty)
    }
}
