import Synchronization

/// What the thread of the connection asks and tells.
extension ClientCore {
    /// What the thread should do now.
    enum Order {
        case work
        /// Say goodbye: everything has left, or the time is over.
        case leave
        /// Close the socket and end.
        case vanish
    }

    func order(_ generation: Int) -> Order {
        state.withLock { state in
            guard state.generation == generation else { return .vanish }
            switch state.phase {
            case .idle, .closed: return .vanish
            case .running: return .work
            case .closing(let deadline):
                let isDone = !state.isOnline || !state.hasOperations || deadline <= ContinuousClock.now
                return isDone ? .leave : .work
            }
        }
    }

    /// Whether a new connection begins with an empty session.
    var startsClean: Bool {
        state.withLock {
            $0.hasConnectedBefore ? configuration.sessionExpirySeconds == 0 : configuration.cleanStart
        }
    }

    func takeQueued(_ generation: Int) -> [(id: UInt64, kind: Operation.Kind)] {
        state.withLock { $0.generation == generation ? $0.takeQueued() : [] }
    }

    func wasSent(_ id: UInt64, as packet: Int32) { state.withLock { $0.wasSent(id, as: packet) } }

    func failed(_ id: UInt64, _ error: MQTTError) { change { $0.finish(id, .failure(error)) } }

    func connected(_ generation: Int, sessionPresent: Bool) {
        change { state in
            guard state.generation == generation else { return Notices() }
            return state.connected(sessionPresent: sessionPresent)
        }
    }

    func published(_ generation: Int, packet: Int32, code: UInt8) {
        acknowledged(generation, packet) { kind in
            guard case .publish(let message) = kind else { return .success(.acknowledged) }
            if code >= 0x80 { return .failure(.publishRefused(topic: message.topic, reason: Reason.text(of: code))) }
            if message.qos == .atMostOnce { return .success(.written) }
            return .success(code == Reason.noMatchingSubscribers ? .acknowledgedWithoutSubscribers : .acknowledged)
        }
    }

    func unsubscribed(_ generation: Int, packet: Int32) {
        acknowledged(generation, packet) { _ in .success(.acknowledged) }
    }

    func subscribed(_ generation: Int, packet: Int32, codes: [UInt8]) {
        change { $0.generation == generation ? $0.subscribed(packet, codes: codes) : Notices() }
    }

    private func acknowledged(
        _ generation: Int, _ packet: Int32, _ result: (Operation.Kind) -> Result<MQTTDelivery, MQTTError>
    ) {
        change { $0.generation == generation ? $0.acknowledged(packet, result) : Notices() }
    }

    func received(_ message: MQTTMessage) {
        beforeAcknowledging?(message)
        inbox.put(message)
    }

    /// A connection, or the attempt to make one, ended. The wait before the next attempt, or nil: there is none.
    func ended(_ generation: Int, _ error: MQTTError?, retryAfter: Duration) -> Duration? {
        var retries = false
        change { state in
            guard state.generation == generation else { return Notices() }
            let wasReady = state.disconnected()
            switch state.phase {
            case .idle: return Notices()
            case .closing, .closed: return state.close(abrupt: false)
            case .running(let once):
                let error = error ?? .connectionLost(reason: "it was closed")
                if once { return state.stop(error) }
                retries = true
                return state.notices(
                    wasReady ? .disconnected(error) : .connectionFailed(error, retryAfter: retryAfter))
            }
        }
        return retries ? retryAfter : nil
    }
}
