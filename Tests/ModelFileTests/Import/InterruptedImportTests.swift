import Glibc
import ModelFile
import Testing

/// An import that is killed, or that finds no room, leaves nothing behind. It runs in a process of its own, which learns
/// from its parent's number where to work.
@Suite(.serialized) struct InterruptedImportTests {
    private static func folder(_ process: pid_t) -> String { "/tmp/trivet-interrupted-\(process)" }

    /// Runs a body in a folder with a checkpoint, and returns what lies there afterwards.
    private func leftovers(_ run: (String) async -> Void) async -> [String] {
        let path = Self.folder(getpid())
        mkdir(path, 0o755)
        let scratch = Scratch(adopting: path)
        Checkpoint(smallShape, seed: 9).write(scratch)
        await run(path)
        return names(path).filter { $0 != "config.json" && $0 != "model.safetensors" }
    }

    private static func killedImport(atPart part: Int) throws {
        let path = folder(getppid())
        let importer = try ModelImporter(source: path, options: ImportOptions(embedding: .int8Planes))
        try importer.write(to: path + "/out") { written in
            if written >= importer.totalBytes * part / 4 { kill(getpid(), SIGKILL) }
        }
    }

    @Test func killedAtTheBeginning() async {
        let left = await leftovers { _ in
            await #expect(processExitsWith: .signal(SIGKILL)) { try InterruptedImportTests.killedImport(atPart: 0) }
        }
        #expect(left == [])
    }

    @Test func killedInTheMiddle() async {
        let left = await leftovers { _ in
            await #expect(processExitsWith: .signal(SIGKILL)) { try InterruptedImportTests.killedImport(atPart: 2) }
        }
        #expect(left == [])
    }

    @Test func killedAtTheEnd() async {
        let left = await leftovers { path in
            await #expect(processExitsWith: .signal(SIGKILL)) { try InterruptedImportTests.killedImport(atPart: 4) }
        }
        #expect(left == [])
    }

    /// What was there before stays as it was.
    @Test func killedWhileItReplaces() async {
        let left = await leftovers { path in
            let scratch = path + "/out"
            write("what was there", to: scratch)
            await #expect(processExitsWith: .signal(SIGKILL)) { try InterruptedImportTests.killedImport(atPart: 4) }
            #expect(contents(scratch) == Array("what was there".utf8))
        }
        #expect(left == ["out"])
    }

    @Test func aFullDisk() async {
        let left = await leftovers { _ in
            await #expect(processExitsWith: .success) {
                // Files of this process may not grow beyond this, which the system tells like a full disk.
                signal(SIGXFSZ, SIG_IGN)
                var limit = rlimit(rlim_cur: 8_192, rlim_max: 8_192)
                setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
                let path = InterruptedImportTests.folder(getppid())
                do {
                    try ModelImporter(source: path).write(to: path + "/out")
                    exit(1)
                } catch let error as ModelFileError {
                    guard case .system(_, EFBIG, _) = error.problem else { exit(2) }
                    exit(0)
                }
            }
        }
        #expect(left == [])
    }

    /// Where the file system knows no files without names, a killed import leaves one, which the next import removes.
    @Test func whatWasForgottenIsRemoved() async throws {
        let left = await leftovers { path in
            write("half a model", to: path + "/out.partial-4194305")
            write("another file", to: path + "/out.partial-notes")
            write("another model", to: path + "/other.partial-4194305")
            #expect(throws: Never.self) { try ModelImporter(source: path).write(to: path + "/out") }
        }
        #expect(left == ["other.partial-4194305", "out", "out.partial-notes"])
    }

    @Test func whatSomebodyStillWritesStays() async throws {
        let left = await leftovers { path in
            let name = path + "/out.partial-4194305"
            write("half a model", to: name)
            let descriptor = open(name, O_RDWR)
            #expect(flock(descriptor, LOCK_EX) == 0)
            #expect(throws: Never.self) { try ModelImporter(source: path).write(to: path + "/out") }
            close(descriptor)
        }
        #expect(left == ["out", "out.partial-4194305"])
    }

    private func write(_ text: String, to path: String) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        _ = Glibc.write(descriptor, text, text.utf8.count)
        close(descriptor)
    }
}
