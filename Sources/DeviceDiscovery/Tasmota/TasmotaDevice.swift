import Appliances
import JSONText

/// Reads one device: each relay is a device of its own, a light or a shutter too.
struct TasmotaDevice {
    let json: JSON
    let sensors: JSON?
    let key: String
    private(set) var devices: [DeviceDescription] = []
    private(set) var unmapped: [Unmapped] = []

    init(json: JSON, sensors: JSON?, key: String) {
        self.json = json
        self.sensors = sensors
        self.key = key
    }

    private enum Output: Int { case none, relay, light, shutter }

    private var name: String { CleanText.name(json["dn"]?.string ?? "") }

    mutating func read() {
        guard let topics = TasmotaTopics(json) else { return refuse(nil, "its topics cannot be used") }
        let outputs = (json["rl"]?.array ?? []).prefix(32).map { Output(rawValue: $0.integer ?? 0) ?? .none }
        let powers = outputs.enumerated().filter { $0.element == .relay || $0.element == .light }.map(\.offset)
        let isFan = json["if"]?.integer == 1
        for index in powers {
            // One output is called POWER, several are counted.
            let word = powers.count > 1 ? "POWER\(index + 1)" : "POWER"
            var device = description(index, of: powers.count + (outputs.contains(.shutter) ? 1 : 0))
            let isLight = outputs[index] == .light || json["so"]?["30"]?.integer == 1 || (isFan && index == 0)
            device.type = isLight ? "light" : "switch"
            device.properties = [power(word, topics)]
            device.stateRequests = [MessageDescription(topics.command(word), .text(""))]
            if outputs[index] == .light, !isFan { light(&device, topics) }
            devices.append(device)
        }
        if isFan { devices.append(fan(topics)) }
        shutters(outputs, topics)
        measure(topics)
        if (json["swc"]?.array ?? []).contains(where: { ($0.integer ?? -1) >= 0 }) {
            refuse("switches", "what a wall switch at the device does is not followed")
        }
        if devices.isEmpty { refuse(nil, "nothing that it has can be used") }
        for index in devices.indices {
            devices[index].address = topics.own
            let online = CleanText.payload(json["onln"]?.string ?? "Online") ?? "Online"
            let offline = CleanText.payload(json["ofln"]?.string ?? "Offline") ?? "Offline"
            devices[index].availability = [
                AvailabilityDescription(topic: topics.telemetry("LWT"), path: nil, online: [online], offline: [offline])
            ]
            devices[index].confirmSeconds = devices[index].type == "cover" ? 60 : 3
        }
    }

    /// The device for an output, named by its friendly name if there are several.
    private func description(_ index: Int, of count: Int) -> DeviceDescription {
        let own = json["fn"]?[index]?.string.map { CleanText.name($0) }
        let isOne = count < 2
        var device = DeviceDescription(
            family: .tasmota, key: isOne ? key : "\(key)/\(index + 1)",
            name: isOne ? (name.isEmpty ? own ?? "" : name) : own ?? "\(name) \(index + 1)", type: "switch")
        device.maker = "tasmota"
        device.model = json["md"]?.string
        device.hints = [device.model, own].compactMap(\.self)
        return device
    }

    private func power(_ word: String, _ topics: TasmotaTopics) -> PropertyDescription {
        let words = json["state"]?.array?.compactMap(\.string).compactMap(CleanText.payload) ?? []
        let (off, on) = words.count >= 2 && words[0] != words[1] ? (words[0], words[1]) : ("OFF", "ON")
        return .power(
            on: .string(on), off: .string(off), commands: [MessageDescription(topics.command(word), .value)],
            state: StateDescription(topics.answer(word)))
    }

    /// Where the answer to a command is: in a common message, or in one of its own.
    private func answer(_ topics: TasmotaTopics, _ command: String, _ path: String...) -> StateDescription {
        let isOwn = json["so"]?["4"]?.integer == 1
        return StateDescription(topics.answer(isOwn ? command.uppercased() : "RESULT"), path)
    }

