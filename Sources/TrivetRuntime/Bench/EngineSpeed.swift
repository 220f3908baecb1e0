import ModelFile
public import TernaryInference

/// How fast an engine reads and writes.
public struct EngineSpeed: Sendable, Hashable {
    /// How many tokens were read at once.
    public var prefillTokens: Int
    /// How many of them a second.
    public var prefillTokensPerSecond: Double
    /// How many tokens were written one after the other.
    public var decodeTokens: Int
    /// How many of them a second.
    public var decodeTokensPerSecond: Double
}

extension EngineLanguageModel {
    /// Reads and writes tokens without a meaning, several times, and takes the middle of the times.
    public func measure(tokens wanted: Int = 256, times: Int = 5) throws(ModelError) -> EngineSpeed {
        let count = min(wanted, model.metadata.contextLength / 2)
        let context = try Context(model, capacity: 2 * count)
        let vocabulary = Int32(clamping: model.metadata.shape.vocabulary)
        let prompt = (0..<Int32(count)).map { ($0 * 37 + 11) % vocabulary }
        var prefill: [Double] = []
        var decode: [Double] = []
        for _ in 0..<times {
            context.rewind(to: 0)
            let started = Clock.monotonic()
            try context.evaluate(prompt, logits: .last)
            let read = Clock.monotonic()
            for token in prompt { try context.evaluate([token], logits: .last) }
            prefill.append(read - started)
            decode.append(Clock.monotonic() - read)
        }
        return EngineSpeed(
            prefillTokens: count, prefillTokensPerSecond: Double(count) / prefill.middle, decodeTokens: count,
            decodeTokensPerSecond: Double(count) / decode.middle)
    }
}
