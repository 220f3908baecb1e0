import ApplianceVocabulary

/// Conditions in English words: `the oven reaches 180`, `it is below 20`, `the front door is closed`.
struct EnglishConditions {
    let words: EnglishWords
    let devices: [Device]

    /// The condition that begins at a place, and where it ends. The subject may be left out behind "until".
    func condition(_ start: Int, maySkipSubject: Bool) -> (condition: ConditionPhrase, next: Int)? {
        for index in start..<min(words.count, start + 10) where index > start || maySkipSubject {
            guard let (test, next) = test(index), let subject = subject(start..<index, test) else { continue }
            return (subject, next)
        }
        return nil
    }

    /// The comparison at a place.
    private func test(_ index: Int) -> (ConditionPhrase.Test, Int)? {
        if let (_, next) = words.first(of: Self.reaching, at: index), let (value, behind) = value(next) {
            return (.reaches(value), behind)
        }
        var next = index
        if let (_, behind) = words.first(of: Self.being, at: index) { next = behind }
        if let (_, behind) = words.first(of: Self.above, at: next), let (value, end) = value(behind) {
            return (.above(value), end)
        }
        if let (_, behind) = words.first(of: Self.below, at: next), let (value, end) = value(behind) {
            return (.below(value), end)
        }
        if let (phrase, behind) = words.first(of: Self.verbs.map(\.0), at: index) {
            return (.named(Self.verbs.first { $0.0 == phrase }!.1), behind)
        }
        guard next > index else { return nil }
        if let (value, behind) = value(next) { return (.reaches(value), behind) }
        return name(next).map { (.named($0.0), $0.1) }
    }

    private func value(_ index: Int) -> (Double, Int)? {
        guard var (value, next) = words.number(index) else { return nil }
        while Self.units.contains(words[next]) { next += 1 }
        if words[index] == "minus" { value = -value }
        return (value, next)
    }

    /// One of the values that devices here can have.
    private func name(_ index: Int) -> (String, Int)? {
        if ["done", "ready", "finished"].contains(words[index]) { return ("finished", index + 1) }
        let names = Set(
            devices.flatMap(\.capabilities).flatMap { capability -> [String] in
                if case .choice(let names) = capability.kind { names } else { [] }
            })
        let spoken = names.union(SubjectSearch.reported.keys).map { $0.replacing("_", with: " ") }.sorted {
            $0.count > $1.count
        }
        return words.first(of: spoken, at: index).map { ($0.phrase.replacing(" ", with: "_"), $0.next) }
    }

    /// What the words before the comparison mean; nil if they mean nothing here.
    private func subject(_ range: Range<Int>, _ test: ConditionPhrase.Test) -> ConditionPhrase? {
        let said = range.map(words.any).filter { !["the", "my", "its", "of", "in", "a"].contains($0) }
        if said.isEmpty || said == ["it"] || said == ["that"] { return ConditionPhrase(test: test) }
        return SubjectSearch(devices: devices).find(said, test)
    }

    private static let reaching = [
        "reaches", "reached", "has reached", "gets to", "hits", "rises to", "climbs to", "falls to", "drops to",
        "goes to", "is at", "comes to",
    ]
    private static let being = [
        "is", "are", "gets", "goes", "rises", "climbs", "falls", "drops", "becomes", "has", "turns", "comes",
    ]
    private static let above = ["above", "over", "higher than", "more than", "warmer than", "hotter than", "at least"]
    private static let below = ["below", "under", "lower than", "less than", "colder than", "cooler than", "at most"]
    private static let verbs = [
        ("opens", "open"), ("closes", "closed"), ("turns on", "on"), ("turns off", "off"), ("finishes", "finished"),
        ("is done", "finished"), ("unlocks", "unlocked"), ("locks", "locked"),
    ]
    private static let units: Set<String> = [
        "degrees", "degree", "percent", "%", "°", "c", "f", "celsius", "fahrenheit", "℃", "℉", "minutes", "watts",
    ]
}

