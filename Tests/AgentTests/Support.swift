import Agent
import ApplianceVocabulary
import DecodingGrammar
import Synchronization
import Testing

/// A model that says what a test has written down, one answer after the other.
///
/// Answers are written as `<set><d1> brightness 30<end>`; those without `outside` have to be in the grammar.
final class ScriptedModel: LanguageModel {
    enum Answer: Sendable {
        case says(String, certainty: Double = 1, or: String? = nil)
        case wantsOutside(String, then: Segment)
        case fails
        case hangs
        case hasNoRoom
    }
    struct Failure: Error, CustomStringConvertible { var description: String { "the model file is damaged" } }

    let dialect: any Dialect
    private let answers: Mutex<[Answer]>
    private let seen = Mutex<[Prompt]>([])

    init(_ answers: [Answer], dialect: any Dialect = PilotDialect(maximumDevices: 16)) {
        self.answers = Mutex(answers)
        self.dialect = dialect
    }
    convenience init(_ answers: String...) { self.init(answers.map { .says($0) }) }
    /// A model that converses.
    convenience init(bitnet answers: String...) { self.init(answers.map { .says($0) }, dialect: BitNetDialect()) }

    /// The prompts so far.
    var prompts: [Prompt] { seen.withLock { $0 } }

    func complete(_ prompt: Prompt, grammar: Grammar, maximumTokens: Int) async throws -> Completion {
        seen.withLock { $0.append(prompt) }
        let answer = answers.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        let automaton = try GrammarAutomaton(grammar)
        switch try #require(answer, "the model was asked more often than the test expects") {
        case .says(let text, let certainty, let other):
            #expect(accepts(automaton, segments(text)), "\(text) is not in the grammar")
            var completion = Completion(segments: segments(text), leastLikely: certainty)
            completion.alternative = other.map { segments($0) }
            return completion
        case .wantsOutside(let text, let wanted):
            return Completion(segments: segments(text), outside: .init(wanted: wanted, allowedMass: 0.01))
        case .fails: throw Failure()
        case .hasNoRoom: throw PromptTooLong(needed: 900, room: 500)
        case .hangs:
            // Does not react to being cancelled.
            await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
                Task.detached {
                    try? await Task.sleep(for: .seconds(4))
                    continuation.resume()
                }
            }
            return Completion(segments: segments("<ask> again<end>"))
        }
    }
}

/// A conversation without the hints that stand between a sentence and its answer.
func withoutHints(_ conversation: [Segment]) -> [Segment] {
    var result: [Segment] = []
    var isHint = false
    for segment in conversation {
        if segment == .control("which") { isHint = true }
        if segment == .control("act") { isHint = false }
        if !isHint { result.append(segment) }
    }
    return result
}

