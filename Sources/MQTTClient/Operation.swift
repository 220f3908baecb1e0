/// Waits for the end of one operation.
typealias Waiter = CheckedContinuation<Result<MQTTDelivery, MQTTError>, Never>

/// Something that the broker has to acknowledge.
struct Operation {
    enum Kind {
        case publish(MQTTMessage)
        case subscribe([MQTTSubscription])
        case unsubscribe([String])
    }

    var kind: Kind
    /// Who waits for it; nobody does for a `post` and for subscriptions that are made again.
    var waiter: Waiter?
    /// True for subscriptions that are made because the connection is new.
    var isRenewal = false
    /// True once it was given to a connection.
    var isSent = false

    var cost: Int {
        if case .publish(let message) = kind { message.cost } else { 0 }
    }
}

/// When somebody stops waiting, and how long that is from the beginning.
struct Deadline {
    var at: ContinuousClock.Instant
    var seconds: Double

    init(after duration: Duration) {
        at = ContinuousClock.now + duration
        seconds = duration.seconds
    }
}

/// What has to be told to whom after the lock is released.
struct Notices {
    var results: [(Waiter, Result<MQTTDelivery, MQTTError>)] = []
    var events: [MQTTEvent] = []
    var listeners: [AsyncStream<MQTTEvent>.Continuation] = []
    var ends = false

    consuming func deliver() {
        for (waiter, result) in results { waiter.resume(returning: result) }
        for event in events {
            for listener in listeners { listener.yield(event) }
        }
        if ends {
            for listener in listeners { listener.finish() }
        }
    }
}

extension Duration {
    /// The duration in seconds.
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
    /// The duration in whole milliseconds, rounded up, within what `poll` takes.
    var pollMilliseconds: Int32 {
        let milliseconds = (seconds * 1000).rounded(.up)
        return milliseconds <= 0 ? 0 : Int32(min(milliseconds, 3_600_000))
    }
}
