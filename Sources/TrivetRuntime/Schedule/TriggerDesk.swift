import Agent
import ApplianceVocabulary
import Appliances
import Synchronization

/// Watches for what the triggers of a home wait for, and turns what is to be done into commands.
final class TriggerDesk: Sendable {
    /// What became of a trigger.
    enum Event: Sendable {
        /// It is to be done: the command.
        case pulled(Trigger, Command)
        /// It would be, but a bound of the trigger stands against it.
        case held(Trigger, String)
    }

    private struct State: Sendable {
        var watches: [TriggerWatch]
        var sleeper: Task<Void, Never>?
    }

    private let state: Mutex<State>
    private let onEvent: @Sendable (Event) -> Void
    /// The topics that triggers listen to, beside those of appliances.
    let topics: [String]

    init(_ triggers: [Trigger], onEvent: @escaping @Sendable (Event) -> Void) {
        state = Mutex(State(watches: triggers.map(TriggerWatch.init)))
        self.onEvent = onEvent
        topics = Set(
            triggers.compactMap { if case .message(let topic, _) = $0.source { topic } else { nil } }
        ).sorted()
    }

    /// Takes in what a device reports.
    func observe(_ device: String, _ property: String, _ value: Value) {
        update { trigger in trigger.source == .report(device: device, property: property) ? value : nil }
    }

    /// Takes in a message. One that lay stored at the broker is no event.
    func receive(topic: String, payload: [UInt8], isRetained: Bool) {
        guard !isRetained, topics.contains(topic) else { return }
        update { trigger in
            guard case .message(topic, _) = trigger.source else { return nil }
            return trigger.value(in: payload)
        }
    }

    /// Lets time pass until the task is cancelled.
    func run() async {
        while !Task.isCancelled {
            update { _ in nil }
            let sleeper = state.withLock { state in
                let next = state.watches.compactMap(\.deadline).min()
                let seconds = next.map { min(3_600, max(0.01, $0 - Clock.monotonic())) } ?? 3_600
                let sleeper = Task { _ = try? await Task.sleep(for: .seconds(seconds)) }
                state.sleeper = sleeper
                return sleeper
            }
            await withTaskCancellationHandler {
                await sleeper.value
            } onCancel: {
                sleeper.cancel()
            }
        }
    }

    /// Shows each watch the value that it looks at, and the time.
    private func update(_ value: (Trigger) -> Value?) {
        let now = Clock.monotonic()
        let steps = state.withLock { state in
            var steps: [(Trigger, TriggerWatch.Step)] = []
            let before = state.watches.compactMap(\.deadline).min()
            for index in state.watches.indices {
                let seen = value(state.watches[index].trigger)
                let step =
                    seen.map { state.watches[index].observe($0, at: now) } ?? state.watches[index].advance(to: now)
                if let step { steps.append((state.watches[index].trigger, step)) }
            }
            if state.watches.compactMap(\.deadline).min() != before { state.sleeper?.cancel() }
            return steps
        }
        for (trigger, step) in steps {
            switch step {
            case .pull: onEvent(.pulled(trigger, Self.command(trigger)))
            case .hold(let reason): onEvent(.held(trigger, reason))
            }
        }
    }

    private static func command(_ trigger: Trigger) -> Command {
        var command = Command(
            id: "trigger-\(trigger.name)-\(Command.makeID())", text: "", area: trigger.area, user: trigger.user)
        switch trigger.deed {
        case .say(let sentence): command.text = sentence
        case .perform(let actions):
            command.text = "trigger \(trigger.name)"
            command.scheduled =
                ScheduleDraft(
                    start: .once(command.receivedAt), actions: actions, sentence: command.text, user: trigger.user,
                    area: trigger.area
                ).json
        }
        return command
    }
}
