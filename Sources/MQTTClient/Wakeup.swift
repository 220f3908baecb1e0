import CMosquitto

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Ends another thread's wait: one side signals, the other waits for the descriptor.
final class Wakeup: Sendable {
    /// Readable after a signal.
    let descriptor: Int32

    init() {
        descriptor = trivet_mqtt_eventfd()
        precondition(descriptor >= 0, "no file descriptor left for an MQTT client; raise the limit (ulimit -n)")
    }

    deinit { close(descriptor) }

    /// Ends the wait that is going on or the next one.
    func signal() {
        var one: UInt64 = 1
        _ = write(descriptor, &one, 8)
    }

    /// Forgets the signals so far.
    func clear() {
        var count: UInt64 = 0
        _ = read(descriptor, &count, 8)
    }

    /// Waits for a signal, for the time in milliseconds at most, and forgets it.
    func wait(milliseconds: Int32) {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        _ = poll(&entry, 1, milliseconds)
        clear()
    }
}
