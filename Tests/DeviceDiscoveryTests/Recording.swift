import ApplianceVocabulary
import Appliances
import DeviceDiscovery

/// A file of messages as a maker documents them, and what has to become of them.
///
/// Every line begins with a sign: `#` a comment (the first one names the source), `>` a message that announces something,
/// `=` a device that is found, `!` a command and the messages that it becomes, `?` a report and the values that it means,
/// `-` something that is left out, with words of the reason, `@` a limit that a device has.
struct Recording: CustomStringConvertible, Sendable {
    var name: String
    var source = ""
    var messages: [(topic: String, payload: String)] = []
    var devices: [String] = []
    var commands: [(action: String, messages: [String])] = []
    var reports: [(topic: String, payload: String, values: [String])] = []
    var leftOut: [(what: String, reason: String)] = []
    var questions: [String] = []

    var description: String { name }

    init(name: String, text: String) {
        self.name = name
        for line in text.split(separator: "\n") {
            let rest = String(line.dropFirst(2))
            switch line.first {
            case "#": if source.isEmpty { source = rest }
            case ">": messages.append(rest.cut(at: " "))
            case "=": devices.append(rest)
            case "!":
                let (action, sent) = rest.cut(at: " -> ")
                commands.append((action, sent.split(separator: " | ").map(String.init)))
            case "?":
                let (message, values) = rest.cut(at: " -> ")
                let (topic, payload) = message.cut(at: " ")
                reports.append((topic, payload, values.isEmpty ? [] : values.split(separator: ", ").map(String.init)))
            case "-": leftOut.append(rest.cut(at: ": "))
            case "@": questions.append(rest)
            default: break
            }
        }
    }

    /// All recordings.
    static let all: [Recording] = {
        let folder =
            #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
            + "/Recorded"
        return Files.names(in: folder).map { name in
            Recording(name: String(name.dropLast(4)), text: Files.text(folder + "/" + name))
        }
    }()

    /// What a listener that has heard it all reports.
    func report(_ options: Discovery.Options = Discovery.Options()) -> DiscoveryReport {
        var discovery = Discovery(options)
        for (topic, payload) in messages { _ = discovery.receive(topic: topic, payload: Array(payload.utf8)) }
        return discovery.report()
    }

    /// An action as the file writes it: `lamp brightness 30`, `blind stop()`.
    static func action(_ text: String) -> Action {
        let words = text.split(separator: " ", maxSplits: 2).map(String.init)
        if words[1].hasSuffix("()") {
            return Action(device: words[0], operation: .perform(verb: String(words[1].dropLast(2)), arguments: [:]))
        }
        let value = Double(words[2]).map { Value.number($0) } ?? .name(words[2])
        return Action(device: words[0], operation: .set(property: words[1], value: value))
    }
}

extension String {
    fileprivate func cut(at separator: String) -> (String, String) {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(separator) {
                return (String(self[..<start]), String(self[index(start, offsetBy: separator.count)...]))
            }
            start = index(after: start)
        }
        return (self, "")
    }
}
