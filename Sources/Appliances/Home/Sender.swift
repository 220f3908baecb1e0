import YAMLReader

/// Somebody who sends commands on a topic of their own, `trivet/<node>/command/<id>`: a person's telephone, a panel on a
/// wall. Who may publish there is the broker's matter, so the topic proves who it was; a payload proves nothing.
public struct Sender: Sendable, Hashable {
    /// The last level of the topic.
    public var id: String
    /// The id of the area that it stands in, if it always stands there.
    public var area: String?
    /// The areas and devices, by id, that it may change something in; nil for all.
    public var only: [String]?

    /// Where it is written.
    var position = Position.start

    /// The name under which a home speaks of the topic that is everybody's, `trivet/<node>/command`.
    public static let anyone = "anyone"

    /// A sender.
    public init(id: String, area: String? = nil, only: [String]? = nil) {
        self.id = id
        self.area = area
        self.only = only
    }
}

extension HomeConfiguration {
    /// The sender of that id; nil for the topic that is everybody's.
    public func sender(_ id: String?) -> Sender? { senders.first { $0.id == id ?? Sender.anyone } }
}
