public import ApplianceVocabulary
public import JSONText

/// One case of a file of cases: a home, its state, a sentence, and what is right.
public struct EvaluationCase: Sendable {
    /// The name of the case.
    public var id: String
    /// Where the sentence came from.
    public var source: String
    /// The language of the sentence.
    public var language: String
    /// `call`, `query`, `clarify` or `refuse`.
    public var kind: String
    /// The devices of the home.
    public var devices: [Device]
    /// Values before the command, by device and property, as the file has them.
    public var state: [String: [String: JSON]]
    /// The area of the speaker, if known.
    public var area: String?
    /// The device that the speaker has at hand, if known.
    public var device: String?
    /// The sentence.
    public var utterance: String
    /// The lists of actions each of which is right; empty where none is asked for.
    public var accepted: [[JSON]]
    /// The answer of a question, if it is known.
    public var answer: JSON?

    /// Reads one line of a file of cases. A case that brings no home is said in the `home` of the case before it.
    public init(json: JSON, home before: [Device]? = nil) throws(EvaluationMistake) {
        id = try Self.text("id", in: json)
        source = try Self.text("source", in: json)
        language = try Self.text("lang", in: json)
        kind = try Self.text("kind", in: json)
        utterance = try Self.text("utterance", in: json)
        if json["home"] == nil, let before {
            devices = before
        } else {
            guard let home = json["home"]?.array else { throw .member("home", expected: "a list of devices") }
            devices = try home.map(Device.init(evaluationJSON:))
        }
        state = [:]
        for device in json["state"]?.object ?? [] {
            // The weather is told by its condition and figures; what it forecasts is the condition.
            let values = (device.value.object ?? []).map { ($0.key == "condition" ? "forecast" : $0.key, $0.value) }
            state[device.key] = Dictionary(values) { $1 }
        }
        area = json["context"]?["area"]?.string
        device = json["context"]?["device"]?.string
        accepted = (json["expected"]?.array).map { [$0] } ?? []
        accepted += (json["alternatives"]?.array ?? []).compactMap(\.array)
        answer = json["answer"]
    }

    private static func text(_ key: String, in json: JSON) throws(EvaluationMistake) -> String {
        guard let text = json[key]?.string else { throw .member(key, expected: "text") }
        return text
    }

    /// Reads a file of cases, one JSON object a line. Of several cases in one home only the first need bring it.
    public static func load(_ path: String) throws(EvaluationMistake) -> [EvaluationCase] {
        guard let bytes = TextFile.bytes(path, limit: 512 << 20) else { throw .unreadable(path) }
        var cases: [EvaluationCase] = []
        for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            guard line.contains(where: { $0 > 0x20 }) else { continue }
            do {
                cases.append(try EvaluationCase(json: JSON(parsing: line), home: cases.last?.devices))
            } catch let mistake as EvaluationMistake {
                throw .line(path, index + 1, mistake.description)
            } catch {
                throw .line(path, index + 1, "\(error)")
            }
        }
        guard !cases.isEmpty else { throw .line(path, 1, "no case in the file") }
        return cases
    }
}

/// Why a file of cases cannot be used.
public enum EvaluationMistake: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file cannot be read.
    case unreadable(String)
    /// A member of a case is missing or wrong, and how it should be.
    case member(String, expected: String)
    /// A mistake in a line of a file.
    case line(String, Int, String)

    /// What is wrong and where.
    public var description: String {
        switch self {
        case .unreadable(let path): "\(path): cannot be read; check the path"
        case .member(let key, let expected): "\"\(key)\" must be \(expected)"
        case .line(let path, let line, let what): "\(path):\(line): \(what)"
        }
    }
}
