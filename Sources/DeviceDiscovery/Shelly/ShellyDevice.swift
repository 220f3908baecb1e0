import Appliances
import JSONText

/// Reads one Shelly device: each of its outputs is a device of its own.
struct ShellyDevice {
    let prefix: String
    let answers: ShellyAnswers
    let messages: KeptMessages
    /// The components that are published on topics of their own.
    private let published: [String]
    private(set) var devices: [DeviceDescription] = []
    private(set) var unmapped: [Unmapped] = []

    init(prefix: String, answers: ShellyAnswers, messages: KeptMessages) {
        self.prefix = prefix
        self.answers = answers
        self.messages = messages
        published = messages.topics.filter { $0.hasPrefix(prefix + "/status/") }
    }

    private static let kinds = [
        "switch", "light", "cover", "rgb", "rgbw", "cct", "input", "temperature", "humidity", "devicepower",
        "illuminance", "pm1", "em1", "flood", "smoke",
    ]

    /// True for the name of a component: `switch:0`.
    static func isComponent(_ name: String) -> Bool {
        let parts = name.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 2 && kinds.contains(String(parts[0]))
            && Int(parts[1]).map { (0..<1000).contains($0) } == true
    }

    mutating func read() {
        let parts = components()
        guard !parts.isEmpty else {
            return refuse(
                nil,
                "it did not tell what it has; is \"Enable RPC over MQTT\" or \"Generic status update over MQTT\" switched on?"
            )
        }
        let outputs = parts.filter { ["switch", "light", "cover", "rgb", "rgbw", "cct"].contains(Self.kind($0.name)) }
        for (component, status) in outputs {
            guard ["switch", "light", "cover"].contains(Self.kind(component)) else {
                refuse(component, "colours of Shelly lights are not used")
                continue
            }
            devices.append(output(component, status, isOne: outputs.count == 1))
        }
        var readings: [PropertyDescription] = []
        for (component, status) in parts where !outputs.contains(where: { $0.name == component }) {
            readings += measured(
                component, status, count: parts.filter { Self.kind($0.name) == Self.kind(component) }.count)
        }
        guard !readings.isEmpty else { return }
        if devices.isEmpty {
            var device = description(key: prefix, name: name)
            device.type =
                readings.contains { if case .reading = $0.kind { $0.name != "battery" } else { false } }
                ? "sensor" : "binary_sensor"
            devices.append(device)
        }
        devices[0].properties += readings
    }

    /// The components with their status, as far as it was told.
    private func components() -> [(name: String, status: JSON)] {
        var found: [String: JSON] = [:]
        for member in answers.status?.object ?? [] where Self.isComponent(member.key) {
            found[member.key] = member.value
        }
        for member in answers.config?.object ?? [] where Self.isComponent(member.key) && found[member.key] == nil {
            found[member.key] = .object([JSON.Member]())
        }
        for topic in published {
            let component = String(topic.dropFirst(prefix.count + "/status/".count))
            if Self.isComponent(component) { found[component] = messages.json(topic) ?? found[component] }
        }
        return found.sorted { ($0.key.utf8.count, $0.key) < ($1.key.utf8.count, $1.key) }.prefix(40).map {
            ($0.key, $0.value)
        }
    }

    private static func kind(_ component: String) -> String { String(component.prefix { $0 != ":" }) }
    private static func number(_ component: String) -> Int { Int(component.drop { $0 != ":" }.dropFirst()) ?? 0 }

    private var name: String {
        let told = answers.info?["name"]?.string ?? answers.config?["sys"]?["device"]?["name"]?.string
        return told.map { CleanText.name($0) } ?? ""
    }

    private func description(key: String, name: String) -> DeviceDescription {
        var device = DeviceDescription(family: .shelly, key: key, name: name, type: "switch")
        device.maker = "shelly"
        device.model = answers.info?["app"]?.string ?? answers.info?["model"]?.string ?? model
        device.address = prefix
        device.availability = [
            AvailabilityDescription(topic: prefix + "/online", path: nil, online: ["true"], offline: ["false"])
        ]
        device.stateRequests = [MessageDescription(prefix + "/command", .literal("status_update"))]
        return device
    }

    /// The kind of device that its usual name begins with: `shellyplus1-a8032abe54dc`.
    private var model: String? {
        prefix.hasPrefix("shelly") ? prefix.split(separator: "-").first.map(String.init) : nil
    }

