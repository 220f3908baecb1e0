import CTernaryKernels

/// Chooses the next token from logits: the best one, or one at random from the best ones. The same seed and logits give the
/// same tokens on every machine.
public struct Sampler: Sendable {
    private let temperature: Float
    private let topK: Int
    private let topP: Double
    private var state: UInt64
    private var candidates: [(token: Int32, logit: Float)] = []

    /// A sampler; a temperature of 0 always takes the best token, `topK` 0 considers all.
    public init(temperature: Float = 0, topK: Int = 0, topP: Float = 1, seed: UInt64 = 0) {
        self.temperature = max(temperature, 0)
        self.topK = max(topK, 0)
        self.topP = Double(min(max(topP, 0), 1))
        self.state = seed
    }

    /// The next token. Among equal logits the lower number wins.
    public mutating func pick(_ logits: Span<Float>) -> Int32 {
        if temperature == 0 { return Self.best(logits) }
        candidates.removeAll(keepingCapacity: true)
        for index in 0..<logits.count { candidates.append((Int32(index), logits[index])) }
        candidates.sort { $0.logit != $1.logit ? $0.logit > $1.logit : $0.token < $1.token }
        if topK > 0 && topK < candidates.count { candidates.removeLast(candidates.count - topK) }

        let highest = candidates[0].logit
        func weight(_ logit: Float) -> Double { tk_exp(Double(logit - highest) / Double(temperature)) }
        var total = 0.0
        for candidate in candidates { total += weight(candidate.logit) }
        var (kept, mass) = (0, 0.0)
        while kept < candidates.count, kept == 0 || mass < topP * total {
            mass += weight(candidates[kept].logit)
            kept += 1
        }
        var target = unitRandom() * mass
        for candidate in candidates.prefix(kept) {
            target -= weight(candidate.logit)
            if target < 0 { return candidate.token }
        }
        return candidates[kept - 1].token
    }

    /// The token with the highest logit, the lower number among equals.
    static func best(_ logits: Span<Float>) -> Int32 {
        var best = 0
        for index in 0..<logits.count where logits[index] > logits[best] { best = index }
        return Int32(best)
    }

    /// A number from 0 up to 1 (SplitMix64).
    private mutating func unitRandom() -> Double {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        mixed ^= mixed >> 31
        return Double(mixed >> 11) / 9_007_199_254_740_992
    }
}
