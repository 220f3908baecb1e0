import CMosquitto

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A list of MQTT 5 properties in libmosquitto's memory.
struct PropertyList: ~Copyable {
    private(set) var pointer: OpaquePointer?

    init() {}

    init(_ properties: MQTTProperties) {
        if let topic = properties.responseTopic { add(MQTT_PROP_RESPONSE_TOPIC, text: topic) }
        if let data = properties.correlationData { add(MQTT_PROP_CORRELATION_DATA, data: data) }
        if let type = properties.contentType { add(MQTT_PROP_CONTENT_TYPE, text: type) }
        if let seconds = properties.messageExpirySeconds { add(MQTT_PROP_MESSAGE_EXPIRY_INTERVAL, number: seconds) }
        if properties.isText {
            _ = mosquitto_property_add_byte(&pointer, Int32(MQTT_PROP_PAYLOAD_FORMAT_INDICATOR.rawValue), 1)
        }
        for property in properties.userProperties {
            _ = mosquitto_property_add_string_pair(
                &pointer, Int32(MQTT_PROP_USER_PROPERTY.rawValue), property.name, property.value)
        }
    }

    deinit {
        var list = pointer
        mosquitto_property_free_all(&list)
    }

    mutating func add(_ identifier: mqtt5_property, text: String) {
        _ = mosquitto_property_add_string(&pointer, Int32(identifier.rawValue), text)
    }

    mutating func add(_ identifier: mqtt5_property, data: [UInt8]) {
        _ = mosquitto_property_add_binary(&pointer, Int32(identifier.rawValue), data, UInt16(clamping: data.count))
    }

    mutating func add(_ identifier: mqtt5_property, number: UInt32) {
        _ = mosquitto_property_add_int32(&pointer, Int32(identifier.rawValue), number)
    }

    /// Gives the list away to a function that frees it.
    mutating func release() { pointer = nil }
}

extension MQTTProperties {
    /// Copies what came with a message.
    init(copying list: OpaquePointer?) {
        self.init()
        var current = list
        while let property = current {
            switch UInt32(mosquitto_property_identifier(property)) {
            case MQTT_PROP_RESPONSE_TOPIC.rawValue: responseTopic = Self.text(property, MQTT_PROP_RESPONSE_TOPIC)
            case MQTT_PROP_CONTENT_TYPE.rawValue: contentType = Self.text(property, MQTT_PROP_CONTENT_TYPE)
            case MQTT_PROP_CORRELATION_DATA.rawValue: correlationData = Self.data(property)
            case MQTT_PROP_USER_PROPERTY.rawValue:
                if let pair = Self.pair(property) { userProperties.append(pair) }
            case MQTT_PROP_MESSAGE_EXPIRY_INTERVAL.rawValue:
                var seconds: UInt32 = 0
                mosquitto_property_read_int32(
                    property, Int32(MQTT_PROP_MESSAGE_EXPIRY_INTERVAL.rawValue), &seconds, false)
                messageExpirySeconds = seconds
            case MQTT_PROP_PAYLOAD_FORMAT_INDICATOR.rawValue:
                var format: UInt8 = 0
                mosquitto_property_read_byte(
                    property, Int32(MQTT_PROP_PAYLOAD_FORMAT_INDICATOR.rawValue), &format, false)
                isText = format == 1
            default: break
            }
            current = mosquitto_property_next(property)
        }
    }

    private static func text(_ property: OpaquePointer, _ identifier: mqtt5_property) -> String? {
        var value: UnsafeMutablePointer<CChar>?
        mosquitto_property_read_string(property, Int32(identifier.rawValue), &value, false)
        guard let value else { return nil }
        defer { free(value) }
        return String(cString: value)
    }

    private static func data(_ property: OpaquePointer) -> [UInt8]? {
        var value: UnsafeMutableRawPointer?
        var count: UInt16 = 0
        mosquitto_property_read_binary(property, Int32(MQTT_PROP_CORRELATION_DATA.rawValue), &value, &count, false)
        guard let value else { return [] }
        defer { free(value) }
        return Array(UnsafeRawBufferPointer(start: value, count: Int(count)))
    }

    private static func pair(_ property: OpaquePointer) -> MQTTUserProperty? {
        var name: UnsafeMutablePointer<CChar>?
        var value: UnsafeMutablePointer<CChar>?
        mosquitto_property_read_string_pair(
            property, Int32(MQTT_PROP_USER_PROPERTY.rawValue), &name, &value, false)
        defer {
            free(name)
            free(value)
        }
        guard let name, let value else { return nil }
        return MQTTUserProperty(name: String(cString: name), value: String(cString: value))
    }
}
