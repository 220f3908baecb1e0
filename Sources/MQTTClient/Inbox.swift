import Synchronization

/// The messages that have arrived and nobody has taken yet.
///
/// Nothing is ever dropped here. When the limits are reached `isFull` turns true and the connection stops reading from
/// the socket; it goes on when half has been taken.
final class Inbox: Sendable {
    private struct State {
        var messages: [MQTTMessage?] = []
        var head = 0
        var bytes = 0
        var isPaused = false
        var isFinished = false
        var waiters: [(id: UInt64, waiter: CheckedContinuation<MQTTMessage?, Never>)] = []
        var cancelled: Set<UInt64> = []
        var nextID: UInt64 = 0

        var count: Int { messages.count - head }

        mutating func pop() -> MQTTMessage? {
            guard head < messages.count else { return nil }
            let message = messages[head]
            messages[head] = nil
            head += 1
            if head == messages.count {
                messages.removeAll(keepingCapacity: messages.count <= 1024)
                head = 0
            } else if head >= 1024, head * 2 >= messages.count {
                messages.removeFirst(head)
                head = 0
            }
            bytes -= message?.cost ?? 0
            return message
        }
    }

    private let state = Mutex(State())
    private let maximumMessages: Int
    private let maximumBytes: Int
    private let wakeup: Wakeup

    init(maximumMessages: Int, maximumBytes: Int, wakeup: Wakeup) {
        self.maximumMessages = max(1, maximumMessages)
        self.maximumBytes = max(1, maximumBytes)
        self.wakeup = wakeup
    }

    /// True while reading has to wait for the consumer.
    var isFull: Bool { state.withLock { $0.isPaused } }

    /// Puts a message at the end, or hands it to whoever waits for one.
    func put(_ message: MQTTMessage) {
        let waiter: CheckedContinuation<MQTTMessage?, Never>? = state.withLock { state in
            if state.isFinished { return nil }
            if !state.waiters.isEmpty { return state.waiters.removeFirst().waiter }
            state.messages.append(message)
            state.bytes += message.cost
            if state.count >= maximumMessages || state.bytes >= maximumBytes { state.isPaused = true }
            return nil
        }
        waiter?.resume(returning: message)
    }

    /// No message follows; those that are there can still be taken.
    func finish() {
        let waiters = state.withLock { state in
            state.isFinished = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for entry in waiters { entry.waiter.resume(returning: nil) }
    }

    /// The oldest message, as soon as there is one; nil at the end and when the task is cancelled.
    func take() async -> MQTTMessage? {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        defer {
            if Task.isCancelled { state.withLock { _ = $0.cancelled.remove(id) } }
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let (result, mayRead): (MQTTMessage??, Bool) = state.withLock { state in
                    if state.cancelled.remove(id) != nil { return (.some(nil), false) }
                    if let message = state.pop() { return (.some(message), resumesReading(&state)) }
                    if state.isFinished { return (.some(nil), false) }
                    state.waiters.append((id, continuation))
                    return (nil, false)
                }
                if mayRead { wakeup.signal() }
                if let result { continuation.resume(returning: result) }
            }
        } onCancel: {
            let waiter: CheckedContinuation<MQTTMessage?, Never>? = state.withLock { state in
                guard let index = state.waiters.firstIndex(where: { $0.id == id }) else {
                    state.cancelled.insert(id)
                    return nil
                }
                return state.waiters.remove(at: index).waiter
            }
            waiter?.resume(returning: nil)
        }
    }

    private func resumesReading(_ state: inout State) -> Bool {
        guard state.isPaused, state.count <= maximumMessages / 2, state.bytes <= maximumBytes / 2 else { return false }
        state.isPaused = false
        return true
    }
}

/// The messages of a client in the order of their arrival. One consumer; a second one would get every other message.
///
/// Take them promptly: while too many wait, the client reads nothing from the broker, and after the keep-alive time
/// the connection itself is given up and made again. Messages of QoS 1 that were not read by then come again if the
/// session has an expiry.
public struct MQTTMessages: AsyncSequence, Sendable {
    /// What it is a sequence of.
    public typealias Element = MQTTMessage
    /// It never fails; a broken connection is repaired behind it.
    public typealias Failure = Never

    let inbox: Inbox

    /// Takes one message after the other.
    public struct AsyncIterator: AsyncIteratorProtocol {
        let inbox: Inbox

        /// The next message; nil when the client is closed and everything is taken, or the task is cancelled.
        public mutating func next() async -> MQTTMessage? { await inbox.take() }

        /// The next message; nil when the client is closed and everything is taken, or the task is cancelled.
        public mutating func next(isolation actor: isolated (any Actor)?) async -> MQTTMessage? { await inbox.take() }
    }

    /// An iterator over what has not been taken yet.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(inbox: inbox) }
}
