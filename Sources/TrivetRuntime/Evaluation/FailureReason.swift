import ApplianceVocabulary
package import JSONText

/// Why a case is not right, as far as its calls tell. The first that fits counts.
public enum FailureReason: String, Sendable, Hashable, CaseIterable {
    /// Of the devices that are meant the model was shown none.
    case notShown = "not shown"
    /// The agent asked whether it had understood: the certainty was below the threshold.
    case askedFirst = "asked first"
    /// It asked the person for something that the sentence says.
    case askedBack = "asked back"
    /// It refused what can be done.
    case refused
    /// What the model wanted is nothing that the home has.
    case notUnderstood = "not understood"
    /// It looked something up where something was to be done.
    case readInsteadOfDone = "read, not done"
    /// It did something where it was asked something, or where nothing was to be done.
    case doneUnasked = "done unasked"
    /// The right deed on other devices.
    case otherDevice = "other device"
    /// Some of what was asked for, and nothing else.
    case incomplete
    /// All that was asked for, and more.
    case tooMuch = "too much"
    /// The right devices, another property, verb, value or argument.
    case otherDeed = "other deed"
    /// The right device and property was looked up, and the answer is another.
    case otherAnswer = "other answer"

    /// Why a prediction for a case is not right; the case must not be right. `shown` are the devices that the model saw.
    package init(_ prediction: JSON, shown: Set<String>? = nil, of test: EvaluationCase) {
        let actions = prediction["actions"]?.array ?? []
        let writes = actions.filter { $0["action"]?.string != "get" }
        let isAsked = prediction["clarify"] != nil
        let meant = Set((test.accepted.first ?? []).compactMap { $0["device"]?.string })
        if let shown, !meant.isEmpty, shown.isDisjoint(with: meant) {
            self = .notShown
        } else if writes.isEmpty, isAsked {
            self = prediction["clarify"]?.string == "confirm" ? .askedFirst : .askedBack
        } else if !writes.isEmpty, test.kind != "call" {
            self = .doneUnasked
        } else if actions.isEmpty, prediction["refuse"] != nil {
            self = (prediction["calls"]?.array ?? []).isEmpty ? .notUnderstood : .refused
        } else if actions.isEmpty {
            self = .notUnderstood
        } else if test.kind == "query" {
            let wanted = Set((test.accepted.first ?? []).map(Deed.init).map(\.place))
            self = wanted.isSubset(of: actions.map(Deed.init).map(\.place)) ? .otherAnswer : .otherDevice
        } else if writes.isEmpty {
            self = .readInsteadOfDone
        } else {
            self = Self.reason(Set(writes.map(Deed.init)), Set((test.accepted.first ?? []).map(Deed.init)))
        }
    }

    private static func reason(_ made: Set<Deed>, _ wanted: Set<Deed>) -> FailureReason {
        if made.isStrictSubset(of: wanted) { return .incomplete }
        if wanted.isStrictSubset(of: made) { return .tooMuch }
        if Set(made.map(\.what)) == Set(wanted.map(\.what)) { return .otherDevice }
        return .otherDeed
    }

    /// An action as far as two of them are compared.
    private struct Deed: Hashable {
        var device: String
        var property: String
        var value: String

        var place: String { "\(device) \(property)" }
        var what: String { "\(property) \(value)" }

        init(_ action: JSON) {
            device = action["device"]?.string ?? ""
            property = action["property"]?.string ?? ""
            let value = action["value"].map { $0.isNull ? "" : $0.serialized().lowercased() } ?? ""
            self.value = "\(action["action"]?.string ?? "") \(value)"
        }
    }
}
