/// Judges what was published by the rules of a random home. It was written from the description of the rules, knows
/// topics and payloads only, and shares no code with the policy.
struct SafetyOracle {
    /// What a message does.
    struct Touch: Hashable {
        var target: String
        var name: String?
        var number: Double?
    }

    /// On whose behalf something is done.
    struct Asker {
        var sender: String?
        var isConfirmed: Bool
    }

    private struct Fact {
        var value: String
        var at: Double
        var since: Double?
        var isStored: Bool
    }

    private struct Program {
        var device: Int
        /// The topic and payload that end it.
        var end: String
        var deadline: Double
        var runs = false
    }

    let home: RandomHome
    private var facts: [String: Fact] = [:]
    /// What was known when a group began to be worked on: its members are decided about by that.
    private var frozen: [String: Fact]?
    private var published: [(device: Int, target: String, at: Double)] = []
    private var programs: [Program] = []

    init(_ home: RandomHome) {
        self.home = home
    }

    // MARK: What happens

    /// An appliance reported.
    mutating func reported(_ device: Int, _ property: String, _ value: String, at time: Double, stored: Bool) {
        let key = "\(device) \(property)"
        let old = facts[key]
        if stored, let old, old.value == value { return }
        let since: Double? = stored ? nil : old?.value == value ? old?.since : time
        facts[key] = Fact(value: value, at: time, since: since, isStored: stored)
        let ends = property == "activity" ? ["idle", "running", "c/stop NOW"] : ["off", "on", "c/power OFF"]
        guard property == "activity" || property == "power" else { return }
        let state = value.lowercased()
        programs.removeAll { $0.device == device && $0.end == ends[2] && $0.runs && state == ends[0] }
        for index in programs.indices
        where programs[index].device == device && programs[index].end == ends[2] && state == ends[1] {
            programs[index].runs = true
        }
    }

    /// From here on until `thaw` rules are judged by what is known now.
    mutating func freeze() { frozen = facts }

    /// Ends what `freeze` began.
    mutating func thaw() { frozen = nil }

    /// The runtime was started anew and has to be told everything again.
    mutating func restarted() { facts = [:] }

    /// A message left: what stands against it. Nobody asked for it if there is no asker.
    mutating func sent(_ device: Int, _ command: String, _ touches: [Touch], for asker: Asker?, at time: Double) -> Set<
        String
    > {
        var found: Set<String> = []
        if let asker {
            found = verdict(device, touches, for: asker, at: time)
        } else if !programs.contains(where: { $0.device == device && $0.end == command && $0.deadline <= time }) {
            found = ["nobody asked for it"]
        }
        if home.isObserved { found.insert("observe") }
        // What the runtime ends by itself is no action of anybody and is not counted as one.
        guard asker != nil else { return found }
        for touch in touches { published.append((device, touch.target, time)) }
        begin(device, touches, at: time)
        return found
    }

    private mutating func begin(_ device: Int, _ touches: [Touch], at time: Double) {
        var ends: [String: Double] = [:]
        for touch in touches {
            for limit in limits(device, touch) {
                guard let end = limit.end, !(touch.target == "power" && touch.name == "off") else { continue }
                let seconds = end.hasArgument ? (touch.number ?? 0) * 60 : end.withinSeconds
                let message = touch.target == "start" ? "c/stop NOW" : "c/power OFF"
                ends[message] = min(ends[message] ?? .infinity, seconds)
            }
        }
        for (message, seconds) in ends {
            programs.removeAll { $0.device == device && $0.end == message }
            programs.append(Program(device: device, end: message, deadline: time + seconds))
        }
    }

    /// Programs that should have ended by now.
    func overdue(at time: Double) -> Int { home.isObserved ? 0 : programs.count { $0.deadline <= time } }

    // MARK: The rules

    /// Every rule that stands against doing this now.
    func verdict(_ device: Int, _ touches: [Touch], for asker: Asker, at time: Double) -> Set<String> {
        var found: Set<String> = []
        if home.isObserved { found.insert("observe") }
        if let sender = home.senders.first(where: { $0.name == asker.sender ?? "anyone" }) {
            if let only = sender.only, !only.contains("d\(device)"), !only.contains(home.devices[device].area) {
                found.insert("sender")
            }
        } else if asker.sender != nil {
            found.insert("sender")
        }
        for touch in touches {
            let limits = limits(device, touch)
            if touch.target == "start", home.devices[device].isHeating, !limits.contains(where: { $0.end != nil }) {
                found.insert("must_end")
            }
            for limit in limits { found.formUnion(verdict(limit, device, touch, asker, time)) }
        }
        return found
    }

    private func limits(_ device: Int, _ touch: Touch) -> [RandomLimit] {
        home.devices[device].limits.filter { limit in
            limit.target == touch.target && (limit.onlyFor == nil || limit.onlyFor == touch.name)
        }
    }

    private func verdict(
        _ limit: RandomLimit, _ device: Int, _ touch: Touch, _ asker: Asker, _ time: Double
    ) -> Set<String> {
        var found: Set<String> = []
        if let number = touch.number, touch.target != "start" {
            if let maximum = limit.maximum, number > max(maximum, limit.minimum ?? 0) { found.insert("maximum") }
            if let minimum = limit.minimum, number < minimum { found.insert("minimum") }
        }
        if limit.asks, !asker.isConfirmed { found.insert("ask") }
        if limit.isNever {
            found.insert("remote_start")
        } else if limit.isArmed {
            let fact = (frozen ?? facts)["\(device) remote"]
            var isArmed = fact?.value == "on"
            if let within = limit.armedWithin { isArmed = isArmed && fact?.since.map { time - $0 < within } ?? false }
            if !isArmed { found.insert("remote_start") }
        }
        for block in limit.blocks {
            var fact = (frozen ?? facts)["\(block.device) \(block.property)"]
            if let within = block.withinSeconds, let known = fact, known.isStored || time - known.at > within {
                fact = nil
            }
            if fact.map({ $0.value == block.value }) ?? !block.isLenient { found.insert("blocked_while") }
        }
        let times = published.filter { $0.device == device && $0.target == touch.target }.map(\.at)
        if let interval = limit.interval, times.contains(where: { time - $0 < interval }) {
            found.insert("minimum_interval")
        }
        if let rate = limit.rate, times.count(where: { time - $0 < rate.within }) >= rate.actions {
            found.insert("rate")
        }
        if let quiet = limit.quiet, Self.isQuiet(quiet, time) {
            if !quiet.asks { found.insert("quiet_hours") } else if !asker.isConfirmed { found.insert("ask") }
        }
        if let users = limit.users, !users.contains(asker.sender ?? "") { found.insert("users") }
        if let areas = limit.areas {
            let area = home.senders.first { $0.name == asker.sender }?.area
            if !areas.contains(area ?? "") { found.insert("areas") }
        }
        if let end = limit.end, end.hasArgument, touch.target == "start" {
            if touch.number == nil || touch.number! * 60 > end.withinSeconds { found.insert("must_end") }
        }
        return found
    }

    /// Second 0 is the first of a Monday. The window is laid out over the week and its minutes are counted.
    private static func isQuiet(_ quiet: RandomLimit.Quiet, _ time: Double) -> Bool {
        let week = 7 * 1440
        let minute = Int(time / 60) % week
        let length = (quiet.to - quiet.from + 1440) % 1440
        return quiet.days.contains { day in
            let start = (day - 1) * 1440 + quiet.from
            return (minute - start + week) % week < length
        }
    }
}
