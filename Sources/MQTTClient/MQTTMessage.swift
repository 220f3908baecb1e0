/// How hard MQTT tries to deliver a message.
public enum MQTTQoS: UInt8, Sendable, Hashable, Comparable {
    /// Once or never: nobody acknowledges it.
    case atMostOnce = 0
    /// Until it is acknowledged; it may arrive twice.
    case atLeastOnce = 1
    /// With a handshake of four packets; exactly once as long as the connection holds, at least once over a new one.
    case exactlyOnce = 2

    /// The lower level tries less hard.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// One message, on its way out or just arrived.
public struct MQTTMessage: Sendable, Hashable {
    /// Where it goes or came from.
    public var topic: String
    /// Its bytes; they need not be text.
    public var payload: [UInt8]
    /// How hard it is delivered.
    public var qos: MQTTQoS
    /// Outgoing: the broker keeps it for whoever subscribes later. Incoming: the broker had kept it, so it may be old.
    public var retain: Bool
    /// What MQTT 5 carries beside the payload.
    public var properties: MQTTProperties

    /// A message of bytes, not retained unless it is said.
    public init(
        topic: String, payload: [UInt8] = [], qos: MQTTQoS = .atLeastOnce, retain: Bool = false,
        properties: MQTTProperties = MQTTProperties()
    ) {
        self.topic = topic
        self.payload = payload
        self.qos = qos
        self.retain = retain
        self.properties = properties
    }

    /// A message of text.
    public init(
        topic: String, text: String, qos: MQTTQoS = .atLeastOnce, retain: Bool = false,
        properties: MQTTProperties = MQTTProperties()
    ) {
        self.init(topic: topic, payload: Array(text.utf8), qos: qos, retain: retain, properties: properties)
    }

    /// The payload as text, if it is UTF-8.
    public var text: String? { String(validating: payload, as: UTF8.self) }
}

/// A name and a value that travel with a message.
public struct MQTTUserProperty: Sendable, Hashable {
    /// The name; it may occur more than once.
    public var name: String
    /// The value.
    public var value: String

    /// A pair.
    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// What MQTT 5 carries beside the payload.
public struct MQTTProperties: Sendable, Hashable {
    /// Where the answer to this message is wanted.
    public var responseTopic: String?
    /// Bytes that the answer repeats, so that the asker knows which question it answers.
    public var correlationData: [UInt8]?
    /// The kind of the payload, such as `application/json`.
    public var contentType: String?
    /// After so many seconds the broker no longer delivers it.
    public var messageExpirySeconds: UInt32?
    /// The sender says that the payload is UTF-8 text.
    public var isText: Bool
    /// Pairs of the sender's own, in order.
    public var userProperties: [MQTTUserProperty]

    /// Properties; none unless they are said.
    public init(
        responseTopic: String? = nil, correlationData: [UInt8]? = nil, contentType: String? = nil,
        messageExpirySeconds: UInt32? = nil, isText: Bool = false, userProperties: [MQTTUserProperty] = []
    ) {
        self.responseTopic = responseTopic
        self.correlationData = correlationData
        self.contentType = contentType
        self.messageExpirySeconds = messageExpirySeconds
        self.isText = isText
        self.userProperties = userProperties
    }
}

extension MQTTMessage {
    /// About how many bytes the message occupies in a queue.
    var cost: Int { payload.count + topic.utf8.count + (properties.correlationData?.count ?? 0) + 64 }

    /// What is wrong with a message that should be published, or nil.
    func problem() -> MQTTError? {
        if let problem = TopicFilter.problem(inTopic: topic) { return .invalid(problem) }
        if let response = properties.responseTopic, let problem = TopicFilter.problem(inTopic: response) {
            return .invalid("response topic: \(problem)")
        }
        if let data = properties.correlationData, data.count > 65535 {
            return .invalid("correlation data of \(data.count) bytes; MQTT allows 65535")
        }
        let texts = properties.userProperties.flatMap { [$0.name, $0.value] } + [properties.contentType ?? ""]
        if texts.contains(where: { $0.utf8.count > 65535 || $0.utf8.contains(0) }) {
            return .invalid("a text property is longer than 65535 bytes or holds a zero byte; shorten or encode it")
        }
        if payload.count > 268_435_455 { return .tooLarge(bytes: payload.count, limit: 268_435_455) }
        return nil
    }
}
