import JSONText

extension EntityMapper {
    mutating func cover() {
        type = "cover"
        deviceClass = config.string("device_class").flatMap { Words.word($0) }
        confirmSeconds = 60
        covering(states: [("open", "state_open", "open"), ("closed", "state_closed", "closed")])
        tilt()
    }

    mutating func valve() {
        type = "valve"
        confirmSeconds = 30
        if config.flag("reports_position") == true {
            guard let order = command("command_topic", "command_template", of: label) else { return }
            position(order, report: report("state_topic", "value_template", of: label))
            return
        }
        covering(states: [("open", "state_open", "open"), ("closed", "state_closed", "closed")])
    }

    /// Opening, closing, stopping, and a position if there is one.
    private mutating func covering(states: [(name: String, key: String, usual: String)]) {
        let order = command("command_topic", "command_template", of: label)
        let places = report(
            "position_topic", config["position_template"] == nil ? "value_template" : "position_template",
            of: "position")
        let stateReport = report("state_topic", "value_template", of: label)
        let closedAt = config.number("position_closed") ?? 0
        if let order {
            let words = [("open", payload("payload_open", "OPEN")), ("closed", payload("payload_close", "CLOSE"))]
            let spellings = words.compactMap { name, word in word.map { Spelling(name, .string($0)) } }
            if spellings.count == 2 {
                var state: StateDescription?
                if let stateReport {
                    let reported = states.map { ($0.name, [payload($0.key, $0.usual) ?? $0.usual]) }
                    state = stateReport.state(reported)
                    let ways = [("state_opening", "opening"), ("state_closing", "closing")]
                    state?.ignored = ways.compactMap { payload($0.0, $0.1) }
                    // One that only says that it stopped is somewhere in between.
                    if let stopped = payload("state_stopped", "stopped") { state?.ignored.append(stopped) }
                } else if let places, places.template.choice == nil {
                    state = places.plainState
                    state?.spellings = [Spelling("closed", .number(closedAt))]
                    state?.otherwise = "open"
                }
                properties.append(
                    PropertyDescription("opening", .choice(spellings), state: state, commands: [order.message()]))
            } else {
                return refuse(label, "it cannot be both opened and closed")
            }
            if let stop = payload("payload_stop", "STOP") { verbs.append(VerbDescription("stop", order.message(stop))) }
        }
        if let order = command("set_position_topic", "set_position_template", of: "position") {
            position(order, report: places)
        }
    }

    private mutating func position(_ order: Order, report: Report?) {
        let (closed, open) = (config.number("position_closed") ?? 0, config.number("position_open") ?? 100)
        guard closed != open else { return refuse("position", "open and closed are the same position") }
        number("position", .percent(from: closed, to: open), command: order, report: report, tolerance: 3)
    }

    private mutating func tilt() {
        guard let order = command("tilt_command_topic", "tilt_command_template", of: "tilt") else { return }
        let (closed, open) = (config.number("tilt_min") ?? 0, config.number("tilt_max") ?? 100)
        guard closed != open else { return refuse("tilt", "open and closed are the same tilt") }
        number(
            "tilt", .percent(from: closed, to: open), command: order,
            report: report("tilt_status_topic", "tilt_status_template", of: "tilt"), tolerance: 3)
    }

    mutating func lock() {
        type = "lock"
        confirmSeconds = 15
        guard let locked = payload("payload_lock", "LOCK"), let unlocked = payload("payload_unlock", "UNLOCK"),
            locked != unlocked,
            let order = command("command_topic", "command_template", of: label)
        else { return refuse(label, "its words for locking and unlocking cannot be used") }
        if config["code_format"] != nil { return refuse(label, "it wants a code, which does not belong in a sentence") }
        var state = report("state_topic", "value_template", of: label)?.state([
            ("locked", [payload("state_locked", "LOCKED") ?? "LOCKED"]),
            ("unlocked", [payload("state_unlocked", "UNLOCKED") ?? "UNLOCKED"]),
        ])
        state?.ignored = [
            payload("state_locking", "LOCKING"), payload("state_unlocking", "UNLOCKING"),
            payload("state_jammed", "JAMMED"),
        ].compactMap(\.self)
        properties.append(
            PropertyDescription(
                "lock", .choice([Spelling("locked", .string(locked)), Spelling("unlocked", .string(unlocked))]),
                state: state, commands: [order.message()]))
        if config["payload_open"] != nil, let open = payload("payload_open", "OPEN") {
            verbs.append(VerbDescription("unlatch", order.message(open)))
        }
    }
}
