import Appliances
import JSONText

/// The entities of one device, put together to what a person calls a device: a lamp with its sensors, four plugs, a cooker with
/// its buttons.
struct HomeAssistantDevice {
    let key: String
    let device: [String: JSON]
    private(set) var devices: [DeviceDescription] = []
    private(set) var unmapped: [Unmapped] = []
    private var entities: [EntityConfig] = []

    init(key: String, device: [String: JSON]) {
        self.key = key
        self.device = device
    }

    mutating func add(_ more: [EntityConfig]) { entities += more }

    private var name: String { CleanText.name(device["name"]?.string ?? "") }
    private var label: String { name.isEmpty ? key : name }

    mutating func map() {
        var mains: [EntityMapper] = []
        var others: [EntityConfig] = []
        let strong = entities.filter {
            EntityMapper.devices.contains($0.component) && $0.component != "switch" && !$0.isAside
        }
        // Buttons and choices beside a switch make an appliance of it, with the switch as a part.
        let isAppliance = entities.contains { ["button", "select", "number"].contains($0.component) && !$0.isAside }
        for entity in entities.sorted(by: { $0.id < $1.id }) {
            let isMain =
                strong.isEmpty
                ? entity.component == "switch" && !entity.isAside && !isAppliance
                : strong.contains { $0.id == entity.id && $0.component == entity.component }
            guard isMain else {
                others.append(entity)
                continue
            }
            var mapper = EntityMapper(entity)
            mapper.map()
            note(mapper)
            if !mapper.properties.isEmpty || !mapper.verbs.isEmpty { mains.append(mapper) }
        }
        if mains.isEmpty { return appliance(others) }
        if mains.count == 1 {
            devices = [description(mains[0], isOnly: true)]
            attach(others, to: 0)
        } else {
            devices = mains.map { description($0, isOnly: false) }
            if others.contains(where: { !$0.isAside }) { appliance(others, beside: true) }
        }
    }

    private func description(_ mapper: EntityMapper, isOnly: Bool) -> DeviceDescription {
        var name = self.name
        if let own = mapper.config.name, !isOnly || name.isEmpty {
            name = own.lowercased().hasPrefix(name.lowercased()) ? own : name + " " + own
        }
        var description = DeviceDescription(
            family: .homeassistant, key: isOnly ? key : key + "/" + mapper.config.id, name: CleanText.name(name),
            type: mapper.type)
        fill(&description, entity: mapper.config)
        description.deviceClass = mapper.deviceClass
        description.properties = mapper.properties
        description.verbs = mapper.verbs
        if let seconds = mapper.confirmSeconds { description.confirmSeconds = seconds }
        if mapper.config.string("device_class") == "outlet" { description.type = "outlet" }
        return description
    }

    private func fill(_ description: inout DeviceDescription, entity: EntityConfig) {
        description.maker = device["manufacturer"]?.string
        description.model = device["model"]?.string
        description.area = device["suggested_area"]?.string.map { CleanText.name($0) }
        description.hints = [description.model, entity.name].compactMap(\.self)
        (description.availability, description.availabilityMode) = EntityAvailability.read(entity)
    }

    /// A device without a light, a switch or the like: sensors, or an appliance of numbers, choices and buttons.
    private mutating func appliance(_ entities: [EntityConfig], beside isBeside: Bool = false) {
        guard let first = entities.first(where: { !$0.isAside }) ?? entities.first else { return }
        var description = DeviceDescription(
            family: .homeassistant, key: isBeside ? key + "/values" : key,
            name: isBeside ? CleanText.name(name + " values") : name, type: "sensor")
        fill(&description, entity: first)
        devices.append(description)
        let index = devices.count - 1
        attach(entities, to: index)
        guard !devices[index].properties.isEmpty || !devices[index].verbs.isEmpty else {
            devices.remove(at: index)
            if !isBeside, unmapped.isEmpty {
                unmapped.append(
                    Unmapped(family: .homeassistant, device: label, reason: "nothing that it has can be used"))
            }
            return
        }
        if devices[index].name.isEmpty { devices[index].name = first.name ?? "" }
        devices[index].type = Self.kind(of: devices[index])
    }

