import JSONText
import MQTTClient
import Synchronization
import TestBroker
import TestSupport
import Testing
import TrivetRuntime

#if canImport(Glibc)
    import Glibc
#endif

/// A broker, the real program, and somebody who watches and plays the lamp.
final class House: Sendable {
    let stage: Stage
    let watcher: Watcher
    let program: RealProgram
    let answersAtOnce = Atomic(false)
    var broker: TestBroker { stage.broker }

    init(confirmWithinSeconds: Double) async throws {
        stage = try await Stage(withAppliances: false, confirmWithinSeconds: confirmWithinSeconds)
        watcher = try await stage.watcher()
        program = try RealProgram(stage, watcher)
        Task { [weak self] in
            var answered = 0
            while let self {
                let sent = self.sent
                if answersAtOnce.load(ordering: .relaxed), sent.count > answered { try await report(sent[answered]) }
                answered = min(answered + 1, sent.count)
                try await Task.sleep(for: .milliseconds(1))
            }
        }
    }

    /// The brightness in every message to the lamp.
    var sent: [Int] {
        watcher.messages("lamp/set").compactMap { (try? JSON(parsing: $0.payload))?["brightness"]?.integer }
    }

    /// The lamp says how bright it is.
    func report(_ brightness: Int) async throws {
        try await watcher.client.publish(MQTTMessage(topic: "lamp/state", text: #"{"brightness": \#(brightness)}"#))
    }

    func replies(_ id: String) -> [Reply] { watcher.replies.filter { $0.id == id } }

    /// The first reply to a command.
    func reply(_ id: String) async throws -> Reply? {
        _ = try await watcher.wait(seconds: 20) { _ in !replies(id).isEmpty }
        return replies(id).first
    }

    /// Waits until the journal on the disk has a command at a stage.
    func journal(_ id: String, reaches stage: String) async throws -> Bool {
        try await watcher.wait(seconds: 20) { _ in program.stage(of: id) == stage }
    }
}

/// `trivet run` with the shipped model, as a process.
final class RealProgram: Sendable {
    /// Beside the program of the tests.
    static let path: String = {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = max(0, readlink("/proc/self/exe", &buffer, buffer.count))
        let tests = String(decoding: buffer[..<count], as: UTF8.self)
        return tests[..<(tests.lastIndex(of: "/") ?? tests.startIndex)] + "/trivet"
    }()
    static let isThere = access(path, X_OK) == 0 && PilotTests.isThere

    let model: String
    private let stage: Stage
    private let watcher: Watcher
    private let process = Mutex<ChildProcess?>(nil)

    init(_ stage: Stage, _ watcher: Watcher) throws {
        self.stage = stage
        self.watcher = watcher
        let shipped = try #require(TextFile.bytes(PilotTests.project + "/models/pilot.trivet"))
        model = stage.home.folder.write("model.trivet", shipped)
    }

    deinit { kill() }

    /// Starts it and waits until it says that it is ready. With a kill point it will end by itself there, once it is armed.
    func start(_ killPoint: KillPoint? = nil) async throws {
        let before = watcher.messages("trivet/test/status").count
        let folder = stage.home.folder.path
        let variables = killPoint?.environment ?? []
        let started = try ChildProcess(
            "/usr/bin/env",
            variables + [
                Self.path, "run", "--config", stage.home.file, "--broker", "127.0.0.1:\(stage.broker.port)", "--model",
                model,
                "--data", folder + "/data",
            ], output: folder + "/log")
        process.withLock { $0 = started }
        let isReady = try await watcher.wait(seconds: 20) { watcher in
            watcher.messages("trivet/test/status").dropFirst(before).contains {
                (try? JSON(parsing: $0.payload))?["state"] == "ready"
            }
        }
        try #require(isReady, "the program did not get ready: \(stage.home.folder.read("log"))")
    }

    /// Ends it as a power cut would.
    func kill() {
        process.withLock { process in
            guard let id = process?.id else { return }
            Glibc.kill(id, SIGKILL)
            var status: Int32 = 0
            waitpid(id, &status, 0)
            process = nil
        }
    }

    /// Makes it stop without ending it, and waits until it has.
    func freeze() {
        process.withLock { process in
            guard let id = process?.id else { return }
            Glibc.kill(id, SIGSTOP)
            var status: Int32 = 0
            waitpid(id, &status, WUNTRACED)
        }
    }

    var isRunning: Bool {
        process.withLock { process in
            var status: Int32 = 0
            guard let id = process?.id else { return false }
            guard waitpid(id, &status, WNOHANG) != 0 else { return true }
            process = nil
            return false
        }
    }

    /// Begins the counting of a kill point.
    func arm() { process.withLock { process in _ = process.map { Glibc.kill($0.id, SIGUSR2) } } }

    /// How far a command came, by the journal on the disk.
    func stage(of id: String) -> String? {
        let rows = stage.home.folder.read("data/journal.jsonl").split(separator: "\n")
        return rows.compactMap { try? JSON(parsing: String($0)) }.last { $0["id"]?.string == id }?["stage"]?.string
    }
}
