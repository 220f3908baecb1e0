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
            case .availability(let device):
                guard let rule = bindings[device]?.availability else { continue }
                guard let word = reader.word(at: rule.path) else { continue }
                if rule.online.contains(word) || rule.offline.contains(word) {
                    let change = AvailabilityChange(device: device, isOnline: rule.online.contains(word))
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
            if case .hueSaturation = rule.wire {
                guard let json = json() else { return .notJSON }
                return rule.wire.decode(json).map { .value($0) } ?? .unknown(json.shortened)
            }
            return rule.wire.decode(.string(trimmed)).map { .value($0) } ?? .unknown(JSON.string(trimmed).shortened)
        }
        guard let json = json() else { return .notJSON }
        guard let wire = json.value(at: path), wire != .null else { return .absent }
        return rule.wire.decode(wire).map { .value($0) } ?? .unknown(wire.shortened)
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
