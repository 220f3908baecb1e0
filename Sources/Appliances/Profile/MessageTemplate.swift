import ApplianceVocabulary
import JSONText
import YAMLReader

/// One message of a command: its topic and payload with places to fill in, and when it is sent.
struct MessageTemplate: Sendable, Hashable {
    /// The topic.
    var topic: TextTemplate
    /// The payload.
    var payload: PayloadTemplate
    /// The quality of service, if it differs from the profile's.
    var quality: Int?
    /// The values with which it is sent; nil for all.
    var onlyFor: ValueCondition?
    /// Arguments without which it is not sent.
    var needs: [String] = []
    /// Arguments with which it is not sent.
    var unless: [String] = []
    /// Where it is written.
    var position: Position

    /// The names of the places in topic and payload.
    var placeholders: [String] { topic.placeholders + payload.placeholders }

    /// The template with those places filled for which there is a value.
    func filling(_ values: [String: String]) -> MessageTemplate {
        var filled = self
        filled.topic = topic.filling(values)
        filled.payload = payload.filling(values)
        return filled
    }

    /// The message; nil if a value is missing.
    func message(with values: [String: JSON], quality profileQuality: Int) -> OutgoingMessage? {
        guard let topic = topic.text(with: values.mapValues(\.plainText)) else { return nil }
        guard let payload = payload.payload(with: values) else { return nil }
        return OutgoingMessage(topic: topic, payload: Array(payload.utf8), qos: quality ?? profileQuality)
    }

    /// The values of the places if a message has this form.
    func match(topic other: String, payload text: String) -> [String: JSON]? {
        guard let names = topic.match(other), let values = payload.match(text) else { return nil }
        return values.merging(names.mapValues { .string($0) }) { first, _ in first }
    }
}
