import Agent
import ApplianceVocabulary
import Appliances
import JSONText
import Synchronization
import TestSupport
import TrivetRuntime

/// A random home under a clock of its own: does random things and has the oracle judge every message that leaves.
final class SafetyStage: Sendable {
    /// On whose behalf the messages of this task leave; nil for what the runtime sends by itself.
    @TaskLocal static var asker: SafetyOracle.Asker?

    let home: RandomHome
    private let files = TemporaryFolder()
    private let appliances: ApplianceHome
    private let state: Mutex<State>

    private struct State {
        var oracle: SafetyOracle
        var time = 0.0
        var live: LiveHome?
        var sent = 0
        var problems: [String] = []
        var tally = Tally()
    }

    init(_ home: RandomHome) throws {
        self.home = home
        for index in home.devices.indices { files.write("devices/test/d\(index).yaml", home.profile(index)) }
        appliances = try HomeFiles.load(files.write("config/home.yaml", home.file))
        state = Mutex(State(oracle: SafetyOracle(home)))
        start()
    }

    var problems: [String] { state.withLock { $0.problems } }
    var tally: Tally { state.withLock { $0.tally } }
    private var now: Double { state.withLock { $0.time } }
    private var live: LiveHome { state.withLock { $0.live! } }

    /// A runtime begins, with what an earlier one wrote down.
    private func start() {
        let begun = now
        let clock: @Sendable () -> Double = { [weak self] in self?.now ?? 0 }
        let calendar = HomeCalendar(
            wall: clock,
            local: {
                let time = clock()
                return LocalTime(weekday: Int(time / 86400) % 7 + 1, minute: Int(time / 60) % 1440)
            })
        let live = LiveHome(
            appliances, now: { clock() - begun }, calendar: calendar,
            safetyFile: SafetyFile(path: files.path + "/var/safety.json")
        ) { [weak self] in await self?.send($0) ?? .failed("over") }
        state.withLock { $0.live = live }
    }

    // MARK: The appliances

    private func send(_ message: OutgoingMessage) async -> LiveHome.Delivery {
        let (device, command) = Self.parts(of: message)
        let touches = Self.touches(command)
        let asker = Self.asker
        state.withLock { state in
            state.sent += 1
            state.tally.published += 1
            if asker == nil { state.tally.endings += 1 }
            var found = state.oracle.sent(device, command, touches, for: asker, at: state.time)
            if message.retain { found.insert("retained") }
            if !found.isEmpty {
                let rules = found.sorted().joined(separator: ", ")
                state.problems.append("at \(state.time) \(message.topic) \(message.text) against \(rules)")
            }
        }
        for (property, value) in Self.answers(command) { await report(device, property, value) }
        return .delivered
    }

    /// The number of the device, and the rest of the topic with the payload.
    private static func parts(of message: OutgoingMessage) -> (device: Int, command: String) {
        let levels = message.topic.split(separator: "/", maxSplits: 1)
        return (Int(levels[0].dropFirst()) ?? -1, "\(levels[1]) \(message.text)")
    }

    /// What a message does, read from its text.
    private static func touches(_ command: String) -> [SafetyOracle.Touch] {
        let parts = command.split(separator: " ", maxSplits: 1).map(String.init)
        typealias Touch = SafetyOracle.Touch
        switch parts[0] {
        case "c/power": return [Touch(target: "power", name: parts[1].lowercased())]
        case "c/temperature": return [Touch(target: "temperature", number: Double(parts[1]))]
        case "c/opening":
            return [
                Touch(target: "opening", name: parts[1]),
                Touch(target: "position", number: parts[1] == "open" ? 100 : 0),
            ]
        case "c/position":
            let position = Double(parts[1]) ?? -1
            return [
                Touch(target: "position", number: position),
                Touch(target: "opening", name: position > 0 ? "open" : "closed"),
            ]
        case "c/start":
            let json = (try? JSON(parsing: parts[1])) ?? .null
            let heat = json["temperature"]?.number.map { [Touch(target: "temperature", number: $0)] } ?? []
            return [Touch(target: "start", number: json["minutes"]?.number)] + heat
        default: return [Touch(target: "stop")]
        }
    }

    /// What the appliance reports when it has obeyed.
    private static func answers(_ command: String) -> [(String, String)] {
        let parts = command.split(separator: " ", maxSplits: 1).map(String.init)
        switch parts[0] {
        case "c/start": return [("activity", "running")]
        case "c/stop": return [("activity", "idle")]
        default: return [(String(parts[0].dropFirst(2)), parts[1])]
        }
    }

    private func report(_ device: Int, _ property: String, _ value: String, stored: Bool = false) async {
        state.withLock { $0.oracle.reported(device, property, value, at: $0.time, stored: stored) }
        await live.receive(topic: "d\(device)/s/\(property)", payload: Array(value.utf8), isStored: stored)
    }

    // MARK: What happens

