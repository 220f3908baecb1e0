/// Why something did not work, and in its description what to do about it.
public enum MQTTError: Error, Sendable, Hashable {
    /// A value that MQTT does not allow; which, and why.
    case invalid(String)
    /// Nobody listens there, or the way there is cut.
    case unreachable(endpoint: String, reason: String)
    /// The broker does not accept the user name, the password or the certificate.
    case badCredentials(endpoint: String, username: String?)
    /// The broker turned the connection down for another reason.
    case refused(endpoint: String, reason: String)
    /// The two sides could not agree on an encrypted connection.
    case tls(endpoint: String, reason: String)
    /// The connection was there and broke.
    case connectionLost(reason: String)
    /// There is no connection, and the caller did not want to wait for one.
    case notConnected
    /// It took too long. `wasSent` false: it never left and never will; true: it left, and nobody acknowledged it.
    case timedOut(seconds: Double, wasSent: Bool)
    /// Too much already waits for delivery.
    case queueFull(limit: String)
    /// The message is larger than the broker or MQTT allows.
    case tooLarge(bytes: Int, limit: Int?)
    /// The broker does not let this client publish there.
    case publishRefused(topic: String, reason: String)
    /// The broker does not let this client subscribe to that.
    case subscriptionRefused(filter: String, reason: String)
    /// The task was cancelled. `wasSent` as in `timedOut`.
    case cancelled(wasSent: Bool)
    /// The client has been closed.
    case closed
}

extension MQTTError: CustomStringConvertible {
    /// What happened and what to do next.
    public var description: String {
        switch self {
        case .invalid(let what):
            what
        case .unreachable(let endpoint, let reason):
            "no MQTT broker at \(endpoint): \(reason). Is it running (systemctl status mosquitto), are host and port right?"
        case .badCredentials(let endpoint, let username):
            "the broker at \(endpoint) does not accept "
                + (username.map { "user '\($0)' with this password. Check both against the broker's password file." }
                    ?? "a connection without user name and password. Put both into the configuration.")
        case .refused(let endpoint, let reason):
            "the broker at \(endpoint) refused the connection: \(reason)"
        case .tls(let endpoint, let reason):
            "no encrypted connection to \(endpoint): \(reason). Check the CA file, the host name in the broker's "
                + "certificate, and that this port speaks TLS."
        case .connectionLost(let reason):
            "the connection to the broker broke: \(reason)"
        case .notConnected:
            "there is no connection to the broker now; it is tried again by itself"
        case .timedOut(let seconds, let wasSent):
            wasSent
                ? "no acknowledgement within \(seconds) s; the message left and may or may not have arrived"
                : "not sent within \(seconds) s; it was withdrawn. Is the broker reachable?"
        case .queueFull(let limit):
            "\(limit) already wait for delivery; wait until the broker is back, or publish less"
        case .tooLarge(let bytes, let limit):
            "a message of \(bytes) bytes is too large"
                + (limit.map { "; at most \($0) are allowed" } ?? " for the broker")
        case .publishRefused(let topic, let reason):
            "the broker does not accept a message on '\(topic)': \(reason). Check its access rules."
        case .subscriptionRefused(let filter, let reason):
            "the broker does not accept the subscription '\(filter)': \(reason). Check its access rules."
        case .cancelled(let wasSent):
            wasSent ? "cancelled while waiting for the acknowledgement" : "cancelled before it was sent"
        case .closed:
            "the client is closed; make a new one"
        }
    }
}

/// How far a published message got.
public enum MQTTDelivery: Sendable, Hashable {
    /// Written to the connection; QoS 0 is never acknowledged.
    case written
    /// The broker has it.
    case acknowledged
    /// The broker has it, and says that nobody subscribes to its topic: who should hear it is not there.
    case acknowledgedWithoutSubscribers
}

/// What to do with a message while there is no connection.
public enum MQTTOffline: Sendable, Hashable {
    /// Keep it until there is one or the time is over.
    case wait
    /// Throw `notConnected` at once.
    case fail
}

/// What happens to the connection.
public enum MQTTEvent: Sendable, Hashable {
    /// It is there and the subscriptions are made. `sessionPresent`: the broker still knew the session.
    case connected(sessionPresent: Bool)
    /// It broke and is tried again.
    case disconnected(MQTTError)
    /// An attempt failed; the next one follows after the wait.
    case connectionFailed(MQTTError, retryAfter: Duration)
    /// A message given to `post` was not delivered.
    case dropped(topic: String, MQTTError)
    /// A subscription was not accepted when it was made again.
    case subscriptionRefused(filter: String, reason: String)
    /// The client was closed; nothing follows.
    case closed
}
