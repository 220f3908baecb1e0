public import ApplianceVocabulary

/// Checks an action against what its device can do, and writes it in the device's own words:
/// names in their spelling, numbers on the steps of their range.
public enum ActionValidation {
    /// The action in the device's words.
    public static func validate(_ action: Action, for device: Device) throws(ActionRefused) -> Action {
        var action = action
        switch action.operation {
        case .set(let name, let value):
            let capability = try writable(name, of: device)
            action.operation = .set(property: name, value: try check(value, for: capability))
        case .adjust(let name, _, let amount):
            let capability = try writable(name, of: device)
            guard case .range = capability.kind else {
                throw ActionRefused(.unsupported("\(name) has no more or less"))
            }
            if let amount, !(amount.isFinite && amount > 0) {
                throw ActionRefused(.outOfRange("amounts above 0"))
            }
        case .perform(let name, let arguments):
            // Toggling is resolved from the state; devices do not have to know it.
            if name == "toggle", device.verb(name) == nil, arguments.isEmpty, toggled(device) != nil { break }
            guard let verb = device.verb(name) else { throw ActionRefused(.unsupported(name)) }
            action.operation = .perform(verb: name, arguments: try check(arguments, for: verb))
        case .get(let name):
            guard device.capability(name) != nil else { throw ActionRefused(.unsupported(name)) }
        }
        return action
    }

    /// The property that `toggle` changes on a device.
    static func toggled(_ device: Device) -> Capability? {
        ["power", "opening", "lock"].lazy.compactMap { device.capability($0) }.first { capability in
            guard capability.isWritable, case .choice(let names) = capability.kind else { return false }
            return names.count == 2
        }
    }

    private static func writable(_ name: String, of device: Device) throws(ActionRefused) -> Capability {
        guard let capability = device.capability(name) else { throw ActionRefused(.unsupported(name)) }
        guard capability.isWritable else {
            throw ActionRefused(.unsupported("\(name) is only reported and cannot be set"))
        }
        return capability
    }

    private static func check(_ value: Value, for capability: Capability) throws(ActionRefused) -> Value {
        let name = capability.property
        switch (capability.kind, value) {
        case (.choice(let names), _):
            let wanted = spelled(value.description)
            guard let known = names.first(where: { spelled($0) == wanted }) else {
                throw ActionRefused(.outOfRange(capability.kind.limits))
            }
            return .name(known)
        case (.flag, .flag): return value
        case (.flag, .name(let text)) where ["true", "on", "yes"].contains(text.lowercased()): return .flag(true)
        case (.flag, .name(let text)) where ["false", "off", "no"].contains(text.lowercased()): return .flag(false)
        case (.flag, _): throw ActionRefused(.outOfRange(capability.kind.limits))
        case (.range(let minimum, let maximum, let step, _), .number(let number)):
            guard number.isFinite, number >= minimum - 1e-9, number <= maximum + 1e-9 else {
                throw ActionRefused(.outOfRange(capability.kind.limits))
            }
            let snapped = number.snapped(from: minimum, by: step)
            return .number(min(max(snapped, minimum), maximum))
        case (.range, _): throw ActionRefused(.outOfRange(capability.kind.limits))
        case (.reading, _): throw ActionRefused(.unsupported("\(name) is only reported and cannot be set"))
        }
    }

    private static func check(
        _ arguments: [String: Value], for verb: Verb
    ) throws(ActionRefused) -> [String: Value] {
        var checked: [String: Value] = [:]
        for (name, value) in arguments {
            guard let argument = verb.arguments.first(where: { $0.name == name }) else {
                throw ActionRefused(.unsupported("\(verb.name) knows no \(name)"))
            }
            switch (argument.kind, value) {
            case (.choice(let names), _):
                guard let known = names.first(where: { spelled($0) == spelled(value.description) }) else {
                    throw ActionRefused(.outOfRange("\(name) \(names.joined(separator: ", "))"))
                }
                checked[name] = .name(known)
            case (.number(let maximum, let decimals), .number(let number)):
                guard number.isFinite, number >= 0, number <= maximum, decimals || number == number.rounded() else {
                    let kind = decimals ? "" : "whole "
                    throw ActionRefused(.outOfRange("\(kind)\(name) from 0 to \(Value.number(maximum))"))
                }
                checked[name] = value
            case (.number(let maximum, _), _):
                throw ActionRefused(.outOfRange("\(name) from 0 to \(Value.number(maximum))"))
            case (.words, _):
                // What a person said goes into a message as data: bounded, without control characters.
                let words = String(String.UnicodeScalarView(value.description.unicodeScalars.filter(isPrintable)))
                guard !words.isEmpty, words.utf8.count <= 200 else {
                    throw ActionRefused(.outOfRange("\(name) of a few words"))
                }
                checked[name] = .name(words)
            }
        }
        return checked
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }

    /// A name without case, spaces and hyphens.
    private static func spelled(_ name: String) -> String {
        name.lowercased().split { $0 == " " || $0 == "_" || $0 == "-" }.joined(separator: "_")
    }
}