/// Finds the device and property that a condition is about.
struct SubjectSearch {
    let devices: [Device]

    /// The subject of words without articles; nil if none or several fit.
    func find(_ said: [String], _ test: ConditionPhrase.Test) -> ConditionPhrase? {
        let sentence = " \(TextNormalizer.normalize(said.joined(separator: " "))) "
        // By the longest name that was said; what else was said may be a property.
        var named: [(device: Device, name: String)] = devices.compactMap { device in
            ([device.name] + device.aliases).map(TextNormalizer.normalize)
                .filter { !$0.isEmpty && sentence.contains(" \($0) ") }
                .max { $0.count < $1.count }.map { (device, $0) }
        }
        let longest = named.map(\.name.count).max()
        named.removeAll { $0.name.count != longest }
        var found = named.compactMap { device, name in
            condition(device, property(in: sentence.replacing(" \(name) ", with: " ")), test)
        }
        if found.isEmpty {
            // Not by its name, so by its kind, its place, or both: "the temperature in the bedroom".
            let property = property(in: sentence)
            found = devices.compactMap { device in
                let isKind = sentence.contains(" \(device.type.replacing("_", with: " ")) ")
                let isPlace = device.area.map { sentence.contains(" \(TextNormalizer.normalize($0)) ") } ?? false
                return isKind || isPlace && property != nil ? condition(device, property, test) : nil
            }
        }
        return found.count == 1 ? found[0] : nil
    }

    private func condition(
        _ device: Device, _ property: String?, _ test: ConditionPhrase.Test
    ) -> ConditionPhrase? {
        guard Self.property(of: device, named: property, test) != nil else { return nil }
        return ConditionPhrase(device: device.id, property: property, test: test)
    }

    private func property(in text: String) -> String? {
        properties.first { text.contains(" \($0.replacing("_", with: " ")) ") }
    }

    private var properties: [String] {
        Set(devices.flatMap(\.capabilities).map(\.property)).sorted { $0.count > $1.count }
    }

    /// The property of a device that a test is about: the one that was said, or the one that tells most.
    static func property(of device: Device, named name: String?, _ test: ConditionPhrase.Test) -> String? {
        func fits(_ capability: Capability) -> Bool {
            switch (test, capability.kind) {
            case (.named(let value), .choice(let names)): names.contains(value)
            case (.named(let value), .flag): value == "on" || value == "off"
            // What is only read may have any name; these are usual.
            case (.named(let value), .reading(nil)): reported[value]?.contains(capability.property) ?? false
            case (.named, .reading), (.named, .range): false
            case (_, .range), (_, .reading): true
            default: false
            }
        }
        let fitting = device.capabilities.filter(fits).map(\.property)
        guard let name else {
            if case .named = test { return fitting.first }
            return preferred.first(where: fitting.contains) ?? (fitting.count == 1 ? fitting[0] : nil)
        }
        // Of an oven's two temperatures the one that it has is meant, not the one that it is set to.
        if name == "temperature", fitting.contains("current_temperature") { return "current_temperature" }
        return fitting.contains(name) ? name : nil
    }

    /// Properties that are only read, by the values that they are said to have.
    static let reported: [String: Set<String>] = {
        let doors: Set<String> = ["door", "lid", "window", "contact", "opening"]
        let seen: Set<String> = ["motion", "occupancy", "presence", "smoke", "moisture", "water_leak"]
        var reported: [String: Set<String>] = ["open": doors, "closed": doors, "detected": seen, "clear": seen]
        for value in ["finished", "running", "idle", "paused", "cooking", "cleaning", "docked", "heating"] {
            reported[value] = ["activity"]
        }
        return reported
    }()

    private static let preferred = [
        "current_temperature", "temperature", "humidity", "position", "brightness", "volume", "speed", "battery",
    ]
}
