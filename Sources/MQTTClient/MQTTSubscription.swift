/// Whether the broker sends the messages it has kept when a subscription is made.
public enum MQTTRetained: UInt8, Sendable, Hashable {
    /// At every subscription, also after a reconnection.
    case send = 0x00
    /// Only if the subscription is new to the session.
    case sendIfNew = 0x10
    /// Never: only what is published from now on. Right for topics on which commands arrive.
    case skip = 0x20
}

/// A wish to receive the messages of some topics.
public struct MQTTSubscription: Sendable, Hashable {
    /// The topics, with `+` for one level and `#` for all that follow.
    public var filter: String
    /// The highest quality of service in which they are delivered.
    public var qos: MQTTQoS
    /// True: what this client publishes itself does not come back.
    public var noLocal: Bool
    /// Whether messages that the broker has kept are sent.
    public var retained: MQTTRetained

    /// A subscription.
    public init(
        _ filter: String, qos: MQTTQoS = .atLeastOnce, noLocal: Bool = false, retained: MQTTRetained = .send
    ) {
        self.filter = filter
        self.qos = qos
        self.noLocal = noLocal
        self.retained = retained
    }

    /// The options byte of the SUBSCRIBE packet without the quality of service.
    var options: Int32 { Int32(retained.rawValue) | (noLocal ? 0x04 : 0) }
}
