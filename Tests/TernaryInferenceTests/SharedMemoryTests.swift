import Glibc
import ModelFile
import TernaryInference
import Testing

/// The weights are the file's pages, one copy for all processes.
@Suite struct SharedMemoryTests {
    @Test func weightsAreNobodysOwn() throws {
        let scratch = Scratch()
        let path = scratch.path + "/model"
        try ModelImporter(SyntheticWeights(shape: ModelShape.known.first { $0.name == "small" }!.shape)).write(to: path)
        let model = try TernaryModel(path: path)
        let context = try Context(model, capacity: 64)
        try context.evaluate([1, 2, 3], logits: .all)
        let alone = try #require(Self.mapping(of: path, process: "self"))
        #expect(alone.resident * 1_024 > model.file.byteCount * 9 / 10, "every weight was read")
        #expect(alone.privateDirty == 0)

        // Another process that reads the same file: the pages become shared, and stay nobody's own.
        var pipes: [Int32] = [0, 0]
        precondition(pipe(&pipes) == 0)
        let child = try Self.reader(of: path, signalling: pipes[1])
        close(pipes[1])
        var byte: UInt8 = 0
        let count = read(pipes[0], &byte, 1)
        defer {
            kill(child, SIGKILL)
            var status: Int32 = 0
            waitpid(child, &status, 0)
            close(pipes[0])
        }
        try #require(count == 1)
        let shared = try #require(Self.mapping(of: path, process: "self"))
        #expect(shared.privateDirty == 0)
        #expect(shared.proportional <= shared.resident * 6 / 10, "each of two processes counts for half")
    }

    /// A process that maps the file, touches all of it, says so and waits.
    private static func reader(of path: String, signalling descriptor: Int32) throws -> pid_t {
        let program = """
            import mmap, os, sys, time
            file = open(sys.argv[1], "rb")
            memory = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
            sum(memory[at] for at in range(0, len(memory), 4096))
            os.write(\(descriptor), b"x")
            time.sleep(60)
            """
        let texts: [String] = ["python3", "-c", program, path]
        var words: [UnsafeMutablePointer<CChar>?] = texts.map { text in strdup(text) } + [nil]
        defer { for word in words { free(word) } }
        var child = pid_t()
        guard posix_spawnp(&child, "python3", nil, nil, &words, environ) == 0 else { throw Failure.noPython }
        return child
    }

    private enum Failure: Error { case noPython }

    /// What the kernel says of a mapped file, in KiB.
    private static func mapping(of path: String, process: String)
        -> (resident: Int, proportional: Int, privateDirty: Int)?
    {
        let lines = text("/proc/\(process)/smaps").split(separator: "\n")
        guard let start = lines.firstIndex(where: { $0.hasSuffix(path) }) else { return nil }
        func number(_ name: String) -> Int {
            let line = lines[start...].first { $0.hasPrefix(name + ":") }!
            return Int(line.dropFirst(name.count + 1).dropLast(2).filter { $0.isNumber })!
        }
        return (number("Rss"), number("Pss"), number("Private_Dirty"))
    }

    private static func text(_ path: String) -> String {
        let descriptor = open(path, O_RDONLY)
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 65_536)
        while case let count = read(descriptor, &part, part.count), count > 0 { bytes += part[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }
}
