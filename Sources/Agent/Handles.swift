import ApplianceVocabulary

/// Control symbols for devices and parts of the home that somebody else has chosen, as the training data does.
package struct FixedHandles: Sendable {
    /// The areas and floors by name with their symbols, in the order in which they are written.
    package var scopes: [(name: String, handle: String)]
    /// The symbols of the devices by id.
    package var devices: [String: String]

    /// Symbols that are not given out in order.
    package init(scopes: [(name: String, handle: String)], devices: [String: String]) {
        self.scopes = scopes
        self.devices = devices
    }
}

/// Which control symbol stands for which device and which part of the home, within one prompt.
struct Handles {
    /// An area or a floor that devices stand in.
    struct ScopeHandle {
        /// As people call it.
        var name: String
        /// As it is compared.
        var key: String
        var scope: Scope
        var handle: String
    }

    let devices: [Device]
    private(set) var scopes: [ScopeHandle] = []
    private var handles: [String: String] = [:]
    private var byHandle: [String: Device] = [:]

    init(_ situation: Situation, _ fixed: FixedHandles?) {
        devices = Array(situation.devices.prefix(PilotDialect.maximumHandles))
        for (index, device) in devices.enumerated() where handles[device.id] == nil {
            let handle = fixed?.devices[device.id] ?? "d\(index + 1)"
            handles[device.id] = handle
            byHandle[handle] = device
        }
        let areas = devices.compactMap(\.area).map { ($0, Scope.area($0)) }
        let floors = devices.compactMap(\.floor).map { ($0, Scope.floor($0)) }
        if let fixed {
            for (name, handle) in fixed.scopes {
                let scope = (areas + floors).first { $0.0 == name }?.1 ?? .area(name)
                add(name, scope, handle)
            }
        } else {
            for (name, scope) in areas + floors { add(name, scope, "S\(scopes.count + 1)") }
        }
    }

    private mutating func add(_ name: String, _ scope: Scope, _ handle: String) {
        let key = TextNormalizer.normalize(name)
        guard scopes.count < PilotDialect.maximumScopes, !key.isEmpty, !scopes.contains(where: { $0.key == key }) else {
            return
        }
        scopes.append(ScopeHandle(name: name, key: key, scope: scope, handle: handle))
    }

    /// The handle of the device, if it is shown.
    func handle(of id: String) -> String? { handles[id] }

    /// The device of the handle.
    func device(_ handle: String) -> Device? { byHandle[handle] }

    /// The handle of the area or floor of that name.
    func handle(ofScope name: String) -> String? {
        let key = TextNormalizer.normalize(name)
        return scopes.first { $0.key == key }?.handle
    }

    /// The handle of a part of the home.
    func handle(of scope: Scope) -> String? {
        switch scope {
        case .everywhere: "house"
        case .area(let name), .floor(let name): handle(ofScope: name)
        }
    }

    /// The part of the home of the handle.
    func scope(_ handle: String) -> Scope? {
        handle == "house" ? .everywhere : scopes.first { $0.handle == handle }?.scope
    }

    /// The names of the arguments in the order in which the device's verb has them.
    func argumentOrder(of verb: String, _ target: Target, _ arguments: [String: Value]) -> [String] {
        let device =
            switch target {
            case .device(let id): devices.first { $0.id == id }
            case .group(let type, _, _): devices.first { $0.type == type && $0.verb(verb) != nil }
            }
        let known = device?.verb(verb)?.arguments.map(\.name).filter { arguments[$0] != nil } ?? []
        return known + arguments.keys.filter { !known.contains($0) }.sorted()
    }
}
