import Glibc
import ModelFile
import Testing

/// A mapped file that somebody cuts, writes to or cannot read is an error, not the end of the process. The tests that
/// touch missing bytes run in processes of their own, because the guard belongs to a process.
@Suite struct ChangedFileTests {
    private static let page = sysconf(Int32(_SC_PAGESIZE))

    @Test func unchanged() throws {
        let scratch = Scratch()
        let path = scratch.write("f", [1, 2, 3])
        let file = try MappedFile(path: path)
        try file.checkUnchanged()
        chmod(path, 0o600)
        rename(path, scratch.path + "/g")
        scratch.write("f", [9])
        try file.checkUnchanged()
        #expect(sum(file) == 6)
    }

    @Test func longer() throws {
        let scratch = Scratch()
        let path = scratch.write("f", [1, 2, 3])
        let file = try MappedFile(path: path)
        truncate(path, 10)
        #expect(throws: ModelFileError(path: path, problem: .changed(.resized(from: 3, to: 10)))) {
            try file.checkUnchanged()
        }
    }

    @Test func written() throws {
        let scratch = Scratch()
        let path = scratch.write("f", [1, 2, 3])
        setTime(path, seconds: 1_000_000_000)
        let file = try MappedFile(path: path)
        scratch.write("f", [1, 2, 4])
        let error = #expect(throws: ModelFileError(path: path, problem: .changed(.written))) {
            try file.checkUnchanged()
        }
        #expect(error?.description.contains("verify") == true)
    }

    @Test func cut() async throws {
        await #expect(processExitsWith: .success) {
            MappedFile.surviveMissingBytes()
            let page = ChangedFileTests.page
            let scratch = Scratch()
            // Into the last page, to its beginning, into and to the beginning of an earlier one, to nothing.
            for length in [3 * page + 1, 3 * page, 2 * page + 5, page, page - 1, 0] {
                let count = 3 * page + 100
                let path = scratch.write("f", [UInt8](repeating: 1, count: count))
                let file = try MappedFile(path: path)
                precondition(truncate(path, length) == 0)
                precondition(sum(file) == length, "missing bytes read as zero, the others as they are")
                precondition(sum(file) == length)
                precondition(problem(of: file) == .changed(.resized(from: count, to: length)))
            }
        }
    }

    @Test func cutForAWhile() async throws {
        await #expect(processExitsWith: .success) {
            MappedFile.surviveMissingBytes()
            let scratch = Scratch()
            let count = 2 * ChangedFileTests.page
            let path = scratch.write("f", [UInt8](repeating: 1, count: count))
            setTime(path, seconds: 1_000_000_000)
            let file = try MappedFile(path: path)
            truncate(path, 0)
            precondition(sum(file) == 0)
            truncate(path, count)
            setTime(path, seconds: 1_000_000_000)
            precondition(problem(of: file) == .changed(.unreadable))
            // The mark belongs to the mapping, not to its place in the list.
            let again = try MappedFile(path: path)
            try again.checkUnchanged()
        }
    }

    @Test func manyThreadsAndMappings() async throws {
        await #expect(processExitsWith: .success) {
            MappedFile.surviveMissingBytes()
            let scratch = Scratch()
            let count = 64 * ChangedFileTests.page
            for _ in 0..<20 {
                let path = scratch.write("f", [UInt8](repeating: 1, count: count))
                let file = Shared(try MappedFile(path: path))
                await withTaskGroup { group in
                    for _ in 0..<8 { group.addTask { _ = sum(file.value) } }
                    group.addTask { truncate(path, ChangedFileTests.page) }
                }
                precondition(sum(file.value) <= count)
                precondition(problem(of: file.value) != nil)
            }
            // More mappings than are watched: those at the end are unguarded, and still say that they changed.
            let path = scratch.write("f", [1])
            let files = try (0..<100).map { _ in Shared(try MappedFile(path: path)) }
            truncate(path, 2)
            for file in files {
                precondition(problem(of: file.value) != nil)
            }
        }
    }

    @Test func faultsOfOthersEndTheProcess() async throws {
        await #expect(processExitsWith: .signal(SIGBUS)) {
            MappedFile.surviveMissingBytes()
            let scratch = Scratch()
            let path = scratch.write("f", [UInt8](repeating: 1, count: 100))
            let kept = try MappedFile(path: path)
            let descriptor = open(path, O_RDONLY)
            let other = mmap(nil, 100, PROT_READ, MAP_SHARED, descriptor, 0)!
            truncate(path, 0)
            _ = sum(kept)
            precondition(other.load(as: UInt8.self) == 0)
        }
        await #expect(processExitsWith: .signal(SIGBUS)) {
            MappedFile.surviveMissingBytes()
            kill(getpid(), SIGBUS)
            sleep(10)
        }
    }
}

/// The sum of all bytes.
private func sum(_ file: borrowing MappedFile) -> Int {
    file.withBytes { bytes in
        bytes.withUnsafeBytes { buffer in
            var sum = 0
            for byte in buffer { sum += Int(byte) }
            return sum
        }
    }
}

/// What is wrong with it now.
private func problem(of file: borrowing MappedFile) -> ModelFileError.Problem? {
    do throws(ModelFileError) { try file.checkUnchanged() } catch { return error.problem }
    return nil
}

private func setTime(_ path: String, seconds: Int) {
    let times = [timespec(tv_sec: seconds, tv_nsec: 0), timespec(tv_sec: seconds, tv_nsec: 0)]
    precondition(utimensat(AT_FDCWD, path, times, 0) == 0)
}

/// A mapping that several tasks read.
private final class Shared: Sendable {
    let value: MappedFile

    init(_ value: consuming MappedFile) { self.value = value }
}
