import ApplianceVocabulary
import Appliances

/// One simulated appliance: its values, how it behaves, and what it does about a message. A pure value.
struct SimulatedAppliance: Sendable {
    /// What an appliance does about a message, after its delay.
    struct Answer: Sendable {
        /// The commands in words.
        var understood: [String] = []
        /// Why nothing else happens.
        var ignored: String?
        /// How long it takes.
        var delayMilliseconds = 0
        /// What it publishes then.
        var messages: [OutgoingMessage] = []
    }

    let device: Device
    private(set) var values: [String: Value]
    var behaviour: SimulatedBehaviour

    init(_ device: Device, values: [String: Value], behaviour: SimulatedBehaviour) {
        self.device = device
        self.values = values
        self.behaviour = behaviour
    }

    /// Does what the commands of one message ask and says what to publish.
    mutating func answer(_ requests: [SimulatedCommand.Request], home: ApplianceHome, delay: Int) -> Answer {
        var answer = Answer(delayMilliseconds: delay)
        var operations: [Action.Operation] = []
        for request in requests {
            switch request {
            case .operation(let operation):
                operations.append(operation)
                answer.understood.append(operation.words)
            case .reportState: answer.understood.append("report state")
            }
        }
        switch behaviour {
        case .silent:
            answer.ignored = "it is silent"
            return answer
        case .offline:
            answer.ignored = "it has no power"
            return answer
        case .refuse:
            if !operations.isEmpty { answer.ignored = "it refuses" }
        case .normal: obey(operations, home: home)
        case .slow(let milliseconds):
            answer.delayMilliseconds = milliseconds
            obey(operations, home: home)
        }
        answer.messages = home.encodeState(of: device.id, values: values)
        return answer
    }

    private mutating func obey(_ operations: [Action.Operation], home: ApplianceHome) {
        for operation in operations { values = home.effects(of: operation, on: values, device: device.id) }
    }

    /// Someone turns a knob. Returns the names that the device does not have.
    mutating func change(_ changes: [String: Value], home: ApplianceHome) -> [String] {
        var unknown: [String] = []
        for (property, value) in changes.sorted(by: { $0.key < $1.key }) {
            if device.capability(property)?.isWritable == true {
                values = home.effects(of: .set(property: property, value: value), on: values, device: device.id)
            } else if device.capability(property) != nil || values[property] != nil {
                values[property] = value
            } else {
                unknown.append(property)
            }
        }
        return unknown
    }
}
