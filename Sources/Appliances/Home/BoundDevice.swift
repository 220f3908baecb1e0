import ApplianceVocabulary

/// A device of the home with its profile, the parameters filled in.
struct BoundDevice: Sendable {
    var device: Device
    /// The id of its area.
    var area: String?
    var address: String
    var quality: Int
    var confirmationSeconds: Double
    var isOptimistic: Bool
    var availability: [AvailabilityRule]
    var stateRequests: [MessageTemplate]
    var properties: [PropertyProfile]
    var verbs: [VerbProfile]
    var limits: [Limit]

    func property(_ name: String) -> PropertyProfile? { properties.first { $0.name == name } }
    func verb(_ name: String) -> VerbProfile? { verbs.first { $0.name == name } }

    /// Every message template of the device, with the name of what it belongs to.
    var commandTemplates: [(target: String, template: MessageTemplate)] {
        properties.flatMap { property in property.commands.map { (property.name, $0) } }
            + verbs.flatMap { verb in verb.commands.map { (verb.name, $0) } }
    }
}

extension BoundDevice {
    /// Binds a configured device to its profile.
    init(_ configured: ConfiguredDevice, profile: DeviceProfile, home: HomeConfiguration) {
        var values = ["address": configured.address]
        for parameter in profile.parameters {
            values[parameter.name] = configured.parameters[parameter.name] ?? parameter.defaultValue
        }
        area = configured.area
        address = configured.address
        quality = profile.quality
        confirmationSeconds = profile.confirmationSeconds ?? home.agent.confirmationSeconds
        isOptimistic = profile.isOptimistic
        availability = profile.availability.map { $0.filling(values) }
        stateRequests = profile.stateRequests.map { $0.filling(values) }
        properties = profile.properties.filter { !configured.without.contains($0.name) }.map { property in
            var property = property
            property.commands = property.commands.map { $0.filling(values) }
            property.state = property.state?.filling(values)
            property.wire = property.wire.filling(values)
            return property
        }
        verbs = profile.verbs.filter { !configured.without.contains($0.name) }.map { verb in
            var verb = verb
            verb.commands = verb.commands.map { $0.filling(values) }
            verb.arguments = verb.arguments.compactMap { $0.bound(to: configured.tables)?.filling(values) }
            return verb
        }
        let replaced = Set(configured.limits.map(\.target))
        let names = Set(properties.map(\.name) + verbs.map(\.name))
        limits = (profile.limits.filter { !replaced.contains($0.target) } + configured.limits)
            .filter { names.contains($0.target) }
        device = Self.device(configured, profile, properties, verbs, home)
    }

    private static func device(
        _ configured: ConfiguredDevice, _ profile: DeviceProfile, _ properties: [PropertyProfile],
        _ verbs: [VerbProfile],
        _ home: HomeConfiguration
    ) -> Device {
        let area = configured.area.flatMap(home.area)
        return Device(
            id: configured.id, name: configured.name, aliases: configured.aliases, area: area?.name, floor: area?.floor,
            type: configured.type ?? profile.type, deviceClass: configured.deviceClass ?? profile.deviceClass,
            capabilities: properties.map {
                Capability(property: $0.name, kind: $0.kind, isWritable: $0.isWritable)
            },
            verbs: verbs.map { verb in
                Verb(name: verb.name, arguments: verb.arguments.map { ($0.name, $0.kind) })
            })
    }
}

extension ArgumentProfile {
    /// The argument with parameters filled into its spellings.
    fileprivate func filling(_ values: [String: String]) -> ArgumentProfile {
        var filled = self
        filled.wire = wire.filling(values)
        return filled
    }

    /// The argument with the values that the home's table lists; nil if it needs a table and the home has none.
    fileprivate func bound(to tables: [String: [WireMapping.NameSpelling]]) -> ArgumentProfile? {
        guard let table else { return self }
        guard let names = tables[table], !names.isEmpty else { return nil }
        var bound = self
        bound.kind = .choice(names.map(\.name))
        bound.wire = .names(names)
        return bound
    }
}
