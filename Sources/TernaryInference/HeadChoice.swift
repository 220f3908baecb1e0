import CTernaryKernels
import ModelFile

/// How often the output head was asked, and what it cost.
public struct HeadStatistics: Sendable, Hashable {
    /// Rows of logits that were computed in full.
    public var full = 0
    /// Choices that the coarse plane and a few exact rows decided.
    public var coarse = 0
    /// Choices that the coarse plane could not decide, after which the logits were computed in full.
    public var fallbacks = 0
    /// Choices for which the coarse plane was not tried, because it had not decided the ones before.
    public var skipped = 0
    /// Exact rows that were computed for the choices that the coarse plane decided.
    public var candidates = 0
    /// Rows that were computed because a list asked for them.
    public var listed = 0

    /// Nothing was asked yet.
    public init() {}

    mutating func count(listed isListed: Bool, rows: Int) {
        if isListed { listed += rows } else { full += 1 }
    }
}

/// What `choose` needs besides the logits: memory for bounds and candidates, where the head has two planes.
final class HeadChoice {
    /// Most candidates: with more of them the full pass, which reads in one stream, is as quick.
    let mostCandidates: Int
    let bounds: Buffer<Float>
    let candidates: Buffer<Int32>
    let logits: Buffer<Float>
    /// How many choices are still made without trying the coarse plane, and how many the next failure costs.
    var toSkip = 0
    var patience = 0

    init(_ model: TernaryModel) throws(ModelError) {
        let vocabulary = model.layout.embedding.storage == .planes ? model.shape.vocabulary : 0
        mostCandidates = vocabulary / 8
        bounds = try Buffer(count: vocabulary)
        candidates = try Buffer(count: mostCandidates)
        logits = try Buffer(count: mostCandidates)
    }

    /// A model whose logits lie close together is not asked in vain at every token.
    func noteFailure() {
        patience = min(2 * patience + 1, 63)
        toSkip = patience
    }
}

extension Context {
    /// Chooses the next token behind an evaluation with `.deferred` or `.last` logits. The choice is always the one that the
    /// full logits give; where the head is stored in two planes, most often a part of them decides it.
    ///
    /// The rule: the upper plane gives each logit to within a bound that holds always. The exact logit of the best of them, less the
    /// sampler's distance, is a threshold; every row that can reach it is computed exactly. If those decide the choice
    /// whatever the others are, it is made, otherwise all rows are computed.
    public func choose(_ sampler: inout Sampler) throws(ModelError) -> Int32 {
        if logitRows > 0 {
            precondition(logitColumns == model.shape.vocabulary, "these logits are of some tokens only")
            return withLogits(row: logitRows - 1) { sampler.pick($0, model.isa) }
        }
        precondition(isDeferred, "evaluate tokens first")
        let kept = tokens.count
        var chosen: Int32?
        if let distance = sampler.distance(vocabulary: model.shape.vocabulary), choice.mostCandidates > 0 {
            if choice.toSkip == 0 {
                chosen = chooseCoarsely(&sampler, distance)
            } else {
                choice.toSkip -= 1
                headStatistics.skipped += 1
            }
        }
        let token = chosen ?? chooseFully(&sampler)
        try checkFile(kept: kept)
        return token
    }

    private func chooseFully(_ sampler: inout Sampler) -> Int32 {
        withHead { pass in pass.runHead(model.pool) }
        headStatistics.full += 1
        let span = UnsafeBufferPointer(start: logits.pointer, count: model.shape.vocabulary).span
        return sampler.pick(span, model.isa)
    }

    private func chooseCoarsely(_ sampler: inout Sampler, _ distance: Float) -> Int32? {
        let rows = Int32(model.shape.vocabulary)
        var chosen: Int32?
        withHead { pass in
            pass.bounds = choice.bounds.pointer
            pass.runCoarseHead(model.pool)
            let coarse = UnsafePointer(logits.pointer)
            let most = tk_max(pass.isa, coarse, rows)
            var best: Int32 = 0
            while best + 1 < rows && coarse[Int(best)] != most { best += 1 }
            let planes = pass.embedding.planes!
            let input = pass.memory.headInputs[0]
            var threshold: Float = 0
            tk_planes_listed_rows(pass.isa, planes, input, &best, 1, &threshold)
            threshold -= distance
            let count = Int(
                tk_planes_candidates(
                    pass.isa, coarse, choice.bounds.pointer, 0, rows, threshold, choice.candidates.pointer,
                    Int32(choice.mostCandidates)))
            if count > choice.mostCandidates { return }
            pass.list = UnsafePointer(choice.candidates.pointer)
            pass.listCount = count
            pass.logits = choice.logits.pointer
            pass.runHead(model.pool)
            chosen = sampler.pick(
                choice.candidates.pointer, choice.logits.pointer, count: count, outside: Int(rows) - count,
                below: threshold)
            headStatistics.candidates += chosen == nil ? 0 : count
        }
        if chosen == nil {
            headStatistics.fallbacks += 1
            choice.noteFailure()
        } else {
            headStatistics.coarse += 1
            choice.patience = 0
        }
        return chosen
    }

    private func withHead(_ body: (inout Pass) -> Void) {
        withPass(tokens: 0) { pass in
            pass.headTokens = 1
            pass.logits = logits.pointer
            body(&pass)
        }
    }
}
