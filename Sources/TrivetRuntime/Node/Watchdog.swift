#if canImport(Glibc)
    import Glibc
#endif

/// Tells systemd how the runtime is, where systemd started it. Elsewhere it does nothing.
struct Watchdog: Sendable {
    private let socketPath: String?
    /// How often systemd wants to hear that the runtime is alive; nil if it does not.
    let intervalSeconds: Double?

    init() {
        socketPath = getenv("NOTIFY_SOCKET").map { String(cString: $0) }
        let microseconds = getenv("WATCHDOG_USEC").flatMap { Double(String(cString: $0)) }
        intervalSeconds = microseconds.map { max(0.5, $0 / 2e6) }
    }

    /// Sends a message such as `READY=1`.
    func tell(_ message: String) {
        guard let socketPath, socketPath.utf8.count < 108, !socketPath.isEmpty else { return }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { path in
            path.copyBytes(from: socketPath.utf8)
            // A name that begins with @ is of the abstract kind, written with a zero byte.
            if path[0] == UInt8(ascii: "@") { path[0] = 0 }
        }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + socketPath.utf8.count)
        let bytes = Array(message.utf8)
        _ = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL), $0, length)
            }
        }
    }
}
