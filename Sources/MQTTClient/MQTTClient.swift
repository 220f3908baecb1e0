/// A client of an MQTT 5 broker that reconnects by itself and loses no QoS 1 message silently.
///
/// - Outgoing: `publish` returns when the broker has acknowledged the message. What a broken connection left
///   unacknowledged is sent again over the next one, in order, until its time is over; then `publish` throws and says
///   whether the message had left. So a QoS 1 message may arrive twice, and never vanishes without an error.
/// - Incoming: messages wait in a bounded queue. When it is full the client stops reading instead of dropping; the
///   broker then holds the rest. A message is acknowledged after `beforeAcknowledging` has returned.
///
/// Everything may be called from any task. A client that was closed stays closed.
public final class MQTTClient: Sendable {
    private let core: ClientCore
    private let problem: MQTTError?

    /// A client that does nothing yet; call `start` or `connect`.
    ///
    /// `beforeAcknowledging` is called on the client's own thread with every message before its acknowledgement
    /// leaves: what is recorded there survives a power failure, because otherwise the broker still has it. It should
    /// be brief. The message also appears in `messages`.
    public init(
        _ configuration: MQTTConfiguration, beforeAcknowledging: (@Sendable (MQTTMessage) -> Void)? = nil
    ) {
        core = ClientCore(configuration, beforeAcknowledging: beforeAcknowledging)
        problem = configuration.problem()
    }

    deinit { if core.beginClosing(grace: .zero) { core.drop() } }

    /// The configuration that it was made with.
    public var configuration: MQTTConfiguration { core.configuration }

    // MARK: - Connection

    /// Connects, or throws if the first attempt fails; nothing more is tried then.
    ///
    /// Once it has succeeded, the connection is made anew whenever it breaks.
    public func connect() async throws(MQTTError) {
        if let problem { throw problem }
        let timeout = core.configuration.connectTimeout + .milliseconds(500)
        let result = await core.connection(startsOnce: true, timeout: timeout)
        if case .failure(.timedOut) = result {
            throw .unreachable(
                endpoint: core.configuration.endpoint.description, reason: "no answer within \(timeout.seconds) s")
        }
        _ = try result.get()
    }

    /// Connects in the background and tries for ever; `events` tells how it goes.
    ///
    /// A configuration that cannot work is reported as the event `connectionFailed` of every attempt.
    public func start() { core.start(once: false) }

    /// Waits until the connection is there and the subscriptions are made.
    public func waitUntilConnected(timeout: Duration) async throws(MQTTError) {
        if let problem { throw problem }
        _ = try await core.connection(startsOnce: false, timeout: timeout).get()
    }

    /// True while the connection is there and the subscriptions are made.
    public var isConnected: Bool { core.isConnected }

    /// Closes the connection: nothing more is taken, what is queued has the time `grace` to leave, and the broker is
    /// told that this is no accident, so that it does not publish the will.
    public func disconnect(grace: Duration = .seconds(2)) async { await core.close(grace: grace) }

    /// Closes the connection as a power failure would: without a word, so that the broker publishes the will.
    public func drop() { core.drop() }

    // MARK: - Messages

    /// Publishes a message and waits until the broker has it (QoS 0: until it is written to the connection).
    ///
    /// The message is withdrawn if the time (`deliveryTimeout` of the configuration unless another is given) is over
    /// before it was sent, and if the task is cancelled before. Without a connection it waits, or fails at once.
    @discardableResult
    public func publish(
        _ message: MQTTMessage, timeout: Duration? = nil, whenOffline: MQTTOffline = .wait
    ) async throws(MQTTError) -> MQTTDelivery {
        if let problem = problem ?? message.problem() { throw problem }
        return try await core.run(.publish(message), timeout: timeout, whenOffline: whenOffline).get()
    }

    /// Publishes a message without waiting. If it cannot be delivered in time the event `dropped` tells so.
    public func post(_ message: MQTTMessage, timeout: Duration? = nil) { core.post(message, timeout: timeout) }

    /// What arrives, in order. For one consumer.
    public var messages: MQTTMessages { MQTTMessages(inbox: core.inbox) }

    /// What happens to the connection from now on; every call gives a stream of its own, with the newest 64 events.
    public func events() -> AsyncStream<MQTTEvent> { core.events() }

    // MARK: - Subscriptions

    /// Subscribes, and waits until the broker has agreed. It is made again with every new connection, even if the
    /// time was over before the broker answered; a subscription that the broker refuses is forgotten.
    public func subscribe(_ subscriptions: [MQTTSubscription], timeout: Duration? = nil) async throws(MQTTError) {
        if let problem { throw problem }
        for subscription in subscriptions {
            if let problem = TopicFilter.problem(inFilter: subscription.filter) { throw .invalid(problem) }
        }
        var rest = subscriptions[...]
        var failure: MQTTError?
        while let first = rest.first {
            let batch = rest.prefix { $0.qos == first.qos && $0.options == first.options }.prefix(100)
            rest = rest.dropFirst(batch.count)
            // One that fails does not keep the others from being made, now or with the next connection.
            if case .failure(let error) = await core.run(.subscribe(Array(batch)), timeout: timeout) {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
    }

    /// Subscribes to one filter.
    public func subscribe(
        _ filter: String, qos: MQTTQoS = .atLeastOnce, timeout: Duration? = nil
    ) async throws(MQTTError) {
        try await subscribe([MQTTSubscription(filter, qos: qos)], timeout: timeout)
    }

    /// Ends subscriptions, and waits until the broker has confirmed it.
    public func unsubscribe(_ filters: [String], timeout: Duration? = nil) async throws(MQTTError) {
        if filters.isEmpty { return }
        for filter in filters {
            if let problem = TopicFilter.problem(inFilter: filter) { throw .invalid(problem) }
        }
        _ = try await core.run(.unsubscribe(filters), timeout: timeout).get()
    }
}
