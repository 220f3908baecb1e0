/// What a client knows and wants; changed under a lock, by calls from anywhere and by the thread of its connection.
///
/// Every transition collects in `Notices` whom to tell afterwards.
struct ClientState {
    enum Phase: Hashable {
        /// Not started, or stopped after a first attempt that failed.
        case idle
        /// A thread keeps up a connection; `once`: it stops if the first attempt fails.
        case running(once: Bool)
        /// Nothing new is taken; what is queued may still leave until the deadline.
        case closing(deadline: ContinuousClock.Instant)
        /// The end. `abrupt`: the socket is closed without a word.
        case closed(abrupt: Bool)
    }

    var phase = Phase.idle
    /// Counts the threads that were started; what an abandoned one says is not heard.
    var generation = 0
    /// True between CONNACK and the loss of the connection.
    var isOnline = false
    /// True once the subscriptions are made as well.
    var isReady = false
    var sessionPresent = false
    var hasConnectedBefore = false

    var wanted: [MQTTSubscription]
    private(set) var operations: [UInt64: Operation] = [:]
    private var queue: [UInt64] = []
    private var sent: [Int32: UInt64] = [:]
    private var queuedBytes = 0
    private var lastID: UInt64 = 0
    private var renewalsLeft = 0

    private var connectionWaiters: [UInt64: Waiter] = [:]
    private var closeWaiters: [UInt64: Waiter] = [:]
    private var earlyCancellations: [UInt64: MQTTError] = [:]
    private var deadlines: [UInt64: Deadline] = [:]
    /// When the earliest timer rings that was set.
    private var nextRing: ContinuousClock.Instant?
    var listeners: [UInt64: AsyncStream<MQTTEvent>.Continuation] = [:]

    init(wanted: [MQTTSubscription]) { self.wanted = wanted }

    mutating func makeID() -> UInt64 {
        lastID += 1
        return lastID
    }

    func notices(_ events: MQTTEvent...) -> Notices {
        Notices(events: events, listeners: Array(listeners.values))
    }

    var isClosed: Bool {
        switch phase {
        case .closing, .closed: true
        case .idle, .running: false
        }
    }

    var hasOperations: Bool { !operations.isEmpty }

    // MARK: - Operations

    /// Queues an operation, or says at once why not.
    mutating func add(
        _ operation: Operation, id: UInt64, limits: (messages: Int, bytes: Int), whenOffline: MQTTOffline
    ) -> MQTTError? {
        if let early = earlyCancellations.removeValue(forKey: id) { return early }
        if isClosed { return .closed }
        if whenOffline == .fail, !isOnline { return .notConnected }
        switch operation.kind {
        case .publish:
            if operations.count >= limits.messages { return .queueFull(limit: "\(limits.messages) messages") }
            if queuedBytes + operation.cost > limits.bytes, queuedBytes > 0 {
                return .queueFull(limit: "\(queuedBytes) bytes of messages")
            }
        case .subscribe(let subscriptions):
            for subscription in subscriptions {
                wanted.removeAll { $0.filter == subscription.filter }
                wanted.append(subscription)
            }
        case .unsubscribe(let filters):
            wanted.removeAll { filters.contains($0.filter) }
        }
        operations[id] = operation
        queuedBytes += operation.cost
        queue.append(id)
        return nil
    }

    /// What waits to be sent, oldest first; it counts as sent from now on.
    mutating func takeQueued() -> [(id: UInt64, kind: Operation.Kind)] {
        guard isOnline, !queue.isEmpty else { return [] }
        defer { queue.removeAll(keepingCapacity: true) }
        return queue.compactMap { id in
            guard operations[id] != nil else { return nil }
            operations[id]?.isSent = true
            return operations[id].map { (id, $0.kind) }
        }
    }

    mutating func wasSent(_ id: UInt64, as packet: Int32) { sent[packet] = id }

