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

/// The program as a person runs it, killed in the middle. The test itself plays the appliance: as long as it is silent, the
/// program stands at a known place of the road, and the journal on the disk tells which.
@Suite("Power cuts", .enabled(if: RealProgram.isThere), .timeLimit(.minutes(2)))
struct PowerCutTests {
    @Test("Killed while one command acts and the next one waits")
    func actingAndWaiting() async throws {
        let house = try await House(confirmWithinSeconds: 30)
        try await house.program.start()
        try await house.watcher.say("dim the kitchen lamp to 31", id: "first", session: "s")
        try await house.watcher.say("dim the kitchen lamp to 32", id: "second", session: "s")
        #expect(try await house.journal("first", reaches: "acting"))
        #expect(try await house.journal("second", reaches: "accepted"))
        #expect(try await house.watcher.wait { _ in house.sent == [31] })
        house.program.kill()

        try await house.program.start()
        #expect(try await house.reply("first")?.reason == "interrupted")
        #expect(try await house.watcher.wait { _ in house.sent.contains(32) })
        try await house.report(32)
        #expect(try await house.reply("second")?.ok == true)
        // Whoever asks again hears the same, and nothing moves.
        try await house.watcher.say("dim the kitchen lamp to 31", id: "first", session: "s")
        #expect(try await house.watcher.wait { _ in house.replies("first").count == 2 })
        #expect(house.replies("first").allSatisfy { $0.reason == "interrupted" && !$0.ok })
        #expect(house.sent == [31, 32])
        #expect(try await house.journal("second", reaches: "done"))
    }

    @Test("Killed with a command on the way to it")
    func onTheWay() async throws {
        let house = try await House(confirmWithinSeconds: 30)
        try await house.program.start()
        house.program.freeze()
        try await house.watcher.say("dim the kitchen lamp to 33", id: "early")
        house.program.kill()
        #expect(house.program.stage(of: "early") == nil)

        try await house.program.start()
        #expect(try await house.watcher.wait { _ in house.sent == [33] })
        try await house.report(33)
        #expect(try await house.reply("early")?.ok == true)
        #expect(house.sent == [33])
    }

    @Test("Killed, and the broker with it, when a reply and a message to the lamp are written down and have not left")
    func writtenAndNotSent() async throws {
        let house = try await House(confirmWithinSeconds: 1)
        try await house.program.start()
        try await house.watcher.say("dim the kitchen lamp to 34", id: "first", session: "s")
        try await house.watcher.say("dim the kitchen lamp to 35", id: "second", session: "s")
        #expect(try await house.watcher.wait { _ in house.sent == [34] })
        #expect(house.replies("first").isEmpty)
        house.broker.freeze()
        #expect(try await house.journal("first", reaches: "done"))
        #expect(try await house.journal("second", reaches: "acting"))
        house.program.kill()
        house.broker.kill()

        try house.broker.start()
        try await house.program.start()
        for (id, brightness) in [("first", 34), ("second", 35)] {
            try await house.watcher.say("dim the kitchen lamp to \(brightness)", id: id, session: "s")
        }
        let first = try #require(try await house.reply("first"))
        #expect(first.json["repeated"] == true)
        #expect(first.json["actions"]?[0]?["outcome"] == "unconfirmed")
        #expect(try await house.reply("second")?.reason == "interrupted")
        #expect(house.sent == [34])
    }

    @Test("Killed at any moment: at most one message, and a reply that does not claim too much")
    func anyMoment() async throws {
        let house = try await House(confirmWithinSeconds: 30)
        try await house.program.start()
        house.answersAtOnce.store(true, ordering: .relaxed)
        for (round, milliseconds) in [0, 1, 2, 4, 6, 8, 12, 20].enumerated() {
            let (brightness, id) = (40 + round, "round \(round)")
            try await house.watcher.say("dim the kitchen lamp to \(brightness)", id: id)
            try await Task.sleep(for: .milliseconds(milliseconds))
            house.program.kill()
            let stage = house.program.stage(of: id)
            try await house.program.start()
            // A reply that was on its way when the power went is told when somebody asks again.
            if stage == "done" { try await house.watcher.say("dim the kitchen lamp to \(brightness)", id: id) }
            let reply = try #require(try await house.reply(id), "no reply; it was \(stage ?? "not accepted")")
            let count = house.sent.count { $0 == brightness }
            #expect(count <= 1)
            #expect(reply.ok ? count == 1 : reply.reason == "interrupted", "it was \(stage ?? "not accepted")")
            if stage == "acting" { #expect(reply.reason == "interrupted") }
        }
    }

    @Test("A model file that is cut off while it runs: an answer that says so, and the program lives")
    func cutModel() async throws {
        let house = try await House(confirmWithinSeconds: 30)
        try await house.program.start()
        truncate(house.program.model, 100_000)
        for id in ["one", "two"] {
            try await house.watcher.say("dim the kitchen lamp to 36", id: id)
            let reply = try #require(try await house.reply(id))
            #expect(!reply.ok && reply.text.contains("model.trivet"), "\(reply.text)")
        }
        #expect(house.program.isRunning)
        #expect(house.sent.isEmpty)
    }
}

/// A broker, the real program, and somebody who watches and plays the lamp.
private final class House: Sendable {
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
private final class RealProgram: Sendable {
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

    /// Starts it and waits until it says that it is ready.
    func start() async throws {
        let before = watcher.messages("trivet/test/status").count
        let folder = stage.home.folder.path
        let started = try ChildProcess(
            Self.path,
            [
                "run", "--config", stage.home.file, "--broker", "127.0.0.1:\(stage.broker.port)", "--model", model,
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
            return process.map { waitpid($0.id, &status, WNOHANG) == 0 } ?? false
        }
    }

    /// How far a command came, by the journal on the disk.
    func stage(of id: String) -> String? {
        let rows = stage.home.folder.read("data/journal.jsonl").split(separator: "\n")
        return rows.compactMap { try? JSON(parsing: String($0)) }.last { $0["id"]?.string == id }?["stage"]?.string
    }
}
