import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Why a test has no broker.
public struct TestBrokerError: Error, CustomStringConvertible {
    /// What went wrong and what to do.
    public let description: String
}

/// A mosquitto of the test's own, on a free port of 127.0.0.1 and on a Unix socket, in a folder of its own.
///
/// It is killed, and its folder removed, when the object goes away.
public final class TestBroker: Sendable {
    /// What the broker asks of its clients and keeps.
    public struct Options: Sendable {
        /// The only user and the password; nil: everyone may connect.
        public var credentials: (user: String, password: String)?
        /// True: sessions and retained messages survive the end of the process, also a violent one.
        public var persistence = false
        /// True: the port speaks TLS, with a certificate for `localhost` that `authority` vouches for.
        public var tls = false
        /// Who may do what, as in mosquitto's `acl_file`; nil: everyone everything.
        public var rules: String?
        /// More lines for its configuration file.
        public var extra: [String] = []

        /// No credentials, no TLS, nothing kept.
        public init(
            credentials: (user: String, password: String)? = nil, persistence: Bool = false, tls: Bool = false,
            rules: String? = nil, extra: [String] = []
        ) {
            self.credentials = credentials
            self.persistence = persistence
            self.tls = tls
            self.rules = rules
            self.extra = extra
        }
    }

    /// The port on 127.0.0.1.
    public let port: UInt16
    /// The folder with everything that belongs to it.
    public let folder: String
    /// The Unix socket.
    public var socketPath: String { "\(folder)/b.sock" }
    /// The certificate of the authority, if it speaks TLS.
    public var authority: String { "\(folder)/ca.pem" }
    private let process = Mutex<pid_t>(0)

    private init(port: UInt16, folder: String) {
        self.port = port
        self.folder = folder
    }

    deinit {
        kill()
        Self.removeFolder(folder)
    }

    /// Prepares a broker without starting it: its port is free now.
    public static func prepare(_ options: Options = Options()) throws(TestBrokerError) -> TestBroker {
        var template = Array("/tmp/trivet-broker-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw TestBrokerError(description: "no temporary folder") }
        let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let broker = TestBroker(port: try freePort(), folder: folder)
        try broker.configure(options)
        return broker
    }

    /// Starts a broker and waits until it answers.
    public static func start(_ options: Options = Options()) throws(TestBrokerError) -> TestBroker {
        let broker = try prepare(options)
        try broker.start()
        return broker
    }

    /// Starts the process and waits until it answers. Also after `kill` or `stop`.
    public func start() throws(TestBrokerError) {
        unlink(socketPath)
        let places: [String] = ["/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto", "/usr/bin/mosquitto"]
        let program = places.first { access($0, X_OK) == 0 }
        guard let program else { throw TestBrokerError(description: "no mosquitto; apt-get install mosquitto") }
        let pid = try Self.spawn([program, "-c", "\(folder)/mosquitto.conf"])
        process.withLock { $0 = pid }
        for _ in 0..<500 {
            if Self.answers(port) { return }
            var status: Int32 = 0
            if waitpid(pid, &status, WNOHANG) == pid {
                process.withLock { $0 = 0 }
                throw TestBrokerError(description: "mosquitto ended at once (wait status \(status)): \(log)")
            }
            usleep(10_000)
        }
        throw TestBrokerError(description: "mosquitto does not answer on port \(port): \(log)")
    }

    /// Ends it as a power failure would.
    public func kill() { end(SIGKILL) }

    /// Ends it in an orderly way.
    public func stop() { end(SIGTERM) }

    /// Makes it stop answering without closing anything.
    public func freeze() { signal(SIGSTOP) }

    /// Ends a freeze.
    public func thaw() { signal(SIGCONT) }

    /// What it has logged.
    public var log: String { Self.read("\(folder)/log") }

    private func signal(_ number: Int32) {
        process.withLock { pid in
            if pid > 0 { _ = Self.send(number, to: pid) }
        }
    }

    private func end(_ number: Int32) {
        process.withLock { pid in
            guard pid > 0 else { return }
            _ = Self.send(number, to: pid)
            var status: Int32 = 0
            waitpid(pid, &status, 0)
            pid = 0
        }
    }

    private static func send(_ number: Int32, to pid: pid_t) -> Int32 {
        #if canImport(Glibc)
            Glibc.kill(pid, number)
        #else
            Musl.kill(pid, number)
        #endif
    }
}