    /// The broker acknowledged a packet.
    mutating func acknowledged(_ packet: Int32, _ result: (Operation.Kind) -> Result<MQTTDelivery, MQTTError>)
        -> Notices
    {
        guard let id = sent.removeValue(forKey: packet), let operation = operations[id] else { return notices() }
        return finish(id, result(operation.kind))
    }

    /// The broker answered a subscription: one reason code a filter.
    mutating func subscribed(_ packet: Int32, codes: [UInt8]) -> Notices {
        guard let id = sent.removeValue(forKey: packet), let operation = operations[id],
            case .subscribe(let subscriptions) = operation.kind
        else { return notices() }
        let refused = zip(subscriptions, codes).filter { $0.1 >= 0x80 }.map { ($0.0.filter, Reason.text(of: $0.1)) }
        guard let (filter, reason) = refused.first else { return finish(id, .success(.acknowledged)) }
        if operation.isRenewal {
            var notices = finish(id, .success(.acknowledged))
            notices.events += refused.map { .subscriptionRefused(filter: $0.0, reason: $0.1) }
            return notices
        }
        wanted.removeAll { subscription in refused.contains { $0.0 == subscription.filter } }
        return finish(id, .failure(.subscriptionRefused(filter: filter, reason: reason)))
    }

    /// The end of an operation, whatever it is.
    mutating func finish(_ id: UInt64, _ result: Result<MQTTDelivery, MQTTError>) -> Notices {
        var notices = notices()
        deadlines[id] = nil
        guard let operation = operations.removeValue(forKey: id) else { return notices }
        queuedBytes -= operation.cost
        if let waiter = operation.waiter {
            notices.results.append((waiter, result))
        } else if case .publish(let message) = operation.kind, case .failure(let error) = result {
            notices.events.append(.dropped(topic: message.topic, error))
        }
        if operation.isRenewal {
            renewalsLeft -= 1
            if renewalsLeft == 0 { becomeReady(&notices) }
        }
        return notices
    }

    /// The waiting is over for one operation, or for one who waits for the connection.
    mutating func giveUp(_ id: UInt64, _ error: (Operation?) -> MQTTError, remembers: Bool = false) -> Notices {
        if let operation = operations[id] { return finish(id, .failure(error(operation))) }
        deadlines[id] = nil
        var notices = notices()
        if let waiter = connectionWaiters.removeValue(forKey: id) ?? closeWaiters.removeValue(forKey: id) {
            notices.results.append((waiter, .failure(error(nil))))
        } else if remembers {
            earlyCancellations[id] = error(nil)
        }
        return notices
    }

    mutating func forgetCancellation(_ id: UInt64) { earlyCancellations[id] = nil }

    // MARK: - Time

    /// Sets the time for an operation or a waiter. Returns when a timer has to ring, if none rings early enough.
    mutating func limit(_ id: UInt64, _ deadline: Deadline) -> ContinuousClock.Instant? {
        deadlines[id] = deadline
        return timerToSet(for: deadline.at)
    }

    /// A timer rang: whoever waited long enough is told. Returns when the next one has to ring.
    mutating func ring(_ timer: ContinuousClock.Instant) -> (notices: [Notices], next: ContinuousClock.Instant?) {
        if nextRing == timer { nextRing = nil }
        let now = ContinuousClock.now
        let late = deadlines.filter { $0.value.at <= now }
        let told = late.keys.sorted().map { id in
            giveUp(id) { .timedOut(seconds: late[id]?.seconds ?? 0, wasSent: $0?.isSent ?? false) }
        }
        let earliest = deadlines.values.map(\.at).min()
        return (told, earliest.flatMap { timerToSet(for: $0) })
    }

    private mutating func timerToSet(for moment: ContinuousClock.Instant) -> ContinuousClock.Instant? {
        if let nextRing, nextRing <= moment { return nil }
        nextRing = moment
        return moment
    }

    // MARK: - Connection

