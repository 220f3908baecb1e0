public import ApplianceVocabulary

/// What a model can call for.
public enum ToolCall: Sendable, Hashable {
    /// The property becomes the value.
    case set(Target, property: String, value: Value)
    /// The property moves, by an amount or by a sensible step.
    case adjust(Target, property: String, direction: Direction, amount: Double?)
    /// The verb is carried out.
    case perform(Target, verb: String, arguments: [String: Value])
    /// The property is read.
    case get(Target, property: String, predicate: Predicate?)
    /// The person is asked.
    case ask(Question)
    /// The person is told that it is not done.
    case refuse(Refusal)
    /// The person is told something in the model's own words.
    case say(String)

    /// The devices that it is about, if it is about any.
    public var target: Target? {
        switch self {
        case .set(let target, _, _), .adjust(let target, _, _, _), .perform(let target, _, _), .get(let target, _, _):
            target
        case .ask, .refuse, .say: nil
        }
    }

    /// True if it can change something in the world.
    public var isWrite: Bool {
        switch self {
        case .set, .adjust, .perform: true
        case .get, .ask, .refuse, .say: false
        }
    }
}

/// What a call is about.
public enum Target: Sendable, Hashable {
    /// The device of that id.
    case device(String)
    /// All devices of the type in the scope, without those with the ids in `except`.
    case group(type: String, scope: Scope, except: [String])
}

/// A part of the home.
public enum Scope: Sendable, Hashable {
    /// All of it.
    case everywhere
    /// An area, as people call it.
    case area(String)
    /// A floor, as people call it.
    case floor(String)
}

/// A question about values: "are any of them on?"
public struct Predicate: Sendable, Hashable {
    /// How many are asked about.
    public enum Quantifier: String, Sendable, Hashable, CaseIterable {
        /// Is it?
        case `is`
        /// Is any of them?
        case any
        /// Are all of them?
        case all
        /// Which of them are?
        case which
        /// How many of them are?
        case count
    }

    /// How many are asked about.
    public var quantifier: Quantifier
    /// The value that is asked for.
    public var value: Value

    /// A predicate.
    public init(_ quantifier: Quantifier, _ value: Value) {
        self.quantifier = quantifier
        self.value = value
    }
}

extension ToolCall: CustomStringConvertible {
    /// The call as developers read it: `set(kitchen_lamp, brightness, 30)`.
    public var description: String {
        switch self {
        case .set(let target, let property, let value): "set(\(target), \(property), \(value))"
        case .adjust(let target, let property, let direction, let amount):
            "adjust(\(target), \(property), \(direction)\(amount.map { ", \(Value.number($0))" } ?? ""))"
        case .perform(let target, let verb, let arguments):
            "do(\(target), \(verb)\(arguments.sorted { $0.key < $1.key }.map { ", \($0.key): \($0.value)" }.joined()))"
        case .get(let target, let property, let predicate):
            "get(\(target), \(property)\(predicate.map { ", \($0.quantifier) \($0.value)" } ?? ""))"
        case .ask(.ambiguousTarget(let ids)): "ask(which: \(ids.joined(separator: ", ")))"
        case .ask(.missingValue(let property)): "ask(value\(property.map { ": \($0)" } ?? ""))"
        case .ask(.unclear): "ask(again)"
        case .refuse(let refusal): "refuse(\(refusal.code))"
        case .say(let words): "say(\"\(words)\")"
        }
    }
}

extension Target: CustomStringConvertible {
    /// The id, or the group as developers read it: `all light in Kitchen`.
    public var description: String {
        switch self {
        case .device(let id): id
        case .group(let type, let scope, let except):
            "all \(type)\(scope)\(except.isEmpty ? "" : " but \(except.joined(separator: " "))")"
        }
    }
}

extension Scope: CustomStringConvertible {
    /// Nothing for everywhere, otherwise ` in ` and the name.
    public var description: String {
        switch self {
        case .everywhere: ""
        case .area(let name), .floor(let name): " in \(name)"
        }
    }
}

extension Refusal {
    /// A short name for programs: `no_such_device`, `unsupported`, `out_of_range`, `policy`, `not_about_home`.
    public var code: String {
        switch self {
        case .noSuchDevice: "no_such_device"
        case .unsupported: "unsupported"
        case .outOfRange: "out_of_range"
        case .policy: "policy"
        case .notAboutHome: "not_about_home"
        }
    }
}

extension Question {
    /// A short name for programs: `ambiguous_target`, `missing_value`, `unclear`.
    public var code: String {
        switch self {
        case .ambiguousTarget: "ambiguous_target"
        case .missingValue: "missing_value"
        case .unclear: "unclear"
        }
    }
}
