import ApplianceVocabulary

/// The names by which a home is spoken of in one prompt: each device and each part of the home has one that is its own.
struct BitNetHome {
    /// Devices that can do the same; it is written only once what that is.
    struct Kind {
        /// The type, with a number behind it if several kinds have that type.
        var name: String
        var type: String
        var capabilities: [Capability]
        var verbs: [Verb]
        var devices: [Device]
    }

    /// The devices that the model is shown.
    let devices: [Device]
    /// All devices.
    let home: [Device]
    private(set) var kinds: [Kind] = []
    /// The areas and floors that the shown devices stand in.
    private(set) var scopes: [(label: String, scope: Scope)] = []
    private var labels: [String: String] = [:]
    private var byLabel: [String: Device] = [:]

    init(_ situation: Situation) {
        devices = situation.devices
        home = situation.home
        for device in devices where labels[device.id] == nil {
            let label = freeLabel(for: device)
            labels[device.id] = label
            byLabel[label] = device
            add(device)
        }
        for area in devices.compactMap(\.area) { add(Quoting.plain(area, limit: Quoting.nameLimit), .area(area)) }
        for floor in devices.compactMap(\.floor) { add(Quoting.plain(floor, limit: Quoting.nameLimit), .floor(floor)) }
    }

    private func freeLabel(for device: Device) -> String {
        let name = Quoting.plain(device.name, limit: Quoting.nameLimit)
        let first = name.isEmpty ? Quoting.plain(device.type, limit: Quoting.nameLimit) : name
        var label = first
        if byLabel[label] != nil, let area = device.area {
            label = "\(first), \(Quoting.plain(area, limit: Quoting.nameLimit))"
        }
        var number = 2
        while byLabel[label] != nil {
            label = "\(first) \(number)"
            number += 1
        }
        return label
    }

    private mutating func add(_ device: Device) {
        if let index = kinds.firstIndex(where: {
            $0.type == device.type && $0.capabilities == device.capabilities && $0.verbs == device.verbs
        }) {
            kinds[index].devices.append(device)
            return
        }
        let others = kinds.count { $0.type == device.type }
        kinds.append(
            Kind(
                name: Quoting.word(others == 0 ? device.type : "\(device.type)\(others + 1)"), type: device.type,
                capabilities: device.capabilities, verbs: device.verbs, devices: [device]))
    }

    private mutating func add(_ label: String, _ scope: Scope) {
        if !label.isEmpty, !scopes.contains(where: { $0.label == label }) { scopes.append((label, scope)) }
    }

    /// The types of the shown devices, each once.
    var types: [String] {
        var types: [String] = []
        for kind in kinds where !types.contains(kind.type) { types.append(kind.type) }
        return types
    }

    /// The name of the device in this prompt, with quotes. One that is not shown has its own name.
    func label(of id: String) -> String {
        if let label = labels[id] { return "\"\(label)\"" }
        return Quoting.quoted(home.first { $0.id == id }?.name ?? id)
    }

    /// The device of that name.
    func device(_ label: String) -> Device? { byLabel[label] }

    /// The part of the home of that name.
    func scope(_ label: String) -> Scope? { scopes.first { $0.label == label }?.scope }

    /// The name of a part of the home, with quotes.
    func label(of scope: Scope) -> String {
        switch scope {
        case .everywhere: "\"\""
        case .area(let name), .floor(let name): Quoting.quoted(name)
        }
    }
}
