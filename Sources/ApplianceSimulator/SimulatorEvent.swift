public import ApplianceVocabulary

/// Something that a simulated appliance did.
public struct SimulatorEvent: Sendable, Hashable {
    /// What it did.
    public enum Kind: Sendable, Hashable {
        /// It is connected and has published its state.
        case online
        /// It understood a command; the command in words.
        case received(String)
        /// It published these values.
        case reported([String: Value])
        /// It did nothing about a message, and why.
        case ignored(String)
        /// It behaves like this from now on.
        case behaviour(SimulatedBehaviour)
        /// It is gone.
        case offline
        /// Something does not work.
        case problem(String)
    }

    /// The id of the device; for the control topics, their prefix.
    public var device: String
    /// What it did.
    public var kind: Kind

    /// An event.
    public init(device: String, kind: Kind) {
        self.device = device
        self.kind = kind
    }
}

extension SimulatorEvent: CustomStringConvertible {
    /// The event in one line: `kitchen_lamp  received  brightness = 30`.
    public var description: String { "\(device)  \(kind)" }
}

extension SimulatorEvent.Kind: CustomStringConvertible {
    /// What happened, without the name of the device.
    public var description: String {
        switch self {
        case .online: "online"
        case .received(let command): "received  \(command)"
        case .reported(let values): "reported  \(Self.text(of: values))"
        case .ignored(let reason): "ignored   \(reason)"
        case .behaviour(let behaviour): "behaves   \(behaviour)"
        case .offline: "offline"
        case .problem(let what): "problem   \(what)"
        }
    }

    private static func text(of values: [String: Value]) -> String {
        values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
    }
}

extension Action.Operation {
    /// The operation in words, for people who watch the simulation.
    var words: String {
        switch self {
        case .set(let property, let value): return "\(property) = \(value)"
        case .adjust(let property, let direction, let amount):
            return "\(property) \(direction.rawValue)" + (amount.map { " by \(Value.number($0))" } ?? "")
        case .perform(let verb, let arguments):
            let list = arguments.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
            return verb + list
        case .get(let property): return "\(property)?"
        }
    }
}
