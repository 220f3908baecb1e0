import YAMLReader

extension HomeReader {
    /// The devices of the home.
    func devices(_ reader: MappingReader, areas: [Area]) -> [ConfiguredDevice] {
        let devices = (reader.entries("devices") ?? []).compactMap { entry -> ConfiguredDevice? in
            guard checkID(entry.key, at: entry.keyPosition) else { return nil }
            guard let inner = MappingReader(entry.value, of: "the device \"\(entry.key)\"", in: context) else {
                return nil
            }
            return device(entry.key, at: entry.keyPosition, inner, areas)
        }
        checkNames(devices)
        return devices
    }

    private func checkID(_ id: String, at position: Position) -> Bool {
        guard let dot = id.firstIndex(of: ".") else { return Names.check(id, "the device", at: position, in: context) }
        return Names.check(String(id[..<dot]), "the device", at: position, in: context)
            && Names.check(String(id[id.index(after: dot)...]), "the device", at: position, in: context)
    }

    private func device(_ id: String, at position: Position, _ reader: MappingReader, _ areas: [Area])
        -> ConfiguredDevice?
    {
        let profile = reader.requiredString("profile", example: "profile: zigbee2mqtt/bulb")
        var device = ConfiguredDevice(
            id: id, profile: profile ?? "", name: reader.string("name").map(Self.trimmed) ?? Self.spoken(id),
            address: id)
        device.aliases = (reader.strings("aliases") ?? []).map(Self.trimmed)
        device.area = area(reader, areas)
        device.address = address(reader) ?? id
        device.type = word("type", in: reader)
        device.deviceClass = word("device_class", in: reader)
        device.parameters = parameters(reader)
        for entry in reader.entries("tables") ?? [] {
            device.tables[entry.key] = WireReader.names(entry.value, of: "the table \"\(entry.key)\"", in: context)
        }
        device.without = reader.strings("without") ?? []
        device.limits = LimitReader.limits(reader)
        reader.finish()
        device.places = DevicePlaces(
            device: position, profile: reader.position(of: "profile"),
            name: reader.keys.contains("name") ? reader.position(of: "name") : position,
            aliases: reader.position(of: "aliases"), area: reader.position(of: "area"),
            parameters: reader.position(of: "parameters"), tables: reader.position(of: "tables"),
            without: reader.position(of: "without"))
        Names.checkSpoken(device.name, "the name", at: device.places.name, in: context)
        for alias in device.aliases { Names.checkSpoken(alias, "the alias", at: device.places.aliases, in: context) }
        return profile == nil ? nil : device
    }

    private func area(_ reader: MappingReader, _ areas: [Area]) -> String? {
        guard let id = reader.string("area") else { return nil }
        if areas.contains(where: { $0.id == id }) { return id }
        let advice =
            if let meant = suggestion(for: id, among: areas.map(\.id)) { "did you mean \(meant)?" } else {
                areas.isEmpty ? "write it under areas:" : "known are \(areas.map(\.id).joined(separator: ", "))"
            }
        reader.report("there is no area \"\(id)\"; \(advice)", at: "area")
        return nil
    }

    private func address(_ reader: MappingReader) -> String? {
        guard let address = reader.string("address") else { return nil }
        let isFine = !address.contains { $0 == "+" || $0 == "#" } && address.first != "/" && address.last != "/"
        if !isFine || address.utf8.count > 256 || address.contains("//") {
            reader.report("the address must not hold + or #, nor begin or end with /", at: "address")
        }
        return address
    }

    private func word(_ key: String, in reader: MappingReader) -> String? {
        guard let text = reader.string(key) else { return nil }
        return Names.check(text, "the \(key)", at: reader.position(of: key), in: context) ? text : nil
    }

    private func parameters(_ reader: MappingReader) -> [String: String] {
        var parameters: [String: String] = [:]
        for entry in reader.entries("parameters") ?? [] {
            guard let scalar = entry.value.scalar, !scalar.isEmpty else {
                let message = "the parameter \"\(entry.key)\" must be text or a number, not \(entry.value.kindName)"
                context.report(message, at: entry.value.position)
                continue
            }
            parameters[entry.key] = scalar.text
        }
        return parameters
    }

    /// No two devices may be called the same: nobody could say which one is meant.
    func checkNames(_ devices: [ConfiguredDevice]) {
        var owners: [SpokenName: String] = [:]
        for device in devices {
            var own: Set<SpokenName> = []
            for (index, name) in ([device.name] + device.aliases).enumerated() {
                let position = index == 0 ? device.places.name : device.places.aliases
                guard own.insert(SpokenName(name)).inserted else {
                    context.report("\"\(name)\" is here twice; remove one", at: position)
                    continue
                }
                if let owner = owners[SpokenName(name)] {
                    let message = "\"\(name)\" is already the name of the device \(owner); call one of them differently"
                    context.report(message, at: position)
                } else {
                    owners[SpokenName(name)] = device.id
                }
            }
        }
    }
}
