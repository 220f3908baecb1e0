#if canImport(Glibc)
    import Glibc
#endif

public import MQTTClient

/// A mosquitto of our own on a free port of this machine, gone when it is stopped.
public final class PrivateBroker: Sendable {
    /// Where it listens.
    public let endpoint: MQTTEndpoint
    /// A folder for files that go with it.
    public let folder: String
    private let process: ChildProcess

    /// Starts a broker.
    public init() throws(FileError) {
        var template = Array("/tmp/trivet-bench-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw FileError(path: "/tmp", operation: "make a folder in", code: errno)
        }
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let port = Self.freePort()
        let file = folder + "/mosquitto.conf"
        let text = "listener \(port) 127.0.0.1\nallow_anonymous true\nset_tcp_nodelay true\n"
        try TextFile.replace(file, with: Array(text.utf8))
        let installed = "/usr/sbin/mosquitto"
        let program = TextFile.exists(installed) ? installed : "mosquitto"
        process = try ChildProcess(program, ["-c", file], output: folder + "/mosquitto.log")
        endpoint = .tcp(host: "127.0.0.1", port: port)
    }

    /// Ends the broker and removes its folder.
    public func stop() {
        process.stop()
        for name in TextFile.names(in: folder) ?? [] { unlink(folder + "/" + name) }
        rmdir(folder)
    }

    /// A port that nobody listens on at the moment.
    private static func freePort() -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        return withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                _ = bind(descriptor, generic, length)
                getsockname(descriptor, generic, &length)
            }
            return UInt16(bigEndian: pointer.pointee.sin_port)
        }
    }
}
