import Agent
import ApplianceVocabulary
import Appliances
import Synchronization
import TestSupport
import Testing
import TrivetRuntime

@Suite("The home that is really there")
struct LiveHomeTests {
    private let files = TestHome()
    private let impatient = TestHome(confirmWithinSeconds: 0.3)
    private let request = RequestContext(id: "1")
    private let turnOn = Action(device: "lamp", operation: .set(property: "power", value: .name("on")))

    /// Messages that left, and what is to be reported after each.
    private final class Wire: Sendable {
        let sent = Mutex<[OutgoingMessage]>([])
        let home = Mutex<LiveHome?>(nil)
        let answers: [(topic: String, payload: String)]
        let delivery: LiveHome.Delivery

        init(_ answers: [(topic: String, payload: String)] = [], delivery: LiveHome.Delivery = .delivered) {
            self.answers = answers
            self.delivery = delivery
        }

        func send(_ message: OutgoingMessage) async -> LiveHome.Delivery {
            sent.withLock { $0.append(message) }
            if let home = home.withLock({ $0 }) {
                for answer in answers { await home.receive(topic: answer.topic, payload: Array(answer.payload.utf8)) }
            }
            return delivery
        }
    }

    private func home(
        _ wire: Wire, in files: TestHome? = nil, willAct: @escaping @Sendable (String) throws -> Void = { _ in }
    ) throws -> LiveHome {
        let home = LiveHome(try HomeFiles.load((files ?? self.files).file), willAct: willAct) { await wire.send($0) }
        wire.home.withLock { $0 = home }
        return home
    }

    @Test("An action is confirmed by the appliance's own report, even one that comes before the send returns")
    func confirmed() async throws {
        let wire = Wire([("lamp/state", #"{"power":"OFF"}"#), ("lamp/state", #"{"power":"ON"}"#)])
        let home = try home(wire)
        #expect(await home.perform(turnOn, request: request) == .confirmed(reported: .name("on")))
        #expect(wire.sent.withLock { $0.map(\.topic) } == ["lamp/set"])
        #expect(await home.state(of: "lamp", property: "power")?.value == .name("on"))
    }

    @Test("Silence is not success, and another value is a contradiction")
    func notConfirmed() async throws {
        #expect(try await home(Wire(), in: impatient).perform(turnOn, request: request) == .unconfirmed)
        let other = Wire([("lamp/state", #"{"power":"OFF"}"#)])
        #expect(
            try await home(other, in: impatient).perform(turnOn, request: request)
                == .contradicted(reported: .name("off")))
    }

    @Test("What could not be sent is unavailable; what may have been sent is unconfirmed")
    func undelivered() async throws {
        let gone = Wire(delivery: .failed("gone"))
        let maybe = Wire(delivery: .unknown("?"))
        #expect(try await home(gone).perform(turnOn, request: request) == .unavailable(reason: "gone"))
        #expect(try await home(maybe, in: impatient).perform(turnOn, request: request) == .unconfirmed)
    }

    @Test("Nothing leaves if the journal cannot be written, or the device said that it is off")
    func nothingLeaves() async throws {
        struct Full: Error {}
        let wire = Wire()
        let full = try home(wire, willAct: { _ in throw Full() })
        guard case .unavailable = await full.perform(turnOn, request: request) else {
            Issue.record("it acted without a journal")
            return
        }
        let off = try home(wire)
        await off.receive(topic: "lamp/online", payload: Array("offline".utf8))
        guard case .unavailable = await off.perform(turnOn, request: request) else {
            Issue.record("it acted on a device that is not there")
            return
        }
        #expect(wire.sent.withLock { $0.isEmpty })
    }

    @Test("A lock asks first; with the person's yes it is done")
    func asksFirst() async throws {
        let wire = Wire([("door/state", "UNLOCK")])
        let home = try home(wire)
        let unlock = Action(device: "door", operation: .set(property: "lock", value: .name("unlocked")))
        guard case .needsConfirmation = await home.perform(unlock, request: request) else {
            Issue.record("it did not ask")
            return
        }
        #expect(wire.sent.withLock { $0.isEmpty })
        let yes = RequestContext(id: "2", isConfirmed: true)
        #expect(await home.perform(unlock, request: yes) == .confirmed(reported: .name("unlocked")))
    }

    @Test("Actions on several devices wait side by side")
    func sideBySide() async throws {
        let home = try home(Wire())
        let open = Action(device: "blind", operation: .set(property: "opening", value: .name("open")))
        async let lamp = home.perform(turnOn, request: request)
        async let blind = home.perform(open, request: request)
        try await Task.sleep(for: .milliseconds(50))
        await home.receive(topic: "blind/state", payload: Array("OPEN".utf8))
        await home.receive(topic: "lamp/state", payload: Array(#"{"power":"ON"}"#.utf8))
        #expect(await lamp == .confirmed(reported: .name("on")))
        #expect(await blind == .confirmed(reported: .name("open")))
    }

    @Test("Simulated appliances in memory obey")
    func simulated() async throws {
        let home = await LiveHome.simulated(try HomeFiles.load(files.file))
        let outcome = await home.perform(turnOn, request: request)
        #expect(outcome == .confirmed(reported: .name("on")))
        guard
            case .value(.name("on"), _) = await home.perform(
                Action(device: "lamp", operation: .get(property: "power")), request: request)
        else {
            Issue.record("it cannot be read")
            return
        }
    }
}
