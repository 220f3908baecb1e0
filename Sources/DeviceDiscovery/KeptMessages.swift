import JSONText

/// The newest message of each topic.
struct KeptMessages: Sendable {
    private(set) var payloads: [String: [UInt8]] = [:]
    private var bytes = 0
    private let limits: DiscoveryLimits

    init(limits: DiscoveryLimits) {
        self.limits = limits
    }

    /// What came of a message.
    enum Keeping {
        /// It says something new.
        case new
        /// It says what was known.
        case known
        /// There is no room for it.
        case refused
    }

    /// Keeps a message; an empty one takes the topic away.
    mutating func keep(_ payload: [UInt8], on topic: String) -> Keeping {
        let old = payloads[topic]?.count ?? 0
        guard !payload.isEmpty else {
            bytes -= old
            return payloads.removeValue(forKey: topic) == nil ? .known : .new
        }
        if payloads[topic] == payload || (old > 0 && Self.isState(topic)) { return .known }
        guard payload.count <= limits.maximumPayload, bytes - old + payload.count <= limits.maximumBytes,
            payloads[topic] != nil || payloads.count < limits.maximumMessages
        else { return .refused }
        bytes += payload.count - old
        payloads[topic] = payload
        return .new
    }

    /// True for topics of which only counts that there is something: their messages change all the time.
    private static func isState(_ topic: String) -> Bool {
        let levels = topic.split(separator: "/", omittingEmptySubsequences: false)
        switch levels.count {
        case 2: return levels[1] == "online"
        case 3: return levels[1] == "status"
        default: return levels.last == "$state"
        }
    }

    /// The topics whose last levels are these, sorted.
    func topics(endingWith levels: [String]) -> [String] {
        let end = "/" + levels.joined(separator: "/")
        return payloads.keys.filter { $0.hasSuffix(end) }.sorted()
    }

    /// All topics, sorted.
    var topics: [String] { payloads.keys.sorted() }

    /// The message of a topic as JSON; nil if there is none or it is no JSON.
    func json(_ topic: String) -> JSON? {
        payloads[topic].flatMap {
            try? JSON(parsing: $0, limits: JSON.Limits(maximumDepth: 32, maximumBytes: limits.maximumPayload))
        }
    }

    /// The message of a topic as text.
    func text(_ topic: String) -> String? {
        payloads[topic].flatMap { String(validating: $0, as: UTF8.self) }
    }
}
