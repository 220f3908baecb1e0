import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

extension TestBroker {
    /// Writes the files that the broker reads.
    func configure(_ options: Options) throws(TestBrokerError) {
        var lines = [
            "user root",
            "log_dest file \(folder)/log",
            "log_type all",
            "connection_messages true",
            "set_tcp_nodelay true",
            "max_queued_messages 10000",
        ]
        if options.persistence {
            lines += [
                "persistence true", "persistence_location \(folder)/", "autosave_on_changes true",
                "autosave_interval 1",
            ]
        } else {
            lines.append("persistence false")
        }
        if let (user, password) = options.credentials {
            try Self.run(["/usr/bin/mosquitto_passwd", "-b", "-c", "\(folder)/passwords", user, password])
            lines += ["allow_anonymous false", "password_file \(folder)/passwords"]
        } else {
            lines.append("allow_anonymous true")
        }
        lines += options.extra
        if let rules = options.rules {
            try Self.write(rules, to: "\(folder)/rules")
            lines.append("acl_file \(folder)/rules")
        }
        lines += ["listener 0 \(socketPath)", "listener \(port) 127.0.0.1"]
        if options.tls {
            try makeCertificates()
            lines += [
                "cafile \(authority)", "certfile \(folder)/server.pem", "keyfile \(folder)/server.key",
            ]
        }
        try Self.write(lines.joined(separator: "\n") + "\n", to: "\(folder)/mosquitto.conf")
    }

    /// An authority, and a certificate of it for `localhost`, for one day.
    private func makeCertificates() throws(TestBrokerError) {
        try Self.write("subjectAltName=DNS:localhost,IP:127.0.0.1\n", to: "\(folder)/san")
        let openssl = "/usr/bin/openssl"
        try Self.run([
            openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1",
            "-subj", "/CN=Trivet test authority", "-keyout", "\(folder)/ca.key", "-out", authority,
        ])
        try Self.run([
            openssl, "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=localhost",
            "-keyout", "\(folder)/server.key", "-out", "\(folder)/server.csr",
        ])
        try Self.run([
            openssl, "x509", "-req", "-in", "\(folder)/server.csr", "-CA", authority, "-CAkey", "\(folder)/ca.key",
            "-CAcreateserial", "-days", "1", "-extfile", "\(folder)/san", "-out", "\(folder)/server.pem",
        ])
    }

    /// Starts a program with its output thrown away.
    static func spawn(_ arguments: [String]) throws(TestBrokerError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor in [Int32(0), 1, 2] {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
        }
        // Nothing of the test's own is inherited: a copy of a socket would keep its port or its connection alive.
        for descriptor in Int32(3)..<512 { posix_spawn_file_actions_addclose(&actions, descriptor) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var pid: pid_t = 0
        let result = posix_spawn(&pid, arguments[0], &actions, &attributes, &words, environ)
        guard result == 0 else {
            throw TestBrokerError(description: "cannot start \(arguments[0]): \(String(cString: strerror(result)))")
        }
        return pid
    }

    /// Runs a program to its end.
    static func run(_ arguments: [String]) throws(TestBrokerError) {
        let pid = try spawn(arguments)
        var status: Int32 = 0
        waitpid(pid, &status, 0)
        guard status == 0 else {
            throw TestBrokerError(description: "failed: \(arguments.joined(separator: " "))")
        }
    }

    /// A port of 127.0.0.1 that nobody uses now, and that the system does not give to outgoing connections.
    static func freePort() throws(TestBrokerError) -> UInt16 {
        for _ in 0..<1000 {
            let port = UInt16.random(in: 20000..<32000)
            guard givenPorts.withLock({ $0.insert(port).inserted }) else { continue }
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
            defer { close(descriptor) }
            var address = loopback(port: port)
            let isFree = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                }
            }
            if isFree { return port }
        }
        throw TestBrokerError(description: "no free port between 20000 and 32000")
    }

    private static let givenPorts = Mutex<Set<UInt16>>([])

    /// True if someone listens on the port.
    static func answers(_ port: UInt16) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { close(descriptor) }
        var address = loopback(port: port)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    private static func loopback(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    static func write(_ text: String, to path: String) throws(TestBrokerError) {
        guard let file = fopen(path, "w") else { throw TestBrokerError(description: "cannot write \(path)") }
        defer { fclose(file) }
        fputs(text, file)
    }

    static func read(_ path: String) -> String {
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            if count == 0 { break }
            bytes += buffer[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    static func removeFolder(_ path: String) {
        if let folder = opendir(path) {
            while let entry = readdir(folder) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                if name != ".", name != ".." { unlink("\(path)/\(name)") }
            }
            closedir(folder)
        }
        rmdir(path)
    }
}
