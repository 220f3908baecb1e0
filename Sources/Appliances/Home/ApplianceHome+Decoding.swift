import ApplianceVocabulary
import JSONText

extension ApplianceHome {
    /// What a message says about the devices. Payloads are data: what does not fit is a problem, never an error.
    public func decode(topic: String, payload: [UInt8]) -> DeviceReport {
        var report = DeviceReport()
        guard let reporters = reporters[topic], !payload.isEmpty else { return report }
        guard payload.count <= Self.largestPayload, let text = String(validating: payload, as: UTF8.self) else {
            report.problems.append("\(topic): the payload is no text of at most \(Self.largestPayload) bytes")
            return report
        }
        var reader = PayloadReader(text: text)
        for reporter in reporters {
            switch reporter {
            case .property(let device, let name):
                guard let property = bindings[device]?.property(name), let rule = property.state else { continue }
                switch reader.value(of: rule) {
                case .absent: break
                case .value(let value): report.changes.append(StateChange(device: device, property: name, value: value))
                case .unknown(let wire):
                    report.problems.append(
                        "\(topic): \(device) reports \(name) as \(wire), which its profile does not know")
                case .notJSON:
                    report.problems.append("\(topic): the payload is no JSON, which the profile of \(device) expects")
                }
            case .availability(let device, let index):
                guard let rules = bindings[device]?.availability else { continue }
                let rule = rules[index]
                guard let word = reader.word(at: rule.path) else { continue }
                if rule.online.contains(word) || rule.offline.contains(word) {
                    var change = AvailabilityChange(device: device, isOnline: rule.online.contains(word))
                    change.mode = rule.mode
                    if rules.count > 1, rule.mode != .latest { change.source = topic }
                    report.availability.append(change)
                } else {
                    report.problems.append(
                        "\(topic): \"\(word.prefix(40))\" is neither online nor offline for \(device)")
                }
            }
        }
        return report
    }

    private static var largestPayload: Int { 1 << 18 }
}

/// One payload, parsed as JSON at most once.
private struct PayloadReader {
    var text: String
    private var parsed: JSON??

    enum Found {
        case absent
        case value(Value)
        case unknown(String)
        case notJSON
    }

    init(text: String) {
        self.text = text
    }

    mutating func value(of rule: StateRule) -> Found {
        guard let path = rule.path else {
            guard rule.wire.isJSON else { return Self.found(.string(trimmed), rule) }
            guard let json = json() else { return .notJSON }
            return Self.found(json, rule)
        }
        guard let json = json() else { return .notJSON }
        guard let wire = json.value(at: path), wire != .null else { return .absent }
        return Self.found(wire, rule)
    }

    private static func found(_ wire: JSON, _ rule: StateRule) -> Found {
        if rule.ignores(wire) { return .absent }
        return rule.decode(wire).map { .value($0) } ?? .unknown(wire.shortened)
    }

    mutating func word(at path: [String]?) -> String? {
        guard let path else { return trimmed }
        // Bridges that know both forms send the plain word to old clients.
        guard let json = json() else { return trimmed }
        return json.value(at: path)?.plainText ?? json.string
    }

    private mutating func json() -> JSON? {
        if let parsed { return parsed }
        let json = try? JSON(parsing: text, limits: .payload)
        parsed = .some(json)
        return json
    }

    private var trimmed: String {
        let text = text[...].drop { $0.isWhitespace }
        guard let last = text.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(text[...last])
    }
}

extension JSON {
    /// The value, cut to a length that fits in a log line.
    fileprivate var shortened: String {
        let text = serialized()
        return text.count > 60 ? text.prefix(60) + "…" : text
    }
}
