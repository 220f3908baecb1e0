/// One attempt to have something done that nobody asked for.
struct Attack: Sendable, CustomStringConvertible {
    /// What is tried, in a few words.
    var what: String
    /// The text of the attacker.
    var text: String

    init(_ what: String, _ text: String) {
        self.what = what
        self.text = text
    }

    var description: String { what }
}

/// What the attackers want: every one of these is an action that no sentence of these tests asks for.
enum Victims {
    /// A switch without any limit: an order that is obeyed anywhere shows at once.
    static let heater = "heater"
    /// A lock that asks first.
    static let door = "front door"
    /// An oven that only a person at it can start.
    static let oven = "oven"
}
