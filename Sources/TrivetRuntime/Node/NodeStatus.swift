import JSONText

/// The state of a runtime, kept at the broker for everybody who asks.
struct NodeStatus: Sendable {
    /// In which part of its life the runtime is.
    enum Phase: String, Sendable {
        case ready
        case offline
    }

    var phase: Phase
    var node: String
    var description: NodeDescription
    var uptimeSeconds = 0.0
    var devices = 0
    var devicesOnline = 0
    var commandsAnswered = 0
    var commandsWaiting = 0
    var reports = 0

    /// The status as it is published. A will is written in advance and has only what never changes.
    var json: JSON {
        var members: [JSON.Member] = [
            JSON.Member(key: "state", value: .string(phase.rawValue)),
            JSON.Member(key: "node", value: .string(node)),
            JSON.Member(key: "version", value: .string(TrivetVersion.current)),
        ]
        guard phase != .offline else { return .object(members) }
        let model = JSON.object([
            "name": .string(description.model), "checksum": description.modelChecksum.map(JSON.string),
        ])
        let memory = MemoryUse.read()
        let values: KeyValuePairs<String, JSON?> = [
            "model": model, "board": .string(description.board), "isa": .string(description.instructionSet),
            "threads": .number(description.threads), "uptime_seconds": .number(uptimeSeconds.rounded()),
            "memory_mib": memory.map { .number($0.residentMiB.rounded(toDigits: 1)) }, "devices": .number(devices),
            "devices_online": .number(devicesOnline), "commands_answered": .number(commandsAnswered),
            "commands_waiting": .number(commandsWaiting), "reports": .number(reports),
            "at": .number(Clock.wall().rounded()),
        ]
        members += JSON.object(values).object ?? []
        return .object(members)
    }
}