    private func light(_ device: inout DeviceDescription, _ topics: TasmotaTopics) {
        let kind = json["lt_st"]?.integer ?? 0
        guard kind > 0 else { return }
        // With option 20 a changed brightness leaves the light off.
        let on =
            json["so"]?["20"]?.integer == 1
            ? device.properties[0].commands.map {
                MessageDescription($0.topic, .literal("ON"), onlyFor: .above(0))
            } : []
        device.properties.append(
            PropertyDescription(
                "brightness", .range(.percent(to: 100)), state: answer(topics, "Dimmer", "Dimmer"),
                commands: [MessageDescription(topics.command("Dimmer"), .value)] + on))
        if [2, 5].contains(kind) {
            let (lowest, highest) = json["so"]?["82"]?.integer == 1 ? (200.0, 380.0) : (153.0, 500.0)
            if let form = NumberForm.kelvin(fromMired: lowest, to: highest) {
                var property = PropertyDescription(
                    "color_temp", .range(form), state: answer(topics, "CT", "CT"),
                    commands: [MessageDescription(topics.command("CT"), .value)])
                property.tolerance = 100
                device.properties.append(property)
            }
        }
        guard kind >= 3 else { return }
        // Color2 keeps the brightness.
        var state = answer(topics, "Color", "HSBColor")
        state.color = .text("{hue},{saturation},{level}")
        device.properties.append(
            PropertyDescription(
                "color", .color(.hexadecimal), state: state,
                commands: [MessageDescription(topics.command("Color2"), .value)]))
    }

    private func fan(_ topics: TasmotaTopics) -> DeviceDescription {
        var device = DeviceDescription(
            family: .tasmota, key: key + "/fan", name: CleanText.name(name + " fan"), type: "fan")
        device.maker = "tasmota"
        device.model = json["md"]?.string
        let topic = topics.command("FanSpeed")
        device.properties = [
            PropertyDescription(
                "power", .choice([Spelling("on", 3), Spelling("off", 0)]),
                state: {
                    var state = answer(topics, "FanSpeed", "FanSpeed")
                    state.spellings = [Spelling("off", 0)]
                    state.otherwise = "on"
                    return state
                }(), commands: [MessageDescription(topic, .value)]),
            PropertyDescription(
                "speed", .range(.percent(from: 0, to: 3)), state: answer(topics, "FanSpeed", "FanSpeed"),
                commands: [MessageDescription(topic, .value)]),
        ]
        device.properties[1].tolerance = 17
        return device
    }

    /// Two relays in a row make a shutter.
    private mutating func shutters(_ outputs: [Output], _ topics: TasmotaTopics) {
        let count = outputs.filter { $0 == .shutter }.count / 2
        guard count > 0 else { return }
        for number in 1...count {
            var device = description(2 * (number - 1), of: count + devices.count)
            device.key = "\(key)/shutter\(number)"
            device.type = "cover"
            device.deviceClass = "shutter"
            var state = answer(topics, "Shutter\(number)", "Shutter\(number)", "Position")
            let position = PropertyDescription(
                "position", .range(.percent(to: 100)), state: state,
                commands: [MessageDescription(topics.command("ShutterPosition\(number)"), .value)])
            state.spellings = [Spelling("closed", 0)]
            state.otherwise = "open"
            device.properties = [
                PropertyDescription(
                    "opening", .choice([Spelling("open", "open"), Spelling("closed", "closed")]), state: state,
                    commands: [
                        MessageDescription(
                            topics.command("ShutterOpen\(number)"), .text(""), onlyFor: .names(["open"])),
                        MessageDescription(
                            topics.command("ShutterClose\(number)"), .text(""), onlyFor: .names(["closed"])),
                    ]), position,
            ]
            device.properties[1].tolerance = 3
            device.verbs = [
                VerbDescription("stop", MessageDescription(topics.command("ShutterStop\(number)"), .text("")))
            ]
            device.stateRequests = [MessageDescription(topics.command("ShutterPosition\(number)"), .text(""))]
            devices.append(device)
        }
    }

    /// What its sensors measure goes to its first device, or makes one.
    private mutating func measure(_ topics: TasmotaTopics) {
        guard let groups = sensors?["sn"]?.object else { return }
        let isAlone = devices.isEmpty
        var reader = TasmotaSensors(topic: topics.telemetry("SENSOR"), units: groups, isAlone: isAlone)
        let readings = reader.readings()
        for name in reader.leftOut { refuse(name, "a sensor that is not known") }
        guard !readings.isEmpty else { return }
        if isAlone { devices.append(description(0, of: 1)) }
        if isAlone { devices[0].type = "sensor" }
        devices[0].properties += readings
    }

    private mutating func refuse(_ property: String?, _ reason: String) {
        unmapped.append(
            Unmapped(family: .tasmota, device: name.isEmpty ? key : name, property: property, reason: reason))
    }
}
