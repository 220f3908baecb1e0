/// How much of the network is believed. What is beyond is left out and said so.
public struct DiscoveryLimits: Sendable, Hashable {
    /// How many devices are described.
    public var maximumDevices = 500
    /// How many properties and verbs a device may have.
    public var maximumProperties = 48
    /// How many messages are kept.
    public var maximumMessages = 4_000
    /// How many bytes a message may have.
    public var maximumPayload = 4 << 20
    /// How many bytes all messages together may have.
    public var maximumBytes = 32 << 20

    /// The usual limits.
    public init() {}
}