    /// Lets time pass, lets appliances report, wishes something.
    func step(using generator: inout some RandomNumberGenerator) async throws {
        func pick<T>(_ list: [T]) -> T { list[Int.random(in: list.indices, using: &generator)] }
        func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &generator) == 0 }
        let pause = pick([0, 1, 5, 60, 300, 600, 3000, 20_000])
        state.withLock { $0.time += Double(Int.random(in: 0...pause, using: &generator)) }
        if chance(25) {
            state.withLock { state in
                state.oracle.restarted()
                state.tally.restarts += 1
            }
            start()
        }
        _ = await live.endPrograms()
        state.withLock { state in
            let late = state.oracle.overdue(at: state.time)
            if late > 0 { state.problems.append("at \(state.time) \(late) programs should have ended") }
        }
        for _ in 0..<Int.random(in: 0...3, using: &generator) {
            let (property, values) = pick([
                ("remote", ["on", "on", "off"]), ("door", ["open", "closed", "closed"]),
                ("activity", ["idle", "running"]),
                ("power", ["ON", "OFF"]), ("temperature", ["20", "60", "100"]),
            ])
            await report(
                Int.random(in: home.devices.indices, using: &generator), property, pick(values), stored: chance(4))
        }
        let asker = SafetyOracle.Asker(
            sender: pick([nil, "ann", "panel", "child", "stranger", "ann", "panel"]), isConfirmed: chance(2))
        let operation = Self.operation(using: &generator)
        if chance(4) {
            await group(operation, asker)
        } else {
            await single(Int.random(in: home.devices.indices, using: &generator), operation, asker)
        }
    }

    private static func operation(using generator: inout some RandomNumberGenerator) -> Action.Operation {
        func number(_ range: ClosedRange<Int>) -> Value { .number(Double(Int.random(in: range, using: &generator))) }
        switch Int.random(in: 0..<16, using: &generator) {
        case 0...2: return .set(property: "power", value: .name(Bool.random(using: &generator) ? "on" : "off"))
        case 3...4: return .set(property: "temperature", value: number(0...100))
        case 5: return .set(property: "opening", value: .name(Bool.random(using: &generator) ? "open" : "closed"))
        case 6: return .set(property: "position", value: number(0...100))
        case 7: return .set(property: "temperature", value: number(101...200))
        case 8: return .set(property: "door", value: .name("open"))
        case 9:
            return .adjust(property: "temperature", direction: Bool.random(using: &generator) ? .up : .down, amount: 15)
        case 10: return .perform(verb: "toggle", arguments: [:])
        case 11: return .perform(verb: "stop", arguments: [:])
        default:
            var arguments: [String: Value] = [:]
            if Bool.random(using: &generator) { arguments["minutes"] = number(1...150) }
            if Int.random(in: 0..<3, using: &generator) == 0 { arguments["temperature"] = number(0...100) }
            return .perform(verb: "start", arguments: arguments)
        }
    }

    private func perform(_ action: Action, _ asker: SafetyOracle.Asker) async -> Outcome {
        await Self.$asker.withValue(asker) {
            await live.perform(
                action,
                request: RequestContext(
                    id: "x", sender: asker.sender, user: "ann", area: "kitchen", isConfirmed: asker.isConfirmed))
        }
    }

    /// All devices at once. What they are decided by is what was known when it began.
    private func group(_ operation: Action.Operation, _ asker: SafetyOracle.Asker) async {
        state.withLock { $0.oracle.freeze() }
        await withTaskGroup { group in
            for index in home.devices.indices {
                group.addTask { _ = await self.perform(Action(device: "d\(index)", operation: operation), asker) }
            }
        }
        state.withLock { $0.oracle.thaw() }
    }

    /// One device. Where the oracle knows what the wish amounts to, it also says whether it should have been done: a
    /// policy that refuses everything would be safe and of no use.
    private func single(_ device: Int, _ operation: Action.Operation, _ asker: SafetyOracle.Asker) async {
        let wished = self.wished(operation, device)
        let before = state.withLock { state -> (Int, Set<String>?) in
            (state.sent, wished.map { state.oracle.verdict(device, $0, for: asker, at: state.time) })
        }
        let outcome = await perform(Action(device: "d\(device)", operation: operation), asker)
        state.withLock { state in
            let isSent = state.sent > before.0
            switch outcome {
            case .refused(.policy(let rule, _)):
                state.tally.refused[rule, default: 0] += 1
                if let expected = before.1, !expected.contains(rule) {
                    state.problems.append("\(operation) of d\(device) was refused for \(rule), rightly for \(expected)")
                }
            case .needsConfirmation:
                state.tally.refused["ask", default: 0] += 1
                if let expected = before.1,
                    !expected.subtracting(["observe"]).isSubset(of: ["ask"]) || asker.isConfirmed
                {
                    state.problems.append("\(operation) of d\(device) was asked about, rightly \(expected)")
                }
            default: break
            }
            if let expected = before.1, expected.isEmpty != isSent {
                state.problems.append(
                    "at \(state.time) \(operation) of d\(device): sent \(isSent), rules \(expected), \(outcome)")
            }
        }
    }

    /// What a wish amounts to, where that does not depend on the state.
    private func wished(_ operation: Action.Operation, _ device: Int) -> [SafetyOracle.Touch]? {
        typealias Touch = SafetyOracle.Touch
        switch operation {
        case .set("power", .name(let name)): return Self.touches("c/power \(name)")
        case .set("temperature", .number(let number)) where number <= 100:
            return Self.touches("c/temperature \(number)")
        case .set("opening", .name(let name)): return Self.touches("c/opening \(name)")
        case .set("position", .number(let number)): return Self.touches("c/position \(number)")
        case .perform("stop", _): return [Touch(target: "stop")]
        case .perform("start", let arguments):
            var start = Touch(target: "start")
            var touches: [Touch] = []
            if case .number(let minutes)? = arguments["minutes"] { start.number = minutes }
            if case .number(let heat)? = arguments["temperature"] {
                touches = [Touch(target: "temperature", number: heat)]
            }
            let ends = home.devices[device].limits.filter { $0.target == "start" }.compactMap(\.end)
            if start.number == nil {
                start.number = ends.filter(\.hasArgument).map { ($0.withinSeconds / 60).rounded(.down) }.min()
            }
            return [start] + touches
        default: return nil
        }
    }
}
