import Synchronization

/// The part of a client that its connection's thread shares with its callers.
final class ClientCore: Sendable {
    let configuration: MQTTConfiguration
    let inbox: Inbox
    let wakeup: Wakeup
    let beforeAcknowledging: (@Sendable (MQTTMessage) -> Void)?
    let state: Mutex<ClientState>

    init(_ configuration: MQTTConfiguration, beforeAcknowledging: (@Sendable (MQTTMessage) -> Void)?) {
        self.configuration = configuration
        self.beforeAcknowledging = beforeAcknowledging
        wakeup = Wakeup()
        inbox = Inbox(
            maximumMessages: configuration.maximumIncomingMessages, maximumBytes: configuration.maximumIncomingBytes,
            wakeup: wakeup)
        state = Mutex(ClientState(wanted: configuration.subscriptions))
    }

    /// Changes the state under the lock, then tells whoever has to know.
    func change(_ body: (inout ClientState) -> Notices) {
        let notices = state.withLock { body(&$0) }
        let ends = notices.ends
        notices.deliver()
        if ends { inbox.finish() }
    }

    // MARK: - For callers

    var isConnected: Bool { state.withLock { $0.isReady } }

    /// Starts the thread unless it runs. True if it was started now or runs already.
    func start(once: Bool) {
        let generation: Int? = state.withLock { state in
            guard state.phase == .idle else { return nil }
            state.phase = .running(once: once)
            state.generation += 1
            return state.generation
        }
        if let generation { ConnectionLoop.start(core: self, generation: generation) }
    }

    /// Waits until the connection is there; true to start it, for one attempt.
    func connection(startsOnce: Bool, timeout: Duration) async -> Result<MQTTDelivery, MQTTError> {
        await waiting { id, waiter in
            let (result, timer) = self.state.withLock { state in
                let result = state.addConnectionWaiter(waiter, id: id)
                return (result, result == nil ? state.limit(id, Deadline(after: timeout)) : nil)
            }
            self.set(timer)
            if let result {
                waiter.resume(returning: result)
            } else if startsOnce {
                self.start(once: true)
            }
        }
    }

    /// Queues an operation and waits for its end.
    func run(
        _ kind: Operation.Kind, timeout: Duration?, whenOffline: MQTTOffline = .wait
    ) async -> Result<MQTTDelivery, MQTTError> {
        await waiting { id, waiter in
            let operation = Operation(kind: kind, waiter: waiter)
            if let error = self.add(operation, id: id, timeout: timeout, whenOffline: whenOffline) {
                waiter.resume(returning: .failure(error))
            }
        }
    }

    /// Queues a message for which nobody waits.
    func post(_ message: MQTTMessage, timeout: Duration?) {
        let operation = Operation(kind: .publish(message))
        let id = state.withLock { $0.makeID() }
        let problem = message.problem() ?? add(operation, id: id, timeout: timeout, whenOffline: .wait)
        if let problem { change { $0.notices(.dropped(topic: message.topic, problem)) } }
    }

    private func add(
        _ operation: Operation, id: UInt64, timeout: Duration?, whenOffline: MQTTOffline
    ) -> MQTTError? {
        let limits = (configuration.maximumQueuedMessages, configuration.maximumQueuedBytes)
        let deadline = Deadline(after: timeout ?? configuration.deliveryTimeout)
        let (problem, timer) = state.withLock { state in
            let problem = state.add(operation, id: id, limits: limits, whenOffline: whenOffline)
            return (problem, problem == nil ? state.limit(id, deadline) : nil)
        }
        set(timer)
        if problem == nil { wakeup.signal() }
        return problem
    }

    /// Lets `register` file a waiter under a new id; ends the waiting when the task is cancelled.
    private func waiting(register: (UInt64, Waiter) -> Void) async -> Result<MQTTDelivery, MQTTError> {
        let id = state.withLock { $0.makeID() }
        defer {
            if Task.isCancelled { state.withLock { $0.forgetCancellation(id) } }
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { register(id, $0) }
        } onCancel: {
            change { $0.giveUp(id, { .cancelled(wasSent: $0?.isSent ?? false) }, remembers: true) }
        }
    }

    /// Sets a timer if one is needed. One at a time is enough for all deadlines that lie behind it; a timer for each
    /// message would outlive the message by seconds. Not the connection's thread: that may hang in the resolver.
    private func set(_ timer: ContinuousClock.Instant?) {
        guard let timer else { return }
        Task { [weak self] in
            try? await Task.sleep(until: timer, clock: .continuous)
            self?.ring(timer)
        }
    }

    private func ring(_ timer: ContinuousClock.Instant) {
        let (notices, next) = state.withLock { $0.ring(timer) }
        for notice in notices { notice.deliver() }
        set(next)
    }

    /// A stream of what happens from now on.
    func events() -> AsyncStream<MQTTEvent> {
        let (stream, continuation) = AsyncStream.makeStream(of: MQTTEvent.self, bufferingPolicy: .bufferingNewest(64))
        let id: UInt64? = state.withLock { state in
            if case .closed = state.phase { return nil }
            let id = state.makeID()
            state.listeners[id] = continuation
            return id
        }
        if let id {
            continuation.onTermination = { [weak self] _ in
                self?.state.withLock { _ = $0.listeners.removeValue(forKey: id) }
            }
        } else {
            continuation.finish()
        }
        return stream
    }

    /// Closes when what is queued has left, or the time is over; returns when it is closed.
    func close(grace: Duration) async {
        let isIdle = beginClosing(grace: grace)
        if isIdle { return change { $0.close(abrupt: false) } }
        // The thread may hang in the resolver: it is not waited for longer than its work should take.
        let result = await waiting { id, waiter in
            let (waits, timer) = self.state.withLock { state in
                let waits = state.addCloseWaiter(waiter, id: id)
                return (waits, waits ? state.limit(id, Deadline(after: grace + .seconds(1))) : nil)
            }
            self.set(timer)
            if !waits { waiter.resume(returning: .success(.acknowledged)) }
        }
        if case .failure = result { change { $0.close(abrupt: true) } }
    }

    /// Takes nothing more; the thread ends when what is queued has left or the time is over. True if there is none.
    @discardableResult
    func beginClosing(grace: Duration) -> Bool {
        let wasIdle = state.withLock { state in
            let wasIdle = state.phase == .idle
            if !state.isClosed { state.phase = .closing(deadline: ContinuousClock.now + grace) }
            return wasIdle
        }
        wakeup.signal()
        return wasIdle
    }

    /// Closes at once, without a word to the broker.
    func drop() {
        change { $0.close(abrupt: true) }
        wakeup.signal()
    }
}
