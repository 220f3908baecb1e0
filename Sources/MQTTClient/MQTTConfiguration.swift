/// Where the broker listens.
public enum MQTTEndpoint: Sendable, Hashable, CustomStringConvertible {
    /// A host name or address and a port.
    case tcp(host: String, port: UInt16)
    /// A Unix socket of the same machine.
    case unix(path: String)

    /// As people write it: `localhost:1883`, `/run/mosquitto.sock`.
    public var description: String {
        switch self {
        case .tcp(let host, let port): host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path): path
        }
    }
}

/// An encrypted connection, and how the two ends prove who they are. Files are PEM.
public struct MQTTTLS: Sendable, Hashable {
    /// The file of the authorities that may vouch for the broker; nil: those that the system trusts.
    public var authority: String?
    /// The client's own certificate, where the broker asks for one.
    public var certificate: String?
    /// The key of that certificate, not protected by a password.
    public var key: String?
    /// False: the broker's certificate may name another host. For a test bench only.
    public var checksHostName: Bool

    /// TLS with the system's authorities unless others are said.
    public init(
        authority: String? = nil, certificate: String? = nil, key: String? = nil, checksHostName: Bool = true
    ) {
        self.authority = authority
        self.certificate = certificate
        self.key = key
        self.checksHostName = checksHostName
    }
}

/// How long the client waits before it tries to connect again: twice as long each time, less a random part.
public struct MQTTBackoff: Sendable, Hashable {
    /// The longest wait before the first new attempt.
    public var initial: Duration
    /// The longest wait of all.
    public var maximum: Duration

    /// From 0.2 s to 30 s unless it is said otherwise.
    public init(initial: Duration = .milliseconds(200), maximum: Duration = .seconds(30)) {
        self.initial = initial
        self.maximum = maximum
    }

    /// The wait before attempt `attempt` (from 0): between half and the whole of `initial * 2^attempt`, at most `maximum`.
    func delay(attempt: Int, using generator: inout some RandomNumberGenerator) -> Duration {
        let longest = min(initial * (1 << min(attempt, 20)), maximum)
        return longest * Double.random(in: 0.5...1, using: &generator)
    }
}

/// Everything that a client needs to know before it connects.
public struct MQTTConfiguration: Sendable {
    /// Where the broker listens.
    public var endpoint: MQTTEndpoint
    /// The name of the client at the broker. Two clients of one name throw each other out.
    public var clientID: String
    /// The name to log in with.
    public var username: String?
    /// The password to log in with.
    public var password: String?
    /// Encrypts the connection.
    public var tls: MQTTTLS?
    /// After so many silent seconds each side asks whether the other is still there. 0 (never) or at least 5.
    public var keepAliveSeconds: UInt16 = 30
    /// What the broker publishes if this client disappears without a word.
    public var will: MQTTMessage?
    /// True: the first connection begins with an empty session. Reconnections resume the session if it has an expiry.
    public var cleanStart = true
    /// How long the broker keeps the session, and QoS 1 messages for it, while the client is away.
    public var sessionExpirySeconds: UInt32 = 0
    /// Made at every connection, before anything is published.
    public var subscriptions: [MQTTSubscription] = []
    /// How long the broker may take to accept the connection.
    public var connectTimeout: Duration = .seconds(10)
    /// How long `publish` and `subscribe` wait unless the call says otherwise.
    public var deliveryTimeout: Duration = .seconds(10)
    /// The waits between attempts to connect.
    public var backoff = MQTTBackoff()
    /// With so many messages waiting to be taken the client stops reading from the broker.
    public var maximumIncomingMessages = 1024
    /// With so many bytes waiting to be taken the client stops reading from the broker.
    public var maximumIncomingBytes = 16 << 20
    /// So many messages may wait for delivery; one more fails with `queueFull`.
    public var maximumQueuedMessages = 1024
    /// So many bytes may wait for delivery; more fail with `queueFull`.
    public var maximumQueuedBytes = 16 << 20

    /// A configuration with the usual values; every one can be changed before the client is made.
    public init(endpoint: MQTTEndpoint, clientID: String) {
        self.endpoint = endpoint
        self.clientID = clientID
    }
}

extension MQTTConfiguration {
    /// What is wrong with it, or nil.
    func problem() -> MQTTError? {
        switch endpoint {
        case .tcp(let host, let port):
            if host.isEmpty || host.utf8.contains(0) { return .invalid("the broker's host is empty; name one") }
            if port == 0 { return .invalid("port 0 is no port; MQTT listens on 1883, with TLS on 8883") }
        case .unix(let path):
            if path.isEmpty || path.utf8.count > 107 || path.utf8.contains(0) {
                return .invalid("the path of the broker's socket must have 1 to 107 bytes: '\(path)'")
            }
            if tls != nil { return .invalid("TLS is for a host and port; leave it out for the socket \(path)") }
        }
        if clientID.utf8.count > 65535 || clientID.utf8.contains(0) { return .invalid("the client id is not valid") }
        if clientID.isEmpty { return .invalid("the client id is empty; give every client a name of its own") }
        if keepAliveSeconds != 0, keepAliveSeconds < 5 { return .invalid("keep-alive is 0 or at least 5 seconds") }
        if password != nil, username == nil { return .invalid("there is a password but no user name") }
        if [username, password].contains(where: { $0?.utf8.contains(0) ?? false }) {
            return .invalid("the user name or the password holds a zero byte")
        }
        if let will, let problem = will.problem() { return .invalid("the will: \(problem)") }
        for subscription in subscriptions {
            if let problem = TopicFilter.problem(inFilter: subscription.filter) { return .invalid(problem) }
        }
        return nil
    }
}
