import Logging
import Synchronization

/// Who hears what the appliances do; shared with the lines.
final class SimulatorHub: Sendable {
    private struct State {
        var listeners: [Int: AsyncStream<SimulatorEvent>.Continuation] = [:]
        var lastListener = 0
        /// The devices that are not connected yet.
        var missing: Set<String>
        var isControlReady = false
        var waiters: [CheckedContinuation<Void, Never>] = []
        var isStopping = false
    }

    private let state: Mutex<State>
    private let logger: Logger

    init(devices: Set<String>, logger: Logger) {
        state = Mutex(State(missing: devices))
        self.logger = logger
    }

    /// Tells an event to everyone.
    func tell(_ event: SimulatorEvent) {
        let (listeners, waiters) = state.withLock { state in
            switch event.kind {
            case .online, .offline: state.missing.remove(event.device)
            default: break
            }
            return (Array(state.listeners.values), Self.ready(&state))
        }
        for listener in listeners { listener.yield(event) }
        for waiter in waiters { waiter.resume() }
        if case .problem(let text) = event.kind {
            logger.warning("simulated appliance: \(text)", metadata: ["device": "\(event.device)"])
        }
    }

    /// The device need not be connected for the simulation to be ready.
    func doNotAwait(_ device: String) { state.withLock { _ = $0.missing.remove(device) } }

    func controlIsReady() {
        let waiters = state.withLock { state in
            state.isControlReady = true
            return Self.ready(&state)
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Nobody waits any longer, and no event follows.
    func end() {
        let (waiters, listeners) = state.withLock { state in
            state.isStopping = true
            let waiters = Self.ready(&state)
            defer { state.listeners = [:] }
            return (waiters, Array(state.listeners.values))
        }
        for waiter in waiters { waiter.resume() }
        for listener in listeners { listener.finish() }
    }

    private static func ready(_ state: inout State) -> [CheckedContinuation<Void, Never>] {
        guard state.isStopping || (state.missing.isEmpty && state.isControlReady) else { return [] }
        defer { state.waiters = [] }
        return state.waiters
    }

    /// Waits until every device and the control topics are connected, or nothing follows.
    func wait() async {
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                if state.isStopping || (state.missing.isEmpty && state.isControlReady) { return true }
                state.waiters.append(continuation)
                return false
            }
            if isReady { continuation.resume() }
        }
    }

    /// A stream of what happens from now on.
    func listen() -> AsyncStream<SimulatorEvent> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: SimulatorEvent.self, bufferingPolicy: .bufferingNewest(4096))
        let id: Int? = state.withLock { state in
            if state.isStopping { return nil }
            state.lastListener += 1
            state.listeners[state.lastListener] = continuation
            return state.lastListener
        }
        guard let id else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { _ = $0.listeners.removeValue(forKey: id) }
        }
        return stream
    }
}
