/// The rules of one target of one device, as plain data: the home's file is written from them, and the oracle judges by them.
struct RandomLimit {
    struct Block {
        var device: Int
        var property: String
        var value: String
        var isLenient: Bool
        var withinSeconds: Double?
    }

    struct Quiet {
        var from: Int
        var to: Int
        var days: Set<Int>
        var asks: Bool
    }

    struct End {
        var withinSeconds: Double
        var hasArgument: Bool
    }

    var target: String
    var onlyFor: String?
    var minimum: Double?
    var maximum: Double?
    var asks = false
    var isNever = false
    var isArmed = false
    var armedWithin: Double?
    var blocks: [Block] = []
    var interval: Double?
    var rate: (actions: Int, within: Double)?
    var quiet: Quiet?
    var users: [String]?
    var areas: [String]?
    var end: End?
}

/// A home with random devices under random limits. Times that limits name end in a half second and the clock of the test
/// moves by whole ones, so that no rounding decides.
struct RandomHome {
    struct RandomDevice {
        var area: String
        var isHeating: Bool
        var limits: [RandomLimit]
    }

    var devices: [RandomDevice] = []
    /// The senders with the area that each stands in and what it may change.
    var senders: [(name: String, area: String?, only: [String]?)] = []
    var isObserved = false

    static let areas = ["kitchen", "hall"]
    static let dayNames = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

    init(using generator: inout some RandomNumberGenerator) {
        func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &generator) == 0 }
        isObserved = chance(12)
        senders = [("ann", nil, nil), ("panel", "kitchen", nil), ("child", "hall", ["d0", "hall"])]
        if chance(4) { senders.append(("anyone", nil, ["kitchen"])) }
        let count = Int.random(in: 2...4, using: &generator)
        for _ in 0..<count {
            var device = RandomDevice(
                area: Self.areas[Int.random(in: 0...1, using: &generator)], isHeating: chance(2), limits: [])
            for target in ["power", "temperature", "opening", "position", "start"] {
                for _ in 0..<Int.random(in: 0...2, using: &generator) {
                    device.limits.append(Self.limit(target, count, using: &generator))
                }
            }
            devices.append(device)
        }
    }

    private static func limit(
        _ target: String, _ count: Int, using generator: inout some RandomNumberGenerator
    ) -> RandomLimit {
        func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &generator) == 0 }
        func number(_ range: ClosedRange<Int>) -> Double { Double(Int.random(in: range, using: &generator)) }
        var limit = RandomLimit(target: target)
        if target == "power", chance(2) { limit.onlyFor = "on" }
        if target == "opening", chance(2) { limit.onlyFor = "open" }
        if target == "temperature" || target == "position" {
            if chance(3) { limit.maximum = number(50...90) }
            if chance(3) { limit.minimum = number(5...40) }
        }
        if chance(5) { limit.asks = true }
        if chance(25) { limit.isNever = true }
        if chance(6) {
            limit.isArmed = true
            limit.armedWithin = chance(2) ? number(100...3000) + 0.5 : nil
        }
        if chance(4) {
            let isDoor = chance(2)
            limit.blocks = [
                RandomLimit.Block(
                    device: Int.random(in: 0..<count, using: &generator), property: isDoor ? "door" : "activity",
                    value: isDoor ? "open" : "running", isLenient: chance(2),
                    withinSeconds: chance(2) ? number(100...3000) + 0.5 : nil)
            ]
        }
        if chance(6) { limit.interval = number(10...2000) + 0.5 }
        if chance(6) { limit.rate = (Int.random(in: 1...3, using: &generator), number(500...5000) + 0.5) }
        if chance(6) {
            let from = Int.random(in: 0..<1440, using: &generator)
            let days = Set((1...7).filter { _ in !chance(4) })
            limit.quiet = RandomLimit.Quiet(
                from: from, to: (from + Int.random(in: 60...900, using: &generator)) % 1440,
                days: days.isEmpty ? [1] : days, asks: chance(2))
        }
        if chance(10) { limit.users = chance(2) ? ["ann"] : ["ann", "panel"] }
        if chance(12) { limit.areas = ["kitchen"] }
        if target == "start", !chance(4) {
            limit.end = RandomLimit.End(withinSeconds: number(10...120) * 60 + 30, hasArgument: chance(2))
        }
        if target == "power", limit.onlyFor == "on", chance(3) {
            limit.end = RandomLimit.End(withinSeconds: number(10...120) * 60 + 30, hasArgument: false)
        }
        return limit
    }
}

// MARK: - As files

