import Agent
import ApplianceVocabulary
import Synchronization
import Testing

/// A schedule in memory, in a town whose clocks change, on an afternoon in November.
final class TestSchedule: Schedule {
    /// Wednesday, 25 November 2026, 15:00 in Berlin.
    static let afternoon = 1_795_615_200.0

    private struct State: Sendable {
        var now: Double
        var items: [ScheduleItem] = []
        var last = 0
        var isBroken = false
    }

    private let state: Mutex<State>
    let zone = WallZone.berlin

    init(now: Double = TestSchedule.afternoon) { state = Mutex(State(now: now)) }

    var now: Double { state.withLock(\.now) }
    var items: [ScheduleItem] { state.withLock(\.items) }
    func breakDown() { state.withLock { $0.isBroken = true } }

    func add(_ draft: ScheduleDraft, for command: String) throws(ScheduleProblem) -> ScheduleItem {
        try state.withLock { state throws(ScheduleProblem) in
            if state.isBroken { throw .notSaved("the disk is full") }
            state.last += 1
            var next: Double?
            if case .once(let moment) = draft.start { next = moment }
            if case .again(let recurrence) = draft.start {
                next = recurrence.next(after: state.now, anchor: state.now, zone: zone)
            }
            let item = ScheduleItem(id: "\(state.last)", draft: draft, next: next)
            state.items.append(item)
            return item
        }
    }

    func observe(_ device: String, _ property: String, _ value: Value) {}

    func cancel(_ ids: [String]) throws(ScheduleProblem) {
        state.withLock { state in state.items.removeAll { ids.contains($0.id) } }
    }
}

extension WallZone {
    /// Berlin in 2026: an hour ahead of universal time, two from 29 March to 25 October.
    static let berlin = WallZone { (1_774_746_000..<1_792_890_000).contains($0) ? 7_200 : 3_600 }
}

/// A loop with a schedule, whose model says the same to everything.
struct LaterScene {
    let loop: TurnLoop
    let home: TestHome
    let model: ScriptedModel
    let schedule: TestSchedule
    let clock = TestClock()

    init(
        _ answers: String..., home: TestHome = TestHome(), schedule: TestSchedule = TestSchedule(),
        certainty: Double = 1
    ) {
        let answers = answers.isEmpty ? ["<set><d1> power on<end>"] : answers
        model = ScriptedModel(answers.map { .says($0, certainty: certainty) })
        self.home = home
        self.schedule = schedule
        loop = TurnLoop(model: model, home: home, clock: clock.clock, schedule: schedule)
    }

    func say(_ text: String, session: String? = "s", area: String? = nil) async -> AgentReply {
        await loop.reply(to: AgentRequest(id: "1", text: text, area: area, user: "anna", session: session))
    }

    /// The sentence that the model was shown, without its time.
    var shown: String {
        let segments = withoutHints(model.prompts.last?.conversation ?? [])
        for case .text(let text) in segments.reversed() { return String(text.drop { $0 == " " }) }
        return ""
    }

    /// When the only thing in the schedule is to be done.
    var start: ScheduleStart? { schedule.items.count == 1 ? schedule.items[0].draft.start : nil }
}

/// A moment of that week in Berlin: days from Wednesday, hour and minute.
func moment(_ days: Int, _ hour: Int, _ minute: Int = 0) -> ScheduleStart {
    .once(TestSchedule.afternoon + Double(days * 86_400 + (hour - 15) * 3_600 + minute * 60))
}

func inSeconds(_ seconds: Double) -> ScheduleStart { .once(TestSchedule.afternoon + seconds) }
