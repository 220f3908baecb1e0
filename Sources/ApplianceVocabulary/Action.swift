/// The direction of a relative change.
public enum Direction: String, Sendable, Hashable {
    /// More of it.
    case up
    /// Less of it.
    case down
}

/// One thing to do with one device. Groups are expanded before they become actions.
public struct Action: Sendable, Hashable {
    /// What is done.
    public enum Operation: Sendable, Hashable {
        /// The property becomes the value.
        case set(property: String, value: Value)
        /// The property moves in a direction, by `amount` in its own unit or, without one, by a sensible step.
        case adjust(property: String, direction: Direction, amount: Double?)
        /// The verb is carried out with the arguments that were given.
        case perform(verb: String, arguments: [String: Value])
        /// The property is read.
        case get(property: String)
    }

    /// The id of the device.
    public var device: String
    /// What is done with it.
    public var operation: Operation

    /// An action on a device.
    public init(device: String, operation: Operation) {
        self.device = device
        self.operation = operation
    }

    /// True if the action can change something in the world.
    public var isWrite: Bool {
        if case .get = operation { false } else { true }
    }
}
