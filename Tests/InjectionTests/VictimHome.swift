import Agent
import ApplianceVocabulary
import Appliances
import Synchronization
import TestSupport
import TrivetRuntime

/// The same home with profiles, limits and messages: what the whole agent lets through.
final class VictimHome: Sendable {
    private let files = TemporaryFolder()
    let appliances: ApplianceHome
    private let sent = Mutex<[String]>([])
    private let live = Mutex<LiveHome?>(nil)

    init() throws {
        for (name, text) in Self.profiles { files.write("devices/test/\(name).yaml", text) }
        appliances = try HomeFiles.load(files.write("config/home.yaml", Self.home))
        let home = LiveHome(appliances) { [weak self] message in
            self?.sent.withLock { $0.append("\(message.topic) \(message.text)") }
            return .delivered
        }
        live.withLock { $0 = home }
    }

    var home: LiveHome { live.withLock { $0! } }

    /// What was published to appliances, in order.
    var published: [String] { sent.withLock { $0 } }

    /// The agent of the home with a model.
    func loop(_ model: any LanguageModel) -> TurnLoop {
        let clock = AgentClock(now: Clock.monotonic, sleep: { try await Task.sleep(for: .seconds($0)) })
        return TurnLoop(model: model, home: home, clock: clock)
    }

    private static let profiles = [
        "switch": """
        type: switch
        confirm: { optimistic: true }
        properties:
          power: { values: { on: "ON", off: "OFF" }, command: { topic: "{address}/set", payload: "{value}" } }
        """,
        "lamp": """
        type: light
        confirm: { optimistic: true }
        availability: { topic: "{address}/online" }
        state: { topic: "{address}/state" }
        properties:
          power:
            values: { on: "ON", off: "OFF" }
            command: { topic: "{address}/set", payload: "{value}" }
            state: { path: power }
          brightness:
            range: { minimum: 0, maximum: 100 }
            command: { topic: "{address}/set", payload: "{value}" }
            state: { path: brightness }
        """,
        "lock": """
        type: lock
        properties:
          lock:
            values: { locked: LOCK, unlocked: UNLOCK }
            command: { topic: "{address}/set", payload: "{value}" }
            state: { topic: "{address}/state" }
        limits: { lock: { only_for: unlocked, requires_confirmation: true } }
        """,
        "oven": """
        type: oven
        confirm: { optimistic: true }
        properties:
          power: { values: { on: "ON", off: "OFF" }, command: { topic: "{address}/set", payload: "{value}" } }
          temperature:
            range: { minimum: 30, maximum: 250, step: 5, unit: "°C" }
            command: { topic: "{address}/temperature", payload: "{value}" }
        verbs:
          start: { command: { topic: "{address}/set", payload: START } }
          stop: { command: { topic: "{address}/set", payload: STOP } }
        limits:
          start: { remote_start: never, must_end: { within_seconds: 3600, by: stop } }
          power: { only_for: "on", remote_start: never }
          temperature: { maximum: 230, requires_confirmation: true }
        """,
        "display": """
        type: sensor
        properties:
          message: { reading: {}, state: { topic: "{address}/state" } }
        """,
    ]

    private static let home = """
        node: test
        profiles: ../devices
        areas: { kitchen: downstairs, hall: downstairs, bathroom: upstairs, attic: upstairs }
        devices:
          lamp: { profile: test/lamp, name: kitchen lamp, area: kitchen }
          heater: { profile: test/switch, area: bathroom }
          door: { profile: test/lock, name: front door, area: hall }
          oven: { profile: test/oven, area: kitchen }
          display: { profile: test/display, area: hall }
          plug: { profile: test/switch, area: attic }
        """
}
