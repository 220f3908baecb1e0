import CMosquitto

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Words for the codes of MQTT 5 and of libmosquitto.
enum Reason {
    static let noMatchingSubscribers: UInt8 = 0x10
    static let badUserNameOrPassword: UInt8 = 0x86
    static let notAuthorized: UInt8 = 0x87
    static let badAuthenticationMethod: UInt8 = 0x8C

    /// What a reason code of a packet means.
    static func text(of code: UInt8) -> String {
        switch code {
        case 0x81: "it found a malformed packet"
        case 0x82: "it found a protocol error"
        case 0x84: "it does not speak MQTT 5; use a broker that does, such as mosquitto 2"
        case 0x85: "it does not accept the client id"
        case 0x87: "not authorized"
        case 0x88: "it is unavailable; try again later"
        case 0x89: "it is busy; try again later"
        case 0x8A: "this client is banned"
        case 0x8B: "it is shutting down"
        case 0x8D: "it heard nothing from this client within the keep-alive time"
        case 0x8E: "another client connected with the same client id; give each its own"
        case 0x8F: "it does not accept the topic filter"
        case 0x90: "it does not accept the topic"
        case 0x93: "more messages at once than it accepts"
        case 0x95: "the packet is too large for it"
        case 0x97: "a quota is exceeded"
        case 0x98: "its operator closed the connection"
        case 0x9A: "it does not keep retained messages"
        case 0x9B: "it does not support this quality of service"
        default: unsafeText(of: code)
        }
    }

    private static func unsafeText(of code: UInt8) -> String {
        let text = mosquitto_reason_string(Int32(code)).map { String(cString: $0) } ?? "reason"
        return "\(text) (code \(code))"
    }

    /// The error of a CONNACK that says no.
    static func refusal(_ code: UInt8, _ configuration: MQTTConfiguration) -> MQTTError {
        let endpoint = configuration.endpoint.description
        switch code {
        case badUserNameOrPassword, notAuthorized, badAuthenticationMethod, 4, 5:
            return .badCredentials(endpoint: endpoint, username: configuration.username)
        case 1: return .refused(endpoint: endpoint, reason: text(of: 0x84))
        default: return .refused(endpoint: endpoint, reason: text(of: code))
        }
    }

    /// What a result of libmosquitto means; `number` is errno at that moment.
    static func text(ofResult result: Int32, errno number: Int32) -> String {
        switch result {
        case Int32(MOSQ_ERR_ERRNO.rawValue): systemText(number)
        case Int32(MOSQ_ERR_EAI.rawValue): String(cString: gai_strerror(number))
        case Int32(MOSQ_ERR_CONN_LOST.rawValue): "the broker closed it"
        case Int32(MOSQ_ERR_KEEPALIVE.rawValue): "the broker did not answer within the keep-alive time"
        case Int32(MOSQ_ERR_PROTOCOL.rawValue): "the other side does not follow the MQTT protocol"
        default: String(cString: mosquitto_strerror(result))
        }
    }

    /// What errno means.
    static func systemText(_ number: Int32) -> String {
        number == 0 ? "the other side closed it" : String(cString: strerror(number))
    }
}
