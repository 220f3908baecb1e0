import ModelFile

/// Lets a model say what comes next, token by token, in free text. What it reads and says stays in its context, so that
/// a beginning that stays the same is read once.
///
/// Use it step by step (`read`, then `choose` and `append` in turn), or let `generate` do the turns.
public struct TextGenerator {
    /// How it chooses and when it stops.
    public struct Options: Sendable, Hashable {
        /// 0 always takes the most probable token; the larger, the more the others have their turn.
        public var temperature: Float
        /// Only so many of the most probable tokens are considered; 0 considers all.
        public var topK: Int
        /// Only the most probable tokens that have this probability together are considered.
        public var topP: Float
        /// The same seed gives the same text.
        public var seed: UInt64
        /// Most tokens of one answer.
        public var maximumTokens: Int
        /// The tokens that end an answer; nil for those that the model names.
        public var endTokens: Set<Int32>?

        /// Options; by default the most probable token, until the model ends.
        public init(
            temperature: Float = 0, topK: Int = 0, topP: Float = 1, seed: UInt64 = 0, maximumTokens: Int = .max,
            endTokens: Set<Int32>? = nil
        ) {
            self.temperature = temperature
            self.topK = topK
            self.topP = topP
            self.seed = seed
            self.maximumTokens = maximumTokens
            self.endTokens = endTokens
        }
    }

    /// Why an answer ended.
    public enum Stop: Sendable, Hashable {
        /// The model said one of the end tokens, which is not in the text nor in the context.
        case ended(Int32)
        /// As many tokens as are allowed were made.
        case maximumTokens
        /// The context is full and nobody made room.
        case contextFull
        /// Whoever listened wanted no more.
        case interrupted
    }

    /// What was said.
    public struct Answer: Sendable, Hashable {
        /// The text.
        public var text = ""
        /// The tokens. The last one is not in the context if the answer was interrupted or cut off behind it.
        public var tokens: [Int32] = []
        /// Why it ended.
        public var stop = Stop.maximumTokens
    }

    /// What was read and said.
    public let context: Context
    /// The tokens that end an answer.
    public let endTokens: Set<Int32>
    /// When the context is full, names a part of its tokens that is to be forgotten, so that an answer can go on; nil
    /// where it is to end.
    public var makeRoom: ((_ tokens: [Int32]) -> Range<Int>?)?
    private let maximumTokens: Int
    private var sampler: Sampler

    /// A generator that continues a context.
    public init(_ context: Context, options: Options = Options()) {
        self.context = context
        endTokens = options.endTokens ?? Set(context.model.metadata.endTokens.map { Int32($0) })
        maximumTokens = options.maximumTokens
        sampler = Sampler(
            temperature: options.temperature, topK: options.topK, topP: options.topP, seed: options.seed)
    }

    /// How many tokens the context can hold.
    public var capacity: Int { context.capacity }

    /// Makes these tokens the content of the context; returns how many of them were known. At least one is needed.
    public mutating func read(_ tokens: [Int32]) throws(ModelError) -> Int {
        try context.advance(to: tokens, logits: .deferred)
    }

    /// Chooses the token behind the content.
    public mutating func choose() throws(ModelError) -> Int32 { try context.choose(&sampler) }

    /// Appends a token.
    public mutating func append(_ token: Int32) throws(ModelError) { try context.evaluate(token, logits: .deferred) }

    /// Forgets some of the content: what was behind it moves up and is read anew.
    public mutating func forget(_ range: Range<Int>) throws(ModelError) {
        var kept = context.tokens
        kept.removeSubrange(range)
        _ = try read(kept)
    }

    /// Says what comes behind what was read, until the model ends. `each` gets the text as it comes, in whole
    /// characters only, and returns false to hear no more.
    public mutating func generate(each: (String) -> Bool = { _ in true }) throws(ModelError) -> Answer {
        let tokenizer = try context.model.requireTokenizer()
        var answer = Answer()
        var characters = StreamingDecoder()
        var isWanted = true
        func tell(_ text: String) {
            if text.isEmpty { return }
            answer.text += text
            isWanted = each(text) && isWanted
        }
        while answer.tokens.count < maximumTokens {
            let token = try choose()
            if endTokens.contains(token) {
                answer.stop = .ended(token)
                break
            }
            answer.tokens.append(token)
            tell(characters.append(tokenizer.bytes(of: token)))
            if !isWanted {
                answer.stop = .interrupted
                break
            }
            if answer.tokens.count == maximumTokens { break }
            if context.tokens.count == capacity {
                guard let range = makeRoom?(context.tokens), !range.isEmpty, range.count < capacity else {
                    answer.stop = .contextFull
                    break
                }
                try forget(range)
            }
            try append(token)
        }
        tell(characters.finish())
        return answer
    }
}
