/// Topics and the filters that match them (MQTT 5, section 4.7).
public enum TopicFilter {
    /// True if a message on the topic belongs to a subscription with the filter.
    ///
    /// `+` stands for one level and `#` for all levels that follow, none included: `a/#` matches `a` too. Wildcards in
    /// the first level do not match topics that begin with `$`.
    public static func matches(_ filter: String, topic: String) -> Bool {
        let filterBytes = filter.utf8, topicBytes = topic.utf8
        if topicBytes.first == UInt8(ascii: "$"), let first = filterBytes.first,
            first == UInt8(ascii: "+") || first == UInt8(ascii: "#")
        {
            return false
        }
        let slash = UInt8(ascii: "/")
        var wanted = filterBytes[...]
        var rest: Substring.UTF8View? = topicBytes[...]
        while true {
            let (level, filterRest) = split(wanted, at: slash)
            if level.elementsEqual("#".utf8) { return true }
            guard let current = rest else { return false }
            let (topicLevel, topicRest) = split(current, at: slash)
            guard level.elementsEqual("+".utf8) || level.elementsEqual(topicLevel) else { return false }
            guard let filterRest else { return topicRest == nil }
            wanted = filterRest
            rest = topicRest
        }
    }

    /// What is wrong with a subscription filter, or nil.
    public static func problem(inFilter filter: String) -> String? {
        if let problem = textProblem(filter, what: "topic filter") { return problem }
        let levels = filter.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        for (index, level) in levels.enumerated() {
            if level.contains(UInt8(ascii: "#")), level.count > 1 || index != levels.count - 1 {
                return "topic filter '\(filter)': '#' must be the whole last level, as in 'home/#'"
            }
            if level.contains(UInt8(ascii: "+")), level.count > 1 {
                return "topic filter '\(filter)': '+' must be a whole level, as in 'home/+/state'"
            }
        }
        return nil
    }

    /// What is wrong with a topic to publish on, or nil.
    public static func problem(inTopic topic: String) -> String? {
        if let problem = textProblem(topic, what: "topic") { return problem }
        if topic.utf8.contains(where: { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "#") }) {
            return "topic '\(topic)' holds a wildcard; '+' and '#' are for subscriptions only"
        }
        return nil
    }

    private static func textProblem(_ text: String, what: String) -> String? {
        if text.isEmpty { return "the \(what) is empty" }
        if text.utf8.count > 65535 { return "the \(what) is \(text.utf8.count) bytes long; MQTT allows 65535" }
        if text.unicodeScalars.contains(where: { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }) {
            return "the \(what) holds a control character"
        }
        return nil
    }

    /// The bytes before the first separator and, if there is one, the bytes after it.
    private static func split(
        _ text: Substring.UTF8View, at separator: UInt8
    ) -> (head: Substring.UTF8View, rest: Substring.UTF8View?) {
        guard let end = text.firstIndex(of: separator) else { return (text, nil) }
        return (text[..<end], text[text.index(after: end)...])
    }
}
