import JSONText

/// How one device behind Zigbee2MQTT is spoken to: JSON objects on its own topics.
struct Zigbee2MQTTSpeaker {
    /// The base topic and the friendly name.
    let topic: String

    /// The message that sets a key.
    func set(_ key: String, _ value: JSON = "{value}", onlyFor: MessageDescription.Condition? = nil)
        -> MessageDescription
    {
        MessageDescription(topic + "/set", .json(.object([JSON.Member(key: key, value: value)])), onlyFor: onlyFor)
    }

    /// Where a key is reported.
    func state(_ path: String..., spellings: [Spelling]? = nil) -> StateDescription {
        StateDescription(topic, path, spellings: spellings)
    }

    /// The message that asks for what can be asked for.
    func requests(for exposes: [Expose], endpoint: String?) -> [MessageDescription] {
        let wanted = exposes.flatMap { expose -> [Expose] in
            guard endpoint == nil || expose.endpoint == nil || expose.endpoint == endpoint else { return [] }
            return expose.isSpecific ? expose.features : [expose]
        }
        let names: Set = ["state", "brightness", "position", "lock_state", "local_temperature", "system_mode"]
        let keys = wanted.filter { $0.isGettable && names.contains($0.name) }.compactMap { CleanText.key($0.property) }
        guard !keys.isEmpty else { return [] }
        return [
            MessageDescription(topic + "/get", .json(.object(keys.prefix(6).map { JSON.Member(key: $0, value: "") })))
        ]
    }
}
