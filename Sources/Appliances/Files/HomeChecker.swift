import ApplianceVocabulary
import YAMLReader

/// Checks a home against the profiles that it names: what neither file can show on its own.
struct HomeChecker {
    let home: HomeConfiguration
    let profiles: [DeviceProfile]

    /// The mistakes.
    func diagnostics() -> [Diagnostic] {
        let context = YAMLContext(file: home.file)
        for device in home.devices {
            guard let profile = profile(of: device) else { continue }
            checkParameters(of: device, profile, context)
            checkTables(of: device, profile, context)
            checkWithout(of: device, profile, context)
            for limit in device.limits {
                LimitChecker.check(limit, in: profile, context)
                checkConditions(of: limit, context)
                checkPeople(of: limit, at: limit.position, context)
            }
            if !device.limits.isEmpty || !profile.limits.isEmpty { checkProfileLimits(of: device, profile, context) }
        }
        checkSenders(context)
        checkTopics(context)
        return context.diagnostics
    }

    private func profile(of device: ConfiguredDevice) -> DeviceProfile? {
        profiles.first { $0.name == device.profile }
    }

    private func checkParameters(of device: ConfiguredDevice, _ profile: DeviceProfile, _ context: YAMLContext) {
        let known = profile.parameters.map(\.name)
        for name in device.parameters.keys.sorted() where !known.contains(name) {
            let advice =
                suggestion(for: name, among: known).map { "did you mean \($0)?" }
                ?? (known.isEmpty ? "it has none" : "known are \(known.joined(separator: ", "))")
            context.report(
                "the profile \(profile.name) has no parameter \"\(name)\"; \(advice)", at: device.places.parameters)
        }
        for parameter in profile.parameters where parameter.defaultValue == nil {
            guard device.parameters[parameter.name] == nil else { continue }
            context.report(
                "the profile \(profile.name) needs the parameter \"\(parameter.name)\"; write parameters: "
                    + "{ \(parameter.name): … }", at: device.places.device)
        }
        for (name, value) in device.parameters.sorted(by: { $0.key < $1.key })
        where value.contains(where: { "+#".contains($0) }) {
            context.report("the parameter \"\(name)\" must not hold + or #", at: device.places.parameters)
        }
    }

    private func checkTables(of device: ConfiguredDevice, _ profile: DeviceProfile, _ context: YAMLContext) {
        let known = Set(profile.verbs.flatMap(\.arguments).compactMap(\.table)).sorted()
        for name in device.tables.keys.sorted() where !known.contains(name) {
            let advice =
                suggestion(for: name, among: known).map { "did you mean \($0)?" }
                ?? (known.isEmpty ? "it has none" : "known are \(known.joined(separator: ", "))")
            context.report("the profile \(profile.name) has no table \"\(name)\"; \(advice)", at: device.places.tables)
        }
    }

    private func checkWithout(of device: ConfiguredDevice, _ profile: DeviceProfile, _ context: YAMLContext) {
        let known = profile.properties.map(\.name) + profile.verbs.map(\.name)
        for name in device.without where !known.contains(name) {
            let advice = suggestion(for: name, among: known).map { "; did you mean \($0)?" } ?? ""
            context.report("the profile \(profile.name) has no \"\(name)\" anyway\(advice)", at: device.places.without)
        }
    }

    /// Conditions on other devices: they have to exist and be able to be in that state.
    private func checkConditions(of limit: Limit, _ context: YAMLContext) {
        for condition in limit.blockedWhile + [limit.armedBy].compactMap(\.self) {
            guard let id = condition.device else { continue }
            guard let other = home.devices.first(where: { $0.id == id }) else {
                let advice = suggestion(for: id, among: home.devices.map(\.id)).map { "; did you mean \($0)?" } ?? ""
                context.report("there is no device \"\(id)\"\(advice)", at: limit.position)
                continue
            }
            guard let profile = profile(of: other) else { continue }
            LimitChecker.check(condition, in: profile, at: limit.position, context)
        }
    }

    /// Senders and areas that a limit names have to exist.
    private func checkPeople(of limit: Limit, at position: Position, _ context: YAMLContext) {
        for user in limit.users ?? [] where !home.senders.contains(where: { $0.id == user }) || user == Sender.anyone {
            context.report("there is no sender \"\(user)\"; write it under senders:", at: position)
        }
        for area in limit.areas ?? [] where home.area(area) == nil {
            context.report("there is no area \"\(area)\"; write it under areas:", at: position)
        }
        if limit.areas != nil, !home.senders.contains(where: { $0.area != nil }) {
            context.report("no sender has an area, so nobody could ever do this; give one under senders:", at: position)
        }
    }

    /// A profile may name no other devices, and what its limits watch must not be taken away.
    private func checkProfileLimits(of device: ConfiguredDevice, _ profile: DeviceProfile, _ context: YAMLContext) {
        let replaced = Set(device.limits.map(\.target))
        for limit in profile.limits where !replaced.contains(limit.target) && !device.without.contains(limit.target) {
            checkPeople(of: limit, at: device.places.device, context)
            if let ending = limit.mustEnd?.ending.target, device.without.contains(ending) {
                context.report(
                    "the limit of \"\(limit.target)\" ends it by \"\(ending)\"; keep it, or write the limit anew",
                    at: device.places.without)
            }
            for condition in limit.blockedWhile + [limit.armedBy].compactMap(\.self) {
                if let other = condition.device, !home.devices.contains(where: { $0.id == other }) {
                    context.report(
                        "the profile \(profile.name) watches the device \"\(other)\", which this home does not have",
                        at: device.places.device)
                }
                guard condition.device == nil, device.without.contains(condition.property) else { continue }
                context.report(
                    "the limit of \"\(limit.target)\" watches \"\(condition.property)\"; keep it, or write the limit anew",
                    at: device.places.without)
            }
        }
    }

    /// What a sender may change has to exist.
    private func checkSenders(_ context: YAMLContext) {
        let known = home.areas.map(\.id) + home.devices.map(\.id)
        for sender in home.senders {
            for name in sender.only ?? [] where !known.contains(name) {
                let advice = suggestion(for: name, among: known).map { "; did you mean \($0)?" } ?? ""
                context.report("\"\(name)\" is neither an area nor a device\(advice)", at: sender.position)
            }
        }
    }

    /// Two devices that obey the same message are one device, or a mistake.
    private func checkTopics(_ context: YAMLContext) {
        var owners: [MessageTemplate: String] = [:]
        for device in home.devices {
            guard let profile = profile(of: device) else { continue }
            let bound = BoundDevice(device, profile: profile, home: home)
            for (target, var template) in bound.commandTemplates {
                template.position = .start
                template.onlyFor = nil
                guard let owner = owners[template] else {
                    owners[template] = device.id
                    continue
                }
                guard owner != device.id else { continue }
                let topic = template.topic.text(with: [:]) ?? target
                context.report(
                    "\(device.id) and \(owner) obey the same message on \(topic); give one of them another address",
                    at: device.places.device)
                break
            }
        }
    }
}