    private static func kind(of device: DeviceDescription) -> String {
        if device.properties.contains(where: \.isWritable) || !device.verbs.isEmpty {
            return TypeGuess.appliance(in: [device.name] + device.hints) ?? "appliance"
        }
        let isTwoStates = device.properties.allSatisfy {
            if case .namedReading = $0.kind { true } else { $0.name == "battery" }
        }
        return isTwoStates ? "binary_sensor" : "sensor"
    }

    /// Adds sensors, numbers, choices, switches and buttons to a device.
    private mutating func attach(_ entities: [EntityConfig], to index: Int) {
        for entity in entities {
            var mapper = EntityMapper(entity)
            if entity.isAside || Readings.isDiagnostic(Words.word(entity.name ?? "") ?? "") {
                mapper.refuse(mapper.label, "a setting or a diagnosis of the device itself")
            } else if entity.component == "switch", let name = mapper.propertyName() {
                // The switch of the device itself has no name of its own.
                mapper.power(property: entity.name == nil ? "power" : name)
            } else if ["sensor", "binary_sensor", "number", "select", "button"].contains(entity.component)
                || !EntityMapper.devices.contains(entity.component)
            {
                mapper.map()
            } else {
                mapper.refuse(mapper.label, "the device is something else already")
            }
            note(mapper)
            let isSensor = ["sensor", "binary_sensor"].contains(devices[index].type)
            for property in mapper.properties {
                var property = property
                if property.name == "consumption", isSensor { property.name = "power" }
                // Two sensors of one kind are told apart by their own names.
                if devices[index].properties.contains(where: { $0.name == property.name }),
                    let own = mapper.propertyName()
                {
                    property.name = own
                }
                devices[index].properties.append(property)
            }
            devices[index].verbs += mapper.verbs
        }
    }

    private mutating func note(_ mapper: EntityMapper) {
        for (property, reason) in mapper.leftOut {
            unmapped.append(Unmapped(family: .homeassistant, device: label, property: property, reason: reason))
        }
    }
}

/// Reads where an entity says whether its device is there.
enum EntityAvailability {
    static func read(_ entity: EntityConfig) -> (rules: [AvailabilityDescription], mode: String) {
        let usualOnline = entity.string("payload_available") ?? "online"
        let usualOffline = entity.string("payload_not_available") ?? "offline"
        if entity["availability_topic"] != nil {
            let rule = self.rule(
                entity.string("availability_topic"), entity.string("availability_template"), online: usualOnline,
                offline: usualOffline)
            return (rule.map { [$0] } ?? [], "all")
        }
        let items = entity["availability"].map { $0.array ?? [$0] } ?? []
        let rules = items.prefix(4).compactMap { item -> AvailabilityDescription? in
            let values = Abbreviations.expanded(item.object ?? [])
            func text(_ key: String) -> String? { values[key].map { $0.string ?? $0.serialized() } }
            return rule(
                text("topic"), text("value_template"), online: text("payload_available") ?? usualOnline,
                offline: text("payload_not_available") ?? usualOffline)
        }
        let mode = entity.string("availability_mode") ?? "latest"
        return (rules, ["all", "any"].contains(mode) ? mode : "latest")
    }

    private static func rule(
        _ topic: String?, _ template: String?, online: String, offline: String
    ) -> AvailabilityDescription? {
        guard let topic = topic.flatMap(CleanText.topic), let online = CleanText.payload(online),
            let offline = CleanText.payload(offline)
        else { return nil }
        guard let text = template, !text.isEmpty else {
            return AvailabilityDescription(topic: topic, path: nil, online: [online], offline: [offline])
        }
        guard let read = ValueTemplate(text), read.factor == 1,
            read.path?.allSatisfy({ CleanText.key($0) != nil }) ?? true
        else {
            return nil
        }
        if let choice = read.choice {
            // Only two words can be told apart: the one that is asked for, and its opposite.
            let yes = choice.equals.string ?? choice.equals.serialized()
            let opposites = [
                "true": "false", "false": "true", "1": "0", "0": "1", "online": "offline", "ON": "OFF", "on": "off",
            ]
            guard let no = opposites[yes] else { return nil }
            let isOnline = choice.yes == online
            return AvailabilityDescription(
                topic: topic, path: read.path, online: [isOnline ? yes : no], offline: [isOnline ? no : yes])
        }
        return AvailabilityDescription(topic: topic, path: read.path, online: [online], offline: [offline])
    }
}
