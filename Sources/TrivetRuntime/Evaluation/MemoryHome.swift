import Agent
import ApplianceVocabulary
import Appliances
import JSONText

/// A home in memory for evaluation cases: devices as the case describes them, effects applied at once.
actor MemoryHome: Home {
    nonisolated let devices: [Device]
    private var state = HomeState()

    /// The home of a case before the command.
    init(_ test: EvaluationCase) {
        devices = test.devices
        for (device, values) in test.state {
            for case (let property, let value?) in values.map({ ($0, Value(evaluationJSON: $1)) }) {
                state.record(StateChange(device: device, property: property, value: value), at: 0)
            }
        }
    }

    func state(of device: String, property: String) -> (value: Value, ageSeconds: Double?)? {
        devices.first { $0.id == device }.flatMap { state.value(of: $0, property) }.map { ($0.value, 0) }
    }

    func perform(_ action: Action, request: RequestContext) -> Outcome {
        guard let device = devices.first(where: { $0.id == action.device }) else { return .refused(.noSuchDevice) }
        do throws(ActionRefused) {
            let valid = try ActionValidation.validate(action, for: device)
            if case .get(let property) = valid.operation {
                guard let report = state.value(of: device, property) else {
                    return .unavailable(reason: "\(device.name) has not reported \(property) yet")
                }
                return .value(report.value, ageSeconds: 0)
            }
            return apply(try ActionResolution.resolve(valid, for: device, state: state), to: device)
        } catch {
            // A case may leave out the value that is to change; the change is judged by its direction then.
            if case .policy(rule: "unknown_state", _) = error.refusal { return .confirmed(reported: nil) }
            return .refused(error.refusal)
        }
    }

    private func apply(_ action: Action, to device: Device) -> Outcome {
        guard case .set(_, let value) = action.operation else { return .confirmed(reported: nil) }
        var values = state.values(of: device.id)
        Equivalences.apply(action.operation, to: &values, type: device.type)
        for (property, value) in values {
            state.record(StateChange(device: device.id, property: property, value: value), at: 0)
        }
        return .confirmed(reported: value)
    }
}