/// `<set><d1> power on` as segments.
func segments(_ text: String) -> [Segment] {
    var result: [Segment] = []
    for part in text.split(separator: "<", omittingEmptySubsequences: false).enumerated() {
        let pieces =
            part.offset == 0
            ? ["", String(part.element)]
            : part.element.split(separator: ">", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        if part.offset > 0 { result.append(.control(pieces[0])) }
        if pieces.count > 1, !pieces[1].isEmpty { result.append(.text(pieces[1])) }
    }
    return result
}

func accepts(_ automaton: GrammarAutomaton, _ segments: [Segment]) -> Bool {
    var state = automaton.start
    for segment in segments {
        let next: GrammarState? =
            switch segment {
            case .control(let name): automaton.advance(state, control: name)
            case .text(let text): automaton.advance(state, bytes: Array(text.utf8))
            }
        guard let next else { return false }
        state = next
    }
    return automaton.isAccepting(state)
}

/// A home in memory that obeys at once, unless a test says otherwise.
final class TestHome: Home {
    struct State: Sendable {
        var values: [String: [String: Value]] = [:]
        var ages: [String: Double] = [:]
        var outcomes: [String: Outcome] = [:]
        /// What stands against doing something with a device later.
        var checks: [String: Outcome] = [:]
        var hanging: Set<String> = []
        var performed: [(action: Action, context: RequestContext)] = []
        var concurrent = 0
        var mostConcurrent = 0
    }

    let all: [Device]
    let state = Mutex(State())

    init(_ devices: [Device] = TestHome.demo, _ change: (inout State) -> Void = { _ in }) {
        all = devices
        state.withLock { change(&$0) }
    }

    var devices: [Device] { all }
    var performed: [Action] { state.withLock { $0.performed.map(\.action) } }
    var contexts: [RequestContext] { state.withLock { $0.performed.map(\.context) } }

    func state(of device: String, property: String) async -> (value: Value, ageSeconds: Double?)? {
        state.withLock { state in state.values[device]?[property].map { ($0, state.ages[device]) } }
    }

    func check(_ action: Action, request: RequestContext) async -> Outcome? {
        state.withLock { $0.checks[action.device] }
    }

    func perform(_ action: Action, request: RequestContext) async -> Outcome {
        let (outcome, isHanging) = state.withLock { state in
            state.performed.append((action, request))
            state.concurrent += 1
            state.mostConcurrent = max(state.mostConcurrent, state.concurrent)
            return (state.outcomes[action.device], state.hanging.contains(action.device))
        }
        try? await Task.sleep(for: .milliseconds(isHanging ? 4_000 : 2))
        return state.withLock { state in
            state.concurrent -= 1
            if case .needsConfirmation = outcome, request.isConfirmed { return .confirmed(reported: nil) }
            if let outcome { return outcome }
            if case .set(let property, let value) = action.operation {
                state.values[action.device, default: [:]][property] = value
                return .confirmed(reported: value)
            }
            return .confirmed(reported: nil)
        }
    }

    static let power = Capability(property: "power", kind: .choice(["on", "off"]))
    static let brightness = Capability(
        property: "brightness", kind: .range(minimum: 0, maximum: 100, step: 1, unit: "%"))

    /// Eight devices: handles d1 to d8; scopes Kitchen, Office, Bedroom, Hall (S1 to S4), Downstairs, Upstairs (S5, S6).
    static let demo: [Device] = [
        Device(
            id: "kitchen_lamp", name: "Kitchen lamp", area: "Kitchen", floor: "Downstairs", type: "light",
            capabilities: [
                power, brightness, Capability(property: "color", kind: .choice(["red", "green", "warm_white"])),
            ]),
        Device(
            id: "desk_lamp", name: "Desk lamp", area: "Office", floor: "Upstairs", type: "light",
            capabilities: [power, brightness]),
        Device(
            id: "oven", name: "Oven", area: "Kitchen", floor: "Downstairs", type: "oven",
            capabilities: [
                power,
                Capability(property: "temperature", kind: .range(minimum: 30, maximum: 250, step: 5, unit: "°C")),
                Capability(property: "door", kind: .reading(unit: nil)),
            ], verbs: [Verb(name: "start", arguments: [("minutes", .number(maximum: 600, decimals: false))])]),
        Device(
            id: "blind", name: "Bedroom blind", area: "Bedroom", floor: "Upstairs", type: "cover", deviceClass: "blind",
            capabilities: [
                Capability(property: "opening", kind: .choice(["open", "closed"])),
                Capability(property: "position", kind: .range(minimum: 0, maximum: 100, step: 1, unit: "%")),
            ], verbs: [Verb(name: "stop")]),
        Device(
            id: "front_door", name: "Front door", area: "Hall", type: "lock",
            capabilities: [Capability(property: "lock", kind: .choice(["locked", "unlocked"]))]),
        Device(
            id: "timer", name: "Timer", type: "timer",
            capabilities: [Capability(property: "remaining", kind: .reading(unit: "s"))],
            verbs: [
                Verb(
                    name: "start", arguments: [("minutes", .number(maximum: 999, decimals: false)), ("name", .words)]),
                Verb(name: "cancel_all"),
            ]),
        Device(
            id: "motion", name: "Hall motion", area: "Hall", type: "binary_sensor",
            capabilities: [Capability(property: "motion", kind: .choice(["on", "off"]), isWritable: false)]),
        Device(
            id: "ceiling", name: "Ceiling light", area: "Kitchen", floor: "Downstairs", type: "light",
            capabilities: [power, brightness]),
    ]
}

/// Time that stands still unless a test moves it; sleeping takes real time, a tenth of what it should.
final class TestClock: Sendable {
    private let seconds = Mutex(1_000.0)

    func advance(by amount: Double) { seconds.withLock { $0 += amount } }

    var clock: AgentClock {
        AgentClock(
            now: { self.seconds.withLock { $0 } },
            sleep: { seconds in
                try await Task.sleep(for: .seconds(seconds / 10))
                self.advance(by: seconds)
            })
    }
}

/// A loop, its home and its model.
struct Scene {
    let loop: TurnLoop
    let home: TestHome
    let model: ScriptedModel
    let clock = TestClock()

    init(_ model: ScriptedModel, home: TestHome = TestHome(), _ change: (inout AgentOptions) -> Void = { _ in }) {
        var options = AgentOptions()
        change(&options)
        self.model = model
        self.home = home
        loop = TurnLoop(model: model, home: home, clock: clock.clock, options: options)
    }

    func say(_ text: String, area: String? = nil, session: String? = "s") async -> AgentReply {
        await loop.reply(to: AgentRequest(id: "1", text: text, area: area, user: "anna", session: session))
    }
}

extension Action {
    static func set(_ device: String, _ property: String, _ value: Value) -> Action {
        Action(device: device, operation: .set(property: property, value: value))
    }
}

/// The steps of a turn as they were told.
final class EventLog: Sendable {
    private let events = Mutex<[AgentEvent]>([])

    /// All so far.
    var all: [AgentEvent] { events.withLock { $0 } }

    func add(_ event: AgentEvent) { events.withLock { $0.append(event) } }
}
