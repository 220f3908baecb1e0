import ApplianceVocabulary
import JSONText
import MQTTClient

/// The topics with which the simulation itself is steered.
struct ControlLine: Sendable {
    /// What a control message asks for.
    enum Order: Sendable, Hashable {
        case behaviour(SimulatedBehaviour)
        case values([String: Value])
    }

    let client: MQTTClient
    let prefix: String

    init(_ configuration: SimulatorConfiguration) {
        prefix = configuration.controlPrefix
        var connection = configuration.connection
        connection.clientID += "-control"
        connection.will = nil
        connection.subscriptions = ["behaviour", "set"].map {
            MQTTSubscription("\(configuration.controlPrefix)/+/\($0)", retained: .skip)
        }
        client = MQTTClient(connection)
    }

    /// The device and the order in a message, or what is wrong with it.
    static func parse(_ message: MQTTMessage, prefix: String) -> (device: String, order: Order?, problem: String?) {
        let levels = message.topic.dropFirst(prefix.count + 1).split(separator: "/", omittingEmptySubsequences: false)
        guard levels.count == 2 else { return (prefix, nil, "unexpected topic \(message.topic)") }
        let device = String(levels[0])
        if levels[1] == "behaviour" {
            if let behaviour = message.text.flatMap(SimulatedBehaviour.init) {
                return (device, .behaviour(behaviour), nil)
            }
            return (device, nil, "a behaviour is normal, silent, refuse, slow:<milliseconds> or offline")
        }
        let members: [JSON.Member]
        do throws(JSONError) {
            let limits = JSON.Limits(maximumDepth: 4, maximumBytes: 65536)
            guard let object = try JSON(parsing: message.payload, limits: limits).object else {
                return (device, nil, "not a JSON object of properties and values, as in {\"power\": \"on\"}")
            }
            members = object
        } catch {
            return (device, nil, "not JSON: \(error)")
        }
        var values: [String: Value] = [:]
        for member in members {
            switch member.value {
            case .string(let name): values[member.key] = .name(name)
            case .number(let number): values[member.key] = .number(number)
            case .bool(let flag): values[member.key] = .flag(flag)
            case .null, .array, .object:
                return (device, nil, "the value of '\(member.key)' must be text, a number, true or false")
            }
        }
        return (device, .values(values), nil)
    }
}
