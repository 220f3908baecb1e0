import ApplianceVocabulary

/// Which devices a group means.
struct Groups {
    private let home: [Device]
    /// Area and floor of each device as they are compared.
    private let places: [(area: String?, floor: String?)]

    init(_ home: [Device]) {
        self.home = home
        // A home has few areas and many devices: each name is normalised once.
        var keys: [String: String] = [:]
        func key(_ name: String?) -> String? {
            guard let name else { return nil }
            if let key = keys[name] { return key }
            let key = TextNormalizer.normalize(name)
            keys[name] = key
            return key
        }
        places = home.map { (key($0.area), key($0.floor)) }
    }

    /// The devices of the type in the scope, in the order of the home.
    func members(of type: String, in scope: Scope) -> [Device] {
        let key: String
        switch scope {
        case .everywhere: return home.filter { $0.type == type }
        case .area(let name), .floor(let name): key = TextNormalizer.normalize(name)
        }
        return zip(home, places).compactMap { device, place in
            device.type == type && (place.area == key || place.floor == key) ? device : nil
        }
    }

    /// What any of the devices can do: choices joined, ranges widened.
    static func union(of devices: [Device]) -> (capabilities: [Capability], verbs: [Verb]) {
        var capabilities: [Capability] = []
        var verbs: [Verb] = []
        for device in devices {
            for capability in device.capabilities {
                if let index = capabilities.firstIndex(where: { $0.property == capability.property }) {
                    capabilities[index].kind = union(capabilities[index].kind, capability.kind)
                    capabilities[index].isWritable = capabilities[index].isWritable || capability.isWritable
                } else {
                    capabilities.append(capability)
                }
            }
            for verb in device.verbs where !verbs.contains(where: { $0.name == verb.name }) { verbs.append(verb) }
        }
        return (capabilities, verbs)
    }

    private static func union(_ left: PropertyKind, _ right: PropertyKind) -> PropertyKind {
        switch (left, right) {
        case (.choice(let a), .choice(let b)): .choice(a + b.filter { !a.contains($0) })
        case (.range(let low, let high, let step, let unit), .range(let low2, let high2, let step2, _)):
            .range(minimum: min(low, low2), maximum: max(high, high2), step: min(step, step2), unit: unit)
        case (.reading, _): right
        default: left
        }
    }
}