extension RandomHome {
    /// The profile of a device with its limits.
    func profile(_ index: Int) -> String {
        """
        type: \(devices[index].isHeating ? "oven" : "cabinet")
        properties:
          power:
            values: { on: "ON", off: "OFF" }
            command: { topic: "{address}/c/power", payload: "{value}" }
            state: { topic: "{address}/s/power" }
          temperature:
            range: { minimum: 0, maximum: 100 }
            command: { topic: "{address}/c/temperature", payload: "{value}" }
            state: { topic: "{address}/s/temperature" }
          opening:
            values: [open, closed]
            command: { topic: "{address}/c/opening", payload: "{value}" }
            state: { topic: "{address}/s/opening" }
          position:
            range: { minimum: 0, maximum: 100 }
            command: { topic: "{address}/c/position", payload: "{value}" }
            state: { topic: "{address}/s/position" }
          remote: { reading: { values: [on, off] }, state: { topic: "{address}/s/remote" } }
          door: { reading: { values: [open, closed] }, state: { topic: "{address}/s/door" } }
          activity: { reading: { values: [idle, running] }, state: { topic: "{address}/s/activity" } }
        verbs:
          start:
            arguments:
              minutes: { number: { maximum: 500 } }
              temperature: { number: { maximum: 100 } }
            command:
              - { topic: "{address}/c/start", payload: { run: 1 }, unless: [minutes, temperature] }
              - { topic: "{address}/c/start", payload: { minutes: "{minutes}" }, needs: minutes, unless: temperature }
              - { topic: "{address}/c/start", payload: { temperature: "{temperature}" }, needs: temperature, unless: minutes }
              - topic: "{address}/c/start"
                payload: { minutes: "{minutes}", temperature: "{temperature}" }
                needs: [minutes, temperature]
            confirm: { property: activity, is: [running] }
          stop:
            command: { topic: "{address}/c/stop", payload: NOW }
            confirm: { property: activity, is: [idle] }

        """
    }

    /// The home's file.
    var file: String {
        var lines = [
            "node: test", "profiles: ../devices", "agent: { observe: \(isObserved) }",
            "areas: { kitchen: {}, hall: {} }", "senders:",
        ]
        for sender in senders {
            let area = sender.area.map { "area: \($0), " } ?? ""
            let only = sender.only.map { "only: [\($0.joined(separator: ", "))]" } ?? ""
            lines.append("  \(sender.name): { \(area)\(only) }".replacing(", }", with: " }"))
        }
        lines.append("devices:")
        for (index, device) in devices.enumerated() {
            lines.append(
                "  d\(index): { profile: test/d\(index), area: \(device.area), limits: \(limits(of: device)) }")
        }
        return lines.joined(separator: "\n")
    }

    private func limits(of device: RandomDevice) -> String {
        var targets: [String] = []
        for limit in device.limits where !targets.contains(limit.target) { targets.append(limit.target) }
        let entries = targets.map { target in
            let items = device.limits.filter { $0.target == target }.map(text)
            return "\(target): [\(items.joined(separator: ", "))]"
        }
        return "{ \(entries.joined(separator: ", ")) }"
    }

    private func text(_ limit: RandomLimit) -> String {
        var parts: [String] = []
        if let value = limit.onlyFor { parts.append("only_for: \"\(value)\"") }
        if let minimum = limit.minimum { parts.append("minimum: \(minimum)") }
        if let maximum = limit.maximum { parts.append("maximum: \(max(maximum, limit.minimum ?? 0))") }
        if limit.asks { parts.append("requires_confirmation: true") }
        if limit.isNever {
            parts.append("remote_start: never")
        } else if limit.isArmed {
            let within = limit.armedWithin.map { ", within_seconds: \($0)" } ?? ""
            parts.append("remote_start: armed, armed_by: { property: remote, is: \"on\"\(within) }")
        }
        for block in limit.blocks {
            let within = block.withinSeconds.map { ", within_seconds: \($0)" } ?? ""
            let unknown = block.isLenient ? "allow" : "block"
            parts.append(
                "blocked_while: { device: d\(block.device), property: \(block.property), is: \(block.value), "
                    + "when_unknown: \(unknown)\(within) }")
        }
        if let interval = limit.interval { parts.append("min_interval_seconds: \(interval)") }
        if let rate = limit.rate { parts.append("rate: { actions: \(rate.actions), within_seconds: \(rate.within) }") }
        if let quiet = limit.quiet {
            let days = quiet.days.sorted().map { Self.dayNames[$0 - 1] }.joined(separator: ", ")
            parts.append(
                "quiet_hours: { from: \"\(Self.clock(quiet.from))\", to: \"\(Self.clock(quiet.to))\", days: [\(days)], "
                    + "then: \(quiet.asks ? "ask" : "refuse") }")
        }
        if let users = limit.users { parts.append("users: [\(users.joined(separator: ", "))]") }
        if let areas = limit.areas { parts.append("areas: [\(areas.joined(separator: ", "))]") }
        if let end = limit.end {
            let by = limit.target == "start" ? "stop" : "{ power: \"off\" }"
            let argument = end.hasArgument ? ", argument: minutes" : ""
            parts.append("must_end: { within_seconds: \(end.withinSeconds)\(argument), by: \(by) }")
        }
        return "{ \(parts.joined(separator: ", ")) }"
    }

    private static func clock(_ minute: Int) -> String {
        "\(minute / 60):\(minute % 60 < 10 ? "0" : "")\(minute % 60)"
    }
}
