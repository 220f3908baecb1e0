import CTernaryKernels

/// Chooses the next token from logits: the best one, or one at random from the best ones. The same seed and logits give
/// the same tokens on every machine.
public struct Sampler: Sendable {
    private let temperature: Float
    private let topK: Int
    private let topP: Double
    private var state: UInt64
    private var candidates = Candidates()

    /// A sampler; a temperature of 0 always takes the best token, `topK` 0 considers all.
    public init(temperature: Float = 0, topK: Int = 0, topP: Float = 1, seed: UInt64 = 0) {
        self.temperature = max(temperature, 0)
        self.topK = max(topK, 0)
        self.topP = Double(min(max(topP, 0), 1))
        self.state = seed
    }

    /// The next token. Among equal logits the lower number wins.
    public mutating func pick(_ logits: Span<Float>) -> Int32 { pick(logits, TK_ISA_SCALAR) }

    mutating func pick(_ logits: Span<Float>, _ isa: tk_isa) -> Int32 {
        let highest = logits.withUnsafeBufferPointer { tk_max(isa, $0.baseAddress!, Int32($0.count)) }
        if temperature == 0 {
            for index in 0..<logits.count where logits[index] == highest { return Int32(index) }
            return 0  // only numbers that are none
        }
        // Most often the best ones decide, so that not all have to be put in order.
        if let distance = distance(vocabulary: logits.count), logits.count > 1_000 {
            candidates.empty(mostItems: logits.count)
            for index in 0..<logits.count where logits[index] >= highest - distance {
                candidates.append(Int32(index), logits[index])
            }
            let outside = logits.count - candidates.count
            if let token = pickCandidate(outside: outside, below: highest - distance) { return token }
        }
        candidates.empty(mostItems: logits.count)
        for index in 0..<logits.count { candidates.append(Int32(index), logits[index]) }
        return pickCandidate(outside: 0, below: -.infinity)!
    }

    /// How far below the best logit a token may lie and still matter for most choices; nil where all tokens matter.
    package func distance(vocabulary: Int) -> Float? {
        if temperature == 0 || topK == 1 { return 0 }
        if topK == 0 && topP >= 1 { return nil }
        // All tokens beyond it have less than a thousandth of the best one's probability together.
        return temperature * Float(tk_log(Double(vocabulary) * 1_000))
    }

    /// The token that `pick` chooses from all logits, if it follows from some of them: `outside` others are all below a
    /// threshold. `tokens` are in rising order. Otherwise nil, and nothing has changed.
    mutating func pick(
        _ tokens: UnsafePointer<Int32>, _ logits: UnsafePointer<Float>, count: Int, outside: Int, below threshold: Float
    ) -> Int32? {
        if temperature == 0 {
            var best = 0
            for index in 0..<count where logits[index] > logits[best] { best = index }
            return tokens[best]
        }
        candidates.empty(mostItems: count + outside)
        for index in 0..<count { candidates.append(tokens[index], logits[index]) }
        return pickCandidate(outside: outside, below: threshold)
    }

    /// Chooses from the candidates; nil if the tokens outside, all of which are below a threshold, could change the
    /// choice.
    private mutating func pickCandidate(outside: Int, below threshold: Float) -> Int32? {
        candidates.order()
        let highest = candidates.best(0).logit
        func weight(_ logit: Float) -> Double { tk_exp(Double(logit - highest) / Double(temperature)) }
        var total = 0.0
        var outside = outside
        let most = topK > 0 ? min(topK, candidates.count) : candidates.count
        if topK > 0 {
            if outside > 0 && (most < topK || candidates.best(most - 1).logit < threshold) { return nil }
            outside = 0
            for place in 0..<most { total += weight(candidates.best(place).logit) }
        } else {
            candidates.forEach { total += weight($0.logit) }
        }
        // All tokens have at least and at most this; the slack covers the rounding of sums in another order.
        let slack = outside == 0 ? 0 : 1e-9
        let least = total * (1 - slack)
        let largest = (total + (outside == 0 ? 0 : Double(outside) * weight(threshold))) * (1 + slack)
        var (kept, mass) = (0, 0.0)
        while kept < most, kept == 0 || mass < topP * least {
            mass += weight(candidates.best(kept).logit)
            kept += 1
        }
        // The others could move the cut, or stand among those that are kept.
        if outside > 0 && (mass < topP * largest || candidates.best(kept - 1).logit < threshold) { return nil }
        var target = unitRandom() * mass
        for place in 0..<kept {
            target -= weight(candidates.best(place).logit)
            if target < 0 { return candidates.best(place).token }
        }
        return candidates.best(kept - 1).token
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

/// Tokens of which only the best are put in order, and only as many as are asked for. Nothing is allocated once it was
/// large enough.
private struct Candidates: Sendable {
    struct Candidate: Sendable {
        var token: Int32
        var logit: Float

        func isBetter(than other: Candidate) -> Bool {
            logit != other.logit ? logit > other.logit : token < other.token
        }
    }

    /// A heap with its best one first, then those that were taken from it, the best one last.
    private var items: [Candidate] = []
    private var heap = 0

    var count: Int { items.count }

    /// Memory that is not touched costs nothing: there is room for all tokens from the first choice on.
    mutating func empty(mostItems: Int) {
        items.removeAll(keepingCapacity: true)
        items.reserveCapacity(mostItems)
        heap = 0
    }

    mutating func append(_ token: Int32, _ logit: Float) { items.append(Candidate(token: token, logit: logit)) }

    /// Makes a heap of what was appended.
    mutating func order() {
        heap = items.count
        for place in stride(from: heap / 2 - 1, through: 0, by: -1) { sink(place) }
    }

    func forEach(_ body: (Candidate) -> Void) {
        for item in items { body(item) }
    }

    /// The one that has `place` better ones.
    mutating func best(_ place: Int) -> Candidate {
        while items.count - heap <= place {
            heap -= 1
            items.swapAt(0, heap)
            sink(0)
        }
        return items[items.count - 1 - place]
    }

    private mutating func sink(_ start: Int) {
        var place = start
        let item = items[place]
        while true {
            var child = 2 * place + 1
            if child >= heap { break }
            if child + 1 < heap && items[child + 1].isBetter(than: items[child]) { child += 1 }
            if !items[child].isBetter(than: item) { break }
            items[place] = items[child]
            place = child
        }
        items[place] = item
    }
}
