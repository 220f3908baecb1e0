import Agent

/// What of a prompt fits into what the model sees at once: the home and the sentence always, of the turns before as many of
/// the latest as there is room for.
package struct PromptWindow {
    /// The home does not fit, whatever is said.
    package struct HomeTooLarge: Error, Hashable {
        /// How many tokens are needed for the home, a short sentence and its answer.
        package var needed: Int

        /// A home that needs so many tokens.
        package init(needed: Int) { self.needed = needed }
    }

    /// How many tokens there are.
    package let capacity: Int
    /// How many of them are kept for the answer.
    package let reserve: Int

    /// A window; the answer gets what it may have, but not more than a quarter.
    package init(capacity: Int, maximumAnswer: Int) {
        self.capacity = capacity
        reserve = min(maximumAnswer, capacity / 4)
    }

    /// A home that leaves less room than this cannot be spoken about.
    private static let leastRoom = 16

    /// The tokens of the prompt.
    package func tokens(home: [Int32], earlier: [[Int32]], now: [Int32]) throws -> [Int32] {
        let room = capacity - reserve - home.count
        guard room >= Self.leastRoom else { throw HomeTooLarge(needed: home.count + reserve + Self.leastRoom) }
        guard now.count <= room else { throw PromptTooLong(needed: now.count, room: room) }
        var kept = earlier[...]
        while now.count + kept.reduce(0, { $0 + $1.count }) > room { kept.removeFirst() }
        return home + Array(kept.joined()) + now
    }
}