    private func output(_ component: String, _ status: JSON, isOne: Bool) -> DeviceDescription {
        let own = answers.config?[component]?["name"]?.string.map { CleanText.name($0) } ?? ""
        let number = Self.number(component)
        var label = own.isEmpty ? name : own
        if own.isEmpty, !isOne, !label.isEmpty { label += " \(number + 1)" }
        var device = description(key: isOne ? prefix : "\(prefix)/\(component)", name: label)
        switch Self.kind(component) {
        case "light": light(&device, component)
        case "cover": cover(&device, component)
        default:
            let words = Set(Words.all((device.model ?? "") + " " + prefix))
            device.type = words.contains { $0.contains("plug") } ? "outlet" : "switch"
            device.properties = [power(component, method: "Switch.Set")]
        }
        let meters: [(key: String, path: [String], property: String, unit: String, factor: Double)] = [
            ("apower", ["apower"], "consumption", "W", 1), ("aenergy", ["aenergy", "total"], "energy", "kWh", 1000),
            ("voltage", ["voltage"], "voltage", "V", 1),
        ]
        for meter in meters where status[meter.key] != nil {
            device.properties.append(
                PropertyDescription(
                    meter.property, .reading(unit: meter.unit, factor: meter.factor),
                    state: state(component, meter.path)))
        }
        return device
    }

    /// Where a component is reported: on a topic of its own if the device publishes such, otherwise in its notifications.
    private func state(_ component: String, _ path: [String], spellings: [Spelling]? = nil) -> StateDescription {
        if !published.isEmpty {
            return StateDescription("\(prefix)/status/\(component)", path, spellings: spellings)
        }
        return StateDescription("\(prefix)/events/rpc", ["params", component] + path, spellings: spellings)
    }

    private func call(
        _ method: String, _ component: String, _ parameters: [JSON.Member] = [],
        onlyFor: MessageDescription.Condition? = nil
    ) -> MessageDescription {
        let all = [JSON.Member(key: "id", value: .number(Self.number(component)))] + parameters
        let json = JSON.object([
            JSON.Member(key: "id", value: 1), .init(key: "src", value: "trivet-shelly"),
            .init(key: "method", value: .string(method)), .init(key: "params", value: .object(all)),
        ])
        return MessageDescription(prefix + "/rpc", .json(json), onlyFor: onlyFor)
    }

    private func power(_ component: String, method: String) -> PropertyDescription {
        .power(
            on: true, off: false, commands: [call(method, component, [.init(key: "on", value: "{value}")])],
            state: state(component, ["output"]))
    }

    private func light(_ device: inout DeviceDescription, _ component: String) {
        device.type = "light"
        device.properties = [
            power(component, method: "Light.Set"),
            PropertyDescription(
                "brightness", .range(.percent(to: 100)), state: state(component, ["brightness"]),
                commands: [
                    call(
                        "Light.Set", component,
                        [.init(key: "on", value: true), .init(key: "brightness", value: "{value}")],
                        onlyFor: .above(0)),
                    call("Light.Set", component, [.init(key: "on", value: false)], onlyFor: .number(0)),
                ]),
        ]
    }

    private func cover(_ device: inout DeviceDescription, _ component: String) {
        device.type = "cover"
        device.confirmSeconds = 60
        var report = state(
            component, ["state"],
            spellings: [Spelling("open", "open"), Spelling("closed", "closed")])
        report.ignored = ["opening", "closing", "stopped", "calibrating"]
        var position = PropertyDescription(
            "position", .range(.percent(to: 100)), state: state(component, ["current_pos"]),
            commands: [call("Cover.GoToPosition", component, [.init(key: "pos", value: "{value}")])])
        position.tolerance = 3
        device.properties = [
            PropertyDescription(
                "opening", .choice([Spelling("open", "open"), Spelling("closed", "closed")]), state: report,
                commands: [
                    call("Cover.Open", component, onlyFor: .names(["open"])),
                    call("Cover.Close", component, onlyFor: .names(["closed"])),
                ]), position,
        ]
        device.verbs = [VerbDescription("stop", call("Cover.Stop", component))]
    }

    private mutating func measured(_ component: String, _ status: JSON, count: Int) -> [PropertyDescription] {
        let suffix = count > 1 ? "_\(Self.number(component) + 1)" : ""
        func number(_ name: String, _ unit: String, _ path: [String], factor: Double = 1) -> PropertyDescription {
            PropertyDescription(name + suffix, .reading(unit: unit, factor: factor), state: state(component, path))
        }
        func alarm(_ name: String, _ path: [String]) -> PropertyDescription {
            .twoStates(name + suffix, kind: name, yes: [true], no: [false], state: state(component, path))
        }
        switch Self.kind(component) {
        case "temperature": return [number("temperature", "°C", ["tC"])]
        case "humidity": return [number("humidity", "%", ["rh"])]
        case "illuminance": return [number("illuminance", "lx", ["lux"])]
        case "devicepower": return [number("battery", "%", ["battery", "percent"])]
        case "pm1":
            return [
                number("consumption", "W", ["apower"]), number("energy", "kWh", ["aenergy", "total"], factor: 1000),
            ]
        case "em1": return [number("consumption", "W", ["act_power"])]
        case "flood": return [alarm("moisture", ["alarm"])]
        case "smoke": return [alarm("smoke", ["alarm"])]
        default:
            refuse(component, "a button or a wall switch: an event and not a state")
            return []
        }
    }

    private mutating func refuse(_ property: String?, _ reason: String) {
        unmapped.append(
            Unmapped(family: .shelly, device: name.isEmpty ? prefix : name, property: property, reason: reason))
    }
}
