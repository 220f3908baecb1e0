import CMosquitto

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What the callbacks of one connection learn. Used by the thread of the connection only.
final class LinkReport {
    let core: ClientCore
    let generation: Int
    /// The reason code of a CONNACK, once it came.
    var connackCode: UInt8?
    /// The reason code of a DISCONNECT that the broker sent.
    var disconnectCode: UInt8?
    /// The last error that libmosquitto logged; it tells what was wrong with TLS.
    var lastLoggedError: String?

    init(core: ClientCore, generation: Int) {
        self.core = core
        self.generation = generation
    }
}

/// One connection to the broker: the only owner of a `struct mosquitto`, confined to one thread.
///
/// Each attempt to connect makes a new one. What has to survive a lost connection lives in `ClientState`, so that
/// nothing depends on how libmosquitto treats its queues when it reconnects. The handle is in external threading mode:
/// packets are queued and leave only in `write()`. So the acknowledgement of a message leaves after the callback that
/// took the message has returned.
struct Link: ~Copyable {
    private let handle: OpaquePointer
    let report: LinkReport

    init(_ configuration: MQTTConfiguration, cleanStart: Bool, report: LinkReport) throws(MQTTError) {
        _ = Self.library
        let object = Unmanaged.passUnretained(report).toOpaque()
        guard let handle = mosquitto_new(configuration.clientID, cleanStart, object) else {
            throw .invalid("libmosquitto cannot make a client: \(Reason.systemText(errno))")
        }
        mosquitto_int_option(handle, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V5)
        mosquitto_int_option(handle, MOSQ_OPT_TCP_NODELAY, 1)
        mosquitto_threaded_set(handle, true)
        if let username = configuration.username {
            mosquitto_username_pw_set(handle, username, configuration.password)
        }
        self.handle = handle
        self.report = report
        setCallbacks()
    }

    deinit { mosquitto_destroy(handle) }

    private static let library: Void = { _ = mosquitto_lib_init() }()

    // MARK: - Setting up

    private func setWill(_ will: MQTTMessage) throws(MQTTError) {
        var list = PropertyList(will.properties)
        let result = mosquitto_will_set_v5(
            handle, will.topic, Int32(will.payload.count), will.payload, Int32(will.qos.rawValue), will.retain,
            list.pointer)
        guard result == 0 else { throw .invalid("the will: \(Reason.text(ofResult: result, errno: errno))") }
        list.release()
    }

    private func setTLS(_ tls: MQTTTLS, _ endpoint: MQTTEndpoint) throws(MQTTError) {
        for file in [tls.authority, tls.certificate, tls.key] {
            if let file, access(file, R_OK) != 0 {
                throw .tls(endpoint: endpoint.description, reason: "cannot read \(file): \(Reason.systemText(errno))")
            }
        }
        if (tls.certificate == nil) != (tls.key == nil) {
            throw .tls(
                endpoint: endpoint.description, reason: "a client certificate needs its key, and a key its certificate")
        }
        let folder = tls.authority == nil ? "/etc/ssl/certs" : nil
        var result = mosquitto_tls_set(handle, tls.authority, folder, tls.certificate, tls.key, nil)
        if result == 0, tls.authority == nil { result = mosquitto_int_option(handle, MOSQ_OPT_TLS_USE_OS_CERTS, 1) }
        if result == 0, !tls.checksHostName { result = mosquitto_tls_insecure_set(handle, true) }
        guard result == 0 else {
            throw .tls(endpoint: endpoint.description, reason: Reason.text(ofResult: result, errno: errno))
        }
        mosquitto_log_callback_set(handle) { _, object, level, text in
            guard level == Int32(MOSQ_LOG_ERR), let text else { return }
            Link.report(object).lastLoggedError = String(cString: text)
        }
    }

    private static func report(_ object: UnsafeMutableRawPointer?) -> LinkReport {
        Unmanaged<LinkReport>.fromOpaque(object!).takeUnretainedValue()
    }

    private func setCallbacks() {
        mosquitto_connect_v5_callback_set(handle) { _, object, code, flags, _ in
            let report = Link.report(object)
            report.connackCode = UInt8(clamping: code)
            if code == 0 { report.core.connected(report.generation, sessionPresent: flags & 1 != 0) }
        }
        mosquitto_disconnect_v5_callback_set(handle) { _, object, code, _ in
            // Codes below 0x80 are results of libmosquitto, which the calls return as well.
            if code >= 0x80 { Link.report(object).disconnectCode = UInt8(clamping: code) }
        }
        mosquitto_publish_v5_callback_set(handle) { _, object, packet, code, _ in
            let report = Link.report(object)
            report.core.published(report.generation, packet: packet, code: UInt8(clamping: code))
        }
        mosquitto_subscribe_v5_callback_set(handle) { _, object, packet, count, codes, _ in
            let report = Link.report(object)
            let codes = UnsafeBufferPointer(start: codes, count: Int(count)).map { UInt8(clamping: $0) }
            report.core.subscribed(report.generation, packet: packet, codes: codes)
        }
        mosquitto_unsubscribe_v5_callback_set(handle) { _, object, packet, _ in
            let report = Link.report(object)
            report.core.unsubscribed(report.generation, packet: packet)
        }
        mosquitto_message_v5_callback_set(handle) { _, object, message, properties in
            guard let message = message?.pointee, let topic = message.topic else { return }
            let payload = UnsafeRawBufferPointer(start: message.payload, count: Int(message.payloadlen))
            Link.report(object).core.received(
                MQTTMessage(
                    topic: String(cString: topic), payload: Array(payload),
                    qos: MQTTQoS(rawValue: UInt8(clamping: message.qos)) ?? .atMostOnce, retain: message.retain,
                    properties: MQTTProperties(copying: properties)))
        }
    }

