/// A small home in a folder of its own: a lamp, a blind, a lock that asks first. Its appliances have to confirm quickly.
public final class TestHome: Sendable {
    /// The folder with the files of the home.
    public let folder = TemporaryFolder()
    /// The path of the home's file.
    public let file: String

    /// Writes the files. `broker` is the body of the mapping of that name, one key a line; `more` are further lines of
    /// the home's file.
    public init(
        broker: [String] = ["host: localhost"], confirmWithinSeconds: Double = 60, more: [String] = []
    ) {
        folder.write(
            "devices/test/lamp.yaml",
            """
            type: light
            state: { topic: "{address}/state", retained: true }
            availability: { topic: "{address}/online" }
            confirm: { within_seconds: \(confirmWithinSeconds) }
            properties:
              power:
                values: { on: "ON", off: "OFF" }
                command: { topic: "{address}/set", payload: { power: "{value}" } }
                state: { path: power }
              brightness:
                range: { minimum: 0, maximum: 100, step: 1, unit: "%" }
                command: { topic: "{address}/set", payload: { brightness: "{value}" } }
                state: { path: brightness }
            """)
        folder.write(
            "devices/test/blind.yaml",
            """
            type: cover
            state: { topic: "{address}/state", retained: true }
            confirm: { within_seconds: \(confirmWithinSeconds) }
            properties:
              opening:
                values: { open: OPEN, closed: CLOSED }
                command: { topic: "{address}/set", payload: "{value}" }
                state: {}
            """)
        folder.write(
            "devices/test/lock.yaml",
            """
            type: lock
            state: { topic: "{address}/state", retained: true }
            confirm: { within_seconds: \(confirmWithinSeconds) }
            properties:
              lock:
                values: { locked: LOCK, unlocked: UNLOCK }
                command: { topic: "{address}/set", payload: "{value}" }
                state: {}
            limits:
              lock: { only_for: unlocked, requires_confirmation: true }
            """)
        file = folder.write(
            "config/home.yaml",
            """
            node: test
            broker:
            \(broker.map { "  " + $0 }.joined(separator: "\n"))
            profiles: ../devices
            data: ../var
            \(more.joined(separator: "\n"))
            areas:
              kitchen: { floor: downstairs }
            devices:
              lamp: { profile: test/lamp, name: kitchen lamp, area: kitchen }
              blind: { profile: test/blind, name: blind, area: kitchen }
              door: { profile: test/lock, name: front door }
            """)
    }

    /// What a model that understands everything would say to some sentences.
    public static let model = ScriptedModel([
        "turn on the kitchen lamp": [.control("set"), .device("kitchen lamp"), .text(" power on")],
        "turn off the kitchen lamp": [.control("set"), .device("kitchen lamp"), .text(" power off")],
        "dim the kitchen lamp to 30": [.control("set"), .device("kitchen lamp"), .text(" brightness 30")],
        "open the blind": [.control("set"), .device("blind"), .text(" opening open")],
        "unlock the front door": [.control("set"), .device("front door"), .text(" lock unlocked")],
        "turn on the kitchen lamp and open the blind": [
            .control("set"), .device("kitchen lamp"), .text(" power on"), .control("set"), .device("blind"),
            .text(" opening open"),
        ],
        "is the front door locked": [
            .control("get"), .device("front door"), .text(" lock"), .control("is"), .text(" locked"),
        ],
        "order a pizza": [.control("no"), .text(" home")],
    ])
}
