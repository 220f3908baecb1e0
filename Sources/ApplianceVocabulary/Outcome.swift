/// What became of one action, as far as is known. A reply says no more than this.
public enum Outcome: Sendable, Hashable {
    /// The appliance reported what was asked; the value it reported, where there is one.
    case confirmed(reported: Value?)
    /// The message left and the appliance did not report in time.
    case unconfirmed
    /// The message left, and the appliance never reports whether such a thing was done.
    case unconfirmable
    /// The appliance reported something else than what was asked.
    case contradicted(reported: Value)
    /// Nothing was sent: a rule of the policy or of the vocabulary stands against it.
    case refused(Refusal)
    /// Nothing was sent: a person has to say yes first; the question to put to them.
    case needsConfirmation(question: String)
    /// Nothing was sent or it could not be delivered: the appliance or the broker is not there.
    case unavailable(reason: String)
    /// A value that was read, and how many seconds ago the appliance reported it.
    case value(Value, ageSeconds: Double?)
}

/// Why something is not done.
public enum Refusal: Sendable, Hashable {
    /// Nothing in the home is called that.
    case noSuchDevice
    /// The device cannot do that; the property or verb that it lacks.
    case unsupported(String)
    /// The value is beyond what the device or the policy allows; the limits in words.
    case outOfRange(String)
    /// A rule of the safety policy, by its name, and what it says.
    case policy(rule: String, explanation: String)
    /// The sentence is not about the home.
    case notAboutHome
}

/// Why a person is asked back.
public enum Question: Sendable, Hashable {
    /// Several devices fit; their ids.
    case ambiguousTarget([String])
    /// The value is missing; the property it is missing for, if known.
    case missingValue(property: String?)
    /// The sentence was not understood.
    case unclear
}
