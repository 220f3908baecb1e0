/// A piece of what a model reads or writes.
public enum Segment: Sendable, Hashable {
    /// A control symbol such as `set`: one token that no text can spell.
    case control(String)
    /// Text. It never becomes a control symbol, whatever it says.
    case text(String)
}

extension Segment: CustomStringConvertible {
    /// Controls in angle brackets, text as it is: for people, not for a tokenizer.
    public var description: String {
        switch self {
        case .control(let name): "<\(name)>"
        case .text(let text): text
        }
    }
}

extension [Segment] {
    /// The same with neighbouring texts joined and empty ones left out.
    public var joined: [Segment] {
        var result: [Segment] = []
        for segment in self {
            if case .text(let text) = segment {
                if text.isEmpty { continue }
                if case .text(let before)? = result.last {
                    result[result.count - 1] = .text(before + text)
                    continue
                }
            }
            result.append(segment)
        }
        return result
    }
}

/// What a model is asked to continue. A border between two pieces is a border between tokens.
public struct Prompt: Sendable, Hashable {
    /// The home. It stays the same from one sentence to the next, so a runtime may keep what it computed for it.
    public var home: [Segment]
    /// What was said before, one entry for each turn, oldest first. A runtime leaves out the oldest if there is no room.
    public var earlier: [[Segment]]
    /// What is said now, up to the place where the model goes on.
    public var now: [Segment]

    /// A prompt.
    public init(home: [Segment], earlier: [[Segment]] = [], now: [Segment]) {
        self.home = home
        self.earlier = earlier
        self.now = now
    }

    /// Everything behind the home.
    public var conversation: [Segment] { earlier.flatMap(\.self) + now }
}

/// What a model said under a grammar.
public struct Completion: Sendable, Hashable {
    /// The model wanted to say something that the grammar does not have.
    public struct Outside: Sendable, Hashable {
        /// The token that it wanted, or the beginning of it.
        public var wanted: Segment
        /// How much of the probability was on what the grammar has.
        public var allowedMass: Double

        /// A wish outside the grammar.
        public init(wanted: Segment, allowedMass: Double) {
            self.wanted = wanted
            self.allowedMass = allowedMass
        }
    }

    /// What was said. With `outside` set it ends where the model wanted to leave the grammar.
    public var segments: [Segment]
    /// The sum of the logarithms of the tokens' probabilities, among what the grammar allowed.
    public var logProbability: Double
    /// The probability of the least likely token, among what the grammar allowed.
    public var leastLikely: Double
    /// Set if the model wanted to leave the grammar.
    public var outside: Outside?
    /// What the next best choice was where it was least sure, if both are control symbols: all of the answer with that one.
    public var alternative: [Segment]?
    /// How many tokens the prompt has.
    public var promptTokens: Int
    /// How many of them were known from before.
    public var cachedTokens: Int
    /// How many tokens were said.
    public var newTokens: Int
    /// How long reading the prompt took.
    public var prefillSeconds: Double
    /// How long answering took.
    public var decodeSeconds: Double
    /// What the model is called; the loop that asks it fills it in.
    public var model = ""

    /// What a model said.
    public init(
        segments: [Segment], logProbability: Double = 0, leastLikely: Double = 1, outside: Outside? = nil,
        promptTokens: Int = 0, cachedTokens: Int = 0, newTokens: Int = 0, prefillSeconds: Double = 0,
        decodeSeconds: Double = 0
    ) {
        self.segments = segments
        self.logProbability = logProbability
        self.leastLikely = leastLikely
        self.outside = outside
        self.promptTokens = promptTokens
        self.cachedTokens = cachedTokens
        self.newTokens = newTokens
        self.prefillSeconds = prefillSeconds
        self.decodeSeconds = decodeSeconds
    }
}
