public import ApplianceVocabulary
import YAMLReader

/// What is done when something happens: an appliance reports something, or a message comes.
public struct Trigger: Sendable {
    /// What is looked at.
    public enum Source: Sendable, Hashable {
        /// What a device reports of a property.
        case report(device: String, property: String)
        /// Messages on a topic: the whole payload, or what stands in it at the end of a path.
        case message(topic: String, path: [String])
    }

    /// What is done.
    public enum Deed: Sendable, Hashable {
        /// The agent is told a sentence, as if the trigger had spoken it.
        case say(String)
        /// These actions are done.
        case perform([Action])
    }

    /// Its name in the file.
    public var name: String
    /// What is looked at.
    public var source: Source
    /// What the value has to be.
    var condition: ValueCondition
    /// How far a number has to go back before it counts anew.
    var hysteresis = 0.0
    /// How long the value has to stay so, in seconds.
    var forSeconds = 0.0
    /// How long it is quiet after it was pulled, in seconds.
    var coolDownSeconds = 5.0
    /// How often it may be pulled within an hour.
    var atMostPerHour = 30
    /// What is done.
    public var deed: Deed
    /// The area that the sentence is spoken in, as people call it.
    public var area: String?
    /// Where its parts are written.
    var places = Places()

    /// Where the parts of a trigger are written, for messages.
    struct Places: Sendable {
        var when = Position.start
        var actions: [Position] = []
    }

    /// On whose behalf it acts, as policies and replies name it.
    public var user: String { Self.userPrefix + name }
    /// What the names begin with under which triggers speak. Nobody else may have such a name.
    public static let userPrefix = "trigger:"
}
