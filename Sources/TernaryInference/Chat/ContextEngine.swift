/// A context and a sampler as a chat needs them.
public struct ContextEngine: ChatEngine {
    private let context: Context
    private var sampler: Sampler

    /// An engine that reads into the context and chooses with the sampler.
    public init(_ context: Context, sampler: Sampler) {
        self.context = context
        self.sampler = sampler
    }

    /// How many tokens the context can hold.
    public var capacity: Int { context.capacity }

    /// Makes these tokens the content of the context.
    public mutating func read(_ tokens: [Int32]) throws(ModelError) -> Int { try context.advance(to: tokens) }

    /// Chooses by the logits of the last token.
    public mutating func choose() -> Int32 {
        context.withLogits { sampler.pick($0) }
    }

    /// Evaluates a token.
    public mutating func append(_ token: Int32) throws(ModelError) { try context.evaluate([token]) }
}
