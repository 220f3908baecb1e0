import Appliances

/// Names of the shared vocabulary mean the same everywhere. A maker's property of such a name that means something else gets
/// another name.
enum Conformity {
    /// The device with properties whose names say what they are, each name once.
    static func applied(to device: DeviceDescription, limits: DiscoveryLimits) -> (DeviceDescription, [Unmapped]) {
        var device = device
        var unmapped: [Unmapped] = []
        var taken: Set<String> = []
        device.properties = device.properties.compactMap { property in
            var property = property
            guard taken.count < limits.maximumProperties else {
                unmapped.append(
                    Unmapped(
                        family: device.family, device: device.name, property: property.name,
                        reason: "a device may have \(limits.maximumProperties) properties and verbs"))
                return nil
            }
            if !isRight(property, type: device.type) { property.name += property.isWritable ? "_setting" : "_reading" }
            property.name = Words.unique(property.name) { taken.contains($0) }
            taken.insert(property.name)
            return property
        }
        device.verbs = device.verbs.compactMap { verb in
            var verb = verb
            guard taken.count < limits.maximumProperties else { return nil }
            verb.name = Words.unique(verb.name) { taken.contains($0) }
            taken.insert(verb.name)
            return verb
        }
        return (device, unmapped)
    }

    /// True if a property is what its name means.
    private static func isRight(_ property: PropertyDescription, type: String) -> Bool {
        if type == "sensor" || type == "binary_sensor" { return true }
        switch property.name {
        case "power": return isOneOf(["on", "off"], property)
        case "opening": return isOneOf(["open", "closed"], property)
        case "lock": return isOneOf(["locked", "unlocked"], property)
        case "brightness", "speed", "position", "volume":
            switch property.kind {
            case .range(let form): return form.minimum == 0 && form.maximum == 100
            case .reading, .anyReading, .namedReading: return true
            case .choice, .color: return false
            }
        case "mute", "hvac_action": return false
        default: return true
        }
    }

    private static func isOneOf(_ names: Set<String>, _ property: PropertyDescription) -> Bool {
        switch property.kind {
        case .choice(let spellings): Set(spellings.map(\.name)) == names
        case .namedReading(let spellings): Set(spellings.map(\.name)).isSubset(of: names)
        default: false
        }
    }
}