    mutating func addConnectionWaiter(_ waiter: Waiter, id: UInt64) -> Result<MQTTDelivery, MQTTError>? {
        if let early = earlyCancellations.removeValue(forKey: id) { return .failure(early) }
        if isClosed { return .failure(.closed) }
        if isReady { return .success(.acknowledged) }
        connectionWaiters[id] = waiter
        return nil
    }

    /// The broker accepted the connection: subscriptions first, then what could not be sent or was not acknowledged.
    mutating func connected(sessionPresent: Bool) -> Notices {
        isOnline = true
        hasConnectedBefore = true
        self.sessionPresent = sessionPresent
        if phase == .running(once: true) { phase = .running(once: false) }
        var notices = notices()
        sent = [:]
        let waiting = operations.keys.sorted()
        var claimed: Set<String> = []
        for id in waiting {
            if case .subscribe(let subscriptions) = operations[id]?.kind {
                claimed.formUnion(subscriptions.map(\.filter))
            }
        }
        queue = []
        let renewed = wanted.filter { !claimed.contains($0.filter) }
        renewalsLeft = 0
        for batch in Self.batches(of: renewed) {
            let id = makeID()
            operations[id] = Operation(kind: .subscribe(batch), isRenewal: true)
            queue.append(id)
            renewalsLeft += 1
        }
        queue += waiting
        if renewalsLeft == 0 { becomeReady(&notices) }
        return notices
    }

    private mutating func becomeReady(_ notices: inout Notices) {
        guard isOnline, !isReady else { return }
        isReady = true
        notices.events.append(.connected(sessionPresent: sessionPresent))
        notices.results += takeConnectionWaiters().map { ($0, .success(.acknowledged)) }
    }

    private mutating func takeConnectionWaiters() -> [Waiter] {
        defer { connectionWaiters = [:] }
        for id in connectionWaiters.keys { deadlines[id] = nil }
        return connectionWaiters.sorted { $0.key < $1.key }.map(\.value)
    }

    /// Subscriptions that fit into one packet: equal options, at most 100 filters.
    private static func batches(of subscriptions: [MQTTSubscription]) -> [[MQTTSubscription]] {
        var batches: [[MQTTSubscription]] = []
        for subscription in subscriptions {
            if let last = batches.last, let first = last.first, last.count < 100, first.qos == subscription.qos,
                first.options == subscription.options
            {
                batches[batches.count - 1].append(subscription)
            } else {
                batches.append([subscription])
            }
        }
        return batches
    }

    /// The connection is gone. What was not acknowledged waits for the next one.
    mutating func disconnected() -> Bool {
        let wasReady = isReady
        isOnline = false
        isReady = false
        sent = [:]
        for (id, operation) in operations where operation.isRenewal { operations[id] = nil }
        renewalsLeft = 0
        queue = operations.keys.sorted()
        return wasReady
    }

    /// The first attempt failed and nobody wants another one.
    mutating func stop(_ error: MQTTError) -> Notices {
        phase = .idle
        generation += 1
        var notices = notices()
        notices.results = takeConnectionWaiters().map { ($0, .failure(error)) }
        return notices
    }

    // MARK: - End

    mutating func addCloseWaiter(_ waiter: Waiter, id: UInt64) -> Bool {
        if case .closed = phase { return false }
        closeWaiters[id] = waiter
        return true
    }

    /// The end: everyone who still waits is told.
    mutating func close(abrupt: Bool) -> Notices {
        if case .closed = phase { return Notices() }
        phase = .closed(abrupt: abrupt)
        isOnline = false
        isReady = false
        var all = notices()
        for id in operations.keys.sorted() {
            let notices = finish(id, .failure(.closed))
            all.results += notices.results
            all.events += notices.events
        }
        all.results += takeConnectionWaiters().map { ($0, .failure(.closed)) }
        all.results += closeWaiters.values.map { ($0, .success(.acknowledged)) }
        closeWaiters = [:]
        deadlines = [:]
        all.events.append(.closed)
        all.ends = true
        listeners = [:]
        return all
    }
}
