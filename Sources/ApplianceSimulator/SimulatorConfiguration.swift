public import ApplianceVocabulary
public import MQTTClient

/// How the appliances of a home are simulated.
public struct SimulatorConfiguration: Sendable {
    /// How many clients the appliances connect with.
    public enum Clients: Sendable, Hashable {
        /// One an appliance in homes of up to 50, otherwise one for each family of profiles.
        case automatic
        /// One an appliance, as in reality: each has its own will.
        case perDevice
        /// One for each family of profiles, as behind a bridge: losing power is told, not noticed by the broker.
        case perFamily
    }

    /// Where the broker is and how to log in. The client ids are this one's with the device's behind it.
    public var connection: MQTTConfiguration
    /// How many clients there are.
    public var clients: Clients = .automatic
    /// How long an appliance takes to obey and report.
    public var delayMilliseconds: ClosedRange<Int> = 5...20
    /// Behaviours other than normal at the start, by device id.
    public var behaviours: [String: SimulatedBehaviour] = [:]
    /// Values at the start, by device id; what is not said starts as the profile suggests.
    public var values: [String: [String: Value]] = [:]
    /// The first level of the control topics: `simulator/<device id>/behaviour`.
    public var controlPrefix = "simulator"

    /// A simulation with the usual delays, everything normal.
    public init(connection: MQTTConfiguration) {
        self.connection = connection
    }
}
