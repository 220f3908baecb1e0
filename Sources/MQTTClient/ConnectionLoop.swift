import CMosquitto

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The work of a client's thread: keep a connection, carry packets both ways, connect anew when it breaks.
///
/// One thread of its own, because resolving a name and connecting a socket block, and because everything that touches
/// libmosquitto then happens on one thread. It sleeps in `poll` until the socket or a caller has something to do.
final class ConnectionLoop {
    private let core: ClientCore
    private let generation: Int
    private var random = SystemRandomNumberGenerator()

    private init(core: ClientCore, generation: Int) {
        self.core = core
        self.generation = generation
    }

    /// Starts the thread. It ends by itself when the client is closed; nobody joins it.
    static func start(core: ClientCore, generation: Int) {
        let loop = ConnectionLoop(core: core, generation: generation)
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        pthread_attr_setstacksize(&attributes, 512 << 10)
        defer { pthread_attr_destroy(&attributes) }
        // Signals are for the other threads, save those that tell of a mistake of this one.
        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        for own in [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT] { sigdelset(&all, own) }
        pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        var thread = pthread_t()
        let object = Unmanaged.passRetained(loop)
        let result = pthread_create(&thread, &attributes, Self.body, object.toOpaque())
        if result != 0 {
            object.release()
            let reason = "no thread for the connection: \(Reason.systemText(result))"
            _ = core.ended(
                generation, .unreachable(endpoint: core.configuration.endpoint.description, reason: reason),
                retryAfter: .zero)
        }
    }

    private static let body: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { object in
        trivet_mqtt_name_thread("mqtt")
        Unmanaged<ConnectionLoop>.fromOpaque(object!).takeRetainedValue().run()
        return nil
    }

    private func run() {
        var attempt = 0
        while true {
            var failure: MQTTError?
            do throws(MQTTError) {
                failure = try keepConnection()
            } catch {
                failure = error
            }
            // A connection that held for a while starts the waits anew; one that is thrown out at once does not.
            if held { attempt = 0 }
            let delay = core.configuration.backoff.delay(attempt: attempt, using: &random)
            attempt += 1
            guard let delay = core.ended(generation, failure, retryAfter: delay) else { return }
            pause(delay)
        }
    }

    /// True if the last connection lasted so long that losing it is no sign of a refusal.
    private var held = false

    /// Waits before the next attempt; ends early if the client is closed.
    private func pause(_ delay: Duration) {
        let end = ContinuousClock.now + delay
        while case .work = core.order(generation) {
            let left = end - ContinuousClock.now
            if left <= .zero { return }
            core.wakeup.wait(milliseconds: left.pollMilliseconds)
        }
    }

    /// One connection from its beginning to its end. Returns why it ended; nil: it was wanted.
    private func keepConnection() throws(MQTTError) -> MQTTError? {
        held = false
        guard case .work = core.order(generation) else { return nil }
        let configuration = core.configuration
        if let problem = configuration.problem() { throw problem }
        let report = LinkReport(core: core, generation: generation)
        let link = try Link(configuration, cleanStart: core.startsClean, report: report)
        try link.connect(configuration)
        let connectDeadline = ContinuousClock.now + configuration.connectTimeout
        var connectedAt: ContinuousClock.Instant?
        while true {
            switch core.order(generation) {
            case .work: break
            case .leave: return leave(link)
            case .vanish: return nil
            }
            if let code = report.connackCode {
                if code != 0 { return Reason.refusal(code, configuration) }
                if connectedAt == nil { connectedAt = ContinuousClock.now }
                send(over: link)
            } else if connectDeadline <= ContinuousClock.now {
                return .unreachable(
                    endpoint: configuration.endpoint.description,
                    reason: "it took the connection and did not answer within \(configuration.connectTimeout.seconds) s"
                )
            }
            if let problem = turn(link, isConnected: connectedAt != nil) {
                held = connectedAt.map { ContinuousClock.now - $0 > .seconds(2) } ?? false
                return explain(problem, link)
            }
        }
    }

    /// Hands to the link what callers have queued.
    private func send(over link: borrowing Link) {
        for (id, kind) in core.takeQueued(generation) {
            do throws(MQTTError) {
                core.wasSent(id, as: try link.send(kind))
            } catch {
                core.failed(id, error)
            }
        }
    }

    /// Writes, waits for something to do, reads. Returns what broke, if something did.
    private func turn(_ link: borrowing Link, isConnected: Bool) -> String? {
        if isConnected, link.wantsToWrite, let problem = link.write() { return problem }
        guard link.socket >= 0 else { return "the broker closed it" }
        let isFull = isConnected && core.inbox.isFull
        var entries = (
            pollfd(fd: core.wakeup.descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: link.socket, events: 0, revents: 0)
        )
        if !isFull { entries.1.events |= Int16(POLLIN) }
        if link.wantsToWrite { entries.1.events |= Int16(POLLOUT) }
        // Without an event to wait for, a hang-up would be reported over and over: leave the socket alone.
        if entries.1.events == 0 { entries.1.fd = -1 }
        let timeout = isConnected ? idleMilliseconds : 100
        _ = withUnsafeMutablePointer(to: &entries) { pointer in
            pointer.withMemoryRebound(to: pollfd.self, capacity: 2) { poll($0, 2, timeout) }
        }
        if entries.0.revents != 0 { core.wakeup.clear() }
        let happened = Int32(entries.1.revents)
        // During a TLS handshake `read` carries on in either direction.
        let readable = happened & (POLLIN | POLLHUP | POLLERR) != 0 || (!isConnected && happened != 0)
        if readable, !isFull, let problem = link.read() { return problem }
        if link.socket >= 0, link.wantsToWrite, let problem = link.write() { return problem }
        guard link.socket >= 0 else { return "the broker closed it" }
        return link.tend()
    }

    /// How long to sleep when nothing happens: often enough for pings to be on time.
    private var idleMilliseconds: Int32 {
        let keepAlive = Int32(core.configuration.keepAliveSeconds)
        return keepAlive == 0 ? 5000 : min(max(keepAlive * 100, 500), 5000)
    }

    /// Says goodbye, so that the broker does not publish the will.
    private func leave(_ link: borrowing Link) -> MQTTError? {
        link.disconnect()
        let end = ContinuousClock.now + .milliseconds(500)
        while link.socket >= 0, ContinuousClock.now < end {
            if link.write() != nil { break }
            guard link.socket >= 0 else { break }
            var entry = pollfd(fd: link.socket, events: Int16(POLLOUT), revents: 0)
            _ = poll(&entry, 1, 50)
        }
        return nil
    }

    /// The error that fits the end of a connection.
    private func explain(_ problem: String, _ link: borrowing Link) -> MQTTError {
        let configuration = core.configuration
        let endpoint = configuration.endpoint.description
        if let code = link.report.connackCode, code != 0 { return Reason.refusal(code, configuration) }
        if let code = link.report.disconnectCode { return .connectionLost(reason: Reason.text(of: code)) }
        if link.report.connackCode == 0 {
            let hint = "\(problem), soon after it began; does another client use the id '\(configuration.clientID)'?"
            return .connectionLost(reason: held ? problem : hint)
        }
        if configuration.tls != nil {
            return .tls(endpoint: endpoint, reason: link.report.lastLoggedError ?? problem)
        }
        return .refused(
            endpoint: endpoint, reason: "it ended before it began (\(problem)); does this port speak MQTT without TLS?")
    }
}