    // MARK: - Running

    /// Connects the socket; the rest of the handshake follows in `read` and `write`.
    ///
    /// Blocks until the name is resolved and the host has answered or the system gives up.
    func connect(_ configuration: MQTTConfiguration) throws(MQTTError) {
        if let will = configuration.will { try setWill(will) }
        if let tls = configuration.tls { try setTLS(tls, configuration.endpoint) }
        var properties = PropertyList()
        if configuration.sessionExpirySeconds > 0 {
            properties.add(MQTT_PROP_SESSION_EXPIRY_INTERVAL, number: configuration.sessionExpirySeconds)
        }
        let keepAlive = Int32(configuration.keepAliveSeconds)
        let result =
            switch configuration.endpoint {
            case .tcp(let host, let port):
                mosquitto_connect_bind_v5(handle, host, Int32(port), keepAlive, nil, properties.pointer)
            case .unix(let path):
                mosquitto_connect_bind_v5(handle, path, 0, keepAlive, nil, properties.pointer)
            }
        let number = errno
        guard result != 0 else { return }
        let endpoint = configuration.endpoint.description
        let reason = Reason.text(ofResult: result, errno: number)
        if result == Int32(MOSQ_ERR_TLS.rawValue) || report.lastLoggedError != nil {
            throw .tls(endpoint: endpoint, reason: report.lastLoggedError ?? reason)
        }
        throw .unreachable(endpoint: endpoint, reason: reason)
    }

    /// The socket, or -1 once it is closed.
    var socket: Int32 { mosquitto_socket(handle) }

    /// True if packets wait to be written.
    var wantsToWrite: Bool { mosquitto_want_write(handle) }

    /// Reads what is there and calls back. nil: all is well.
    func read() -> String? { check(mosquitto_loop_read(handle, 1)) }

    /// Writes what the socket takes. nil: all is well.
    func write() -> String? { check(mosquitto_loop_write(handle, 1)) }

    /// Sends a ping when it is time, notices a broker that does not answer. nil: all is well.
    func tend() -> String? { check(mosquitto_loop_misc(handle)) }

    private func check(_ result: Int32) -> String? {
        let number = errno
        return result == 0 ? nil : Reason.text(ofResult: result, errno: number)
    }

    // MARK: - Packets

    /// Queues a packet; its identifier comes back with the acknowledgement.
    func send(_ kind: Operation.Kind) throws(MQTTError) -> Int32 {
        switch kind {
        case .publish(let message): try publish(message)
        case .subscribe(let subscriptions): try subscribe(subscriptions)
        case .unsubscribe(let filters): try unsubscribe(filters)
        }
    }

    private func publish(_ message: MQTTMessage) throws(MQTTError) -> Int32 {
        let properties = PropertyList(message.properties)
        var packet: Int32 = 0
        let result = mosquitto_publish_v5(
            handle, &packet, message.topic, Int32(message.payload.count), message.payload, Int32(message.qos.rawValue),
            message.retain, properties.pointer)
        switch result {
        case 0: return packet
        case Int32(MOSQ_ERR_OVERSIZE_PACKET.rawValue), Int32(MOSQ_ERR_PAYLOAD_SIZE.rawValue):
            throw .tooLarge(bytes: message.payload.count, limit: nil)
        case Int32(MOSQ_ERR_QOS_NOT_SUPPORTED.rawValue):
            throw .publishRefused(topic: message.topic, reason: Reason.text(of: 0x9B))
        default:
            throw .invalid("message on '\(message.topic)': \(Reason.text(ofResult: result, errno: errno))")
        }
    }

    private func subscribe(_ subscriptions: [MQTTSubscription]) throws(MQTTError) -> Int32 {
        guard let first = subscriptions.first else { throw .invalid("a subscription without a topic filter") }
        var packet: Int32 = 0
        let result = withCStrings(subscriptions.map(\.filter)) { filters in
            mosquitto_subscribe_multiple(
                handle, &packet, Int32(filters.count), filters.baseAddress, Int32(first.qos.rawValue), first.options,
                nil)
        }
        guard result == 0 else {
            throw .invalid("subscription '\(first.filter)': \(Reason.text(ofResult: result, errno: errno))")
        }
        return packet
    }

    private func unsubscribe(_ filters: [String]) throws(MQTTError) -> Int32 {
        var packet: Int32 = 0
        let result = withCStrings(filters) { filters in
            mosquitto_unsubscribe_multiple(handle, &packet, Int32(filters.count), filters.baseAddress, nil)
        }
        guard result == 0 else { throw .invalid(Reason.text(ofResult: result, errno: errno)) }
        return packet
    }

    /// Queues a DISCONNECT; the socket closes when it is written.
    func disconnect() { mosquitto_disconnect_v5(handle, 0, nil) }

    private func withCStrings<R>(
        _ strings: [String], _ body: (UnsafeBufferPointer<UnsafeMutablePointer<CChar>?>) -> R
    ) -> R {
        let copies = strings.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        return copies.withUnsafeBufferPointer(body)
    }
}
