import JSONText

/// One entity of a device as its discovery message describes it, keys written out, the base topic filled in.
struct EntityConfig {
    /// What it is: `light`, `sensor`, ….
    let component: String
    /// The last level of its topic before `config`, or its key among the components of a device.
    let id: String
    private let values: [String: JSON]

    init(component: String, id: String, values: [String: JSON]) {
        self.component = component
        self.id = id
        self.values = Self.withBase(values)
    }

    subscript(key: String) -> JSON? { values[key].flatMap { $0.isNull ? nil : $0 } }

    /// True if the key is there, even if it says `null`.
    func says(_ key: String) -> Bool { values[key] != nil }

    /// Text, or a number or truth value as text.
    func string(_ key: String) -> String? {
        guard let value = self[key], value.array == nil, value.object == nil else { return nil }
        return value.string ?? value.serialized()
    }

    /// A number, also if it was written as text.
    func number(_ key: String) -> Double? {
        guard let value = self[key] else { return nil }
        return value.number ?? value.string.flatMap { Double($0) }.flatMap { $0.isFinite ? $0 : nil }
    }

    func flag(_ key: String) -> Bool? { self[key]?.bool }

    /// The texts of a list.
    func strings(_ key: String) -> [String]? { self[key]?.array.map { $0.compactMap(\.string) } }

    /// A topic that may stand in a profile.
    func topic(_ key: String) -> String? { string(key).flatMap(CleanText.topic) }

    /// What people call the entity; nil if it has only the name of its device.
    var name: String? {
        says("name") && self["name"] == nil ? nil : string("name").map { CleanText.name($0) } ?? CleanText.name(id)
    }

    /// True for what its maker calls a setting or a diagnosis.
    var isAside: Bool { ["config", "diagnostic"].contains(string("entity_category")) }

    /// `~` stands for the base topic, at the beginning or the end of a topic.
    private static func withBase(_ values: [String: JSON]) -> [String: JSON] {
        guard let base = values["~"]?.string else { return values }
        func filled(_ text: String) -> String {
            if text.hasPrefix("~") { return base + text.dropFirst() }
            return text.hasSuffix("~") ? text.dropLast() + base : text
        }
        var all = values
        for (key, value) in values where key.hasSuffix("topic") {
            if let text = value.string { all[key] = .string(filled(text)) }
        }
        if let list = values["availability"]?.array {
            all["availability"] = .array(
                list.map { item in
                    guard let members = item.object else { return item }
                    return .object(
                        members.map { member in
                            guard member.key == "topic" || member.key == "t", let text = member.value.string else {
                                return member
                            }
                            return JSON.Member(key: member.key, value: .string(filled(text)))
                        })
                })
        }
        return all
    }
}
