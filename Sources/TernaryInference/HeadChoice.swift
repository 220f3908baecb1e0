import CTernaryKernels
import ModelFile

/// How often the output head was asked, and what it cost.
public struct HeadStatistics: Sendable, Hashable {
    /// Rows of logits that were computed in full.
    public var full = 0
    /// Choices that the coarse plane and a few exact rows decided.
    public var coarse = 0
    /// Choices that the coarse plane did not decide, or left so many rows for that computing all in full was quicker.
    public var fallbacks = 0
    /// Choices for which the coarse plane was not tried, because it had not helped with the ones before.
    public var skipped = 0
    /// Rows of which a part of the lower plane was read for those choices.
    public var refined = 0
    /// Rows of which all of both planes was read for them.
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
    /// False where the head has no planes.
    let isPossible: Bool
    private let bounds: Buffer<Float>
    private let candidates: Buffer<Int32>
    private let logits: Buffer<Float>
    private let counts: Buffer<Int32>
    /// How many choices are still made without trying the coarse plane, and how many the next failure costs.
    var toSkip = 0
    var patience = 0

    init(_ model: TernaryModel) throws(ModelError) {
        isPossible = model.layout.embedding.storage == .planes
        let vocabulary = isPossible ? model.shape.vocabulary : 0
        bounds = try Buffer(count: vocabulary)
        candidates = try Buffer(count: vocabulary)
        logits = try Buffer(count: vocabulary)
        counts = try Buffer(count: vocabulary / Pass.candidateUnit + 1)
    }

    /// The memory for a pass; `coarse` is where the logits of a row lie otherwise.
    func places(coarse: UnsafeMutablePointer<Float>) -> CoarsePlaces {
        CoarsePlaces(
            coarse: coarse, bounds: bounds.pointer, candidates: candidates.pointer, logits: logits.pointer,
            counts: counts.pointer)
    }

    /// Where the coarse plane does not help it is not asked in vain at every token.
    func noteFailure() {
        patience = min(2 * patience + 1, 63)
        toSkip = patience
    }
}

/// The memory of a choice while a context lends it.
struct CoarsePlaces {
    let coarse: UnsafeMutablePointer<Float>  // [vocabulary], and how far each can be off:
    let bounds: UnsafeMutablePointer<Float>
    /// Those of a unit begin where its rows do; `counts` tells how many they are.
    let candidates: UnsafeMutablePointer<Int32>  // [vocabulary]
    let logits: UnsafeMutablePointer<Float>
    let counts: UnsafeMutablePointer<Int32>
    /// What a candidate has to be able to reach.
    var threshold: Float = 0

    /// How many candidates all units have.
    func count(rows: Int) -> Int {
        (0..<(rows + Pass.candidateUnit - 1) / Pass.candidateUnit).reduce(0) { $0 + Int(counts[$1]) }
    }

    /// Moves the candidates of all units together, in the order of their rows, and returns how many there are.
    func gather(rows: Int) -> Int {
        var count = 0
        for (unit, first) in stride(from: 0, to: rows, by: Pass.candidateUnit).enumerated() {
            for index in 0..<Int(counts[unit]) {
                candidates[count] = candidates[first + index]
                logits[count] = logits[first + index]
                count += 1
            }
        }
        return count
    }
}

extension Context {
    /// Chooses the next token behind an evaluation with `.deferred` or `.last` logits. The choice is always the one
    /// that the full logits give; where the head is stored in two planes, most often a part of them decides it.
    ///
    /// The rule: the upper plane gives each logit to within a bound (`head.c` in the kernels derives it, and how sure it
    /// is). The exact logit of the best of
    /// them, less the sampler's distance, is a threshold. Of the rows that could reach it as much of the lower plane
    /// is read as tells whether they do, and those that do are computed exactly. If they decide the choice whatever
    /// the others are, it is made. Otherwise, and where so many rows are left that it is quicker, all are computed.
    public func choose(_ sampler: inout Sampler) throws(ModelError) -> Int32 {
        if logitRows > 0 {
            precondition(logitColumns == model.shape.vocabulary, "these logits are of some tokens only")
            return withLogits(row: logitRows - 1) { sampler.pick($0, model.isa) }
        }
        precondition(isDeferred, "evaluate tokens first")
        let kept = tokens.count
        var chosen: Int32?
        if let distance = sampler.distance(vocabulary: model.shape.vocabulary), choice.isPossible {
            if choice.toSkip == 0 {
                chosen = chooseCoarsely(&sampler, distance)
            } else {
                choice.toSkip -= 1
                headStatistics.skipped += 1
            }
        }
        let token = chosen ?? chooseFully(&sampler)
        giveBackPages()
        try checkFile(kept: kept)
        return token
    }

    /// All logits of the last token, behind an evaluation with `.deferred` logits.
    func computeLogits() {
        precondition(isDeferred, "evaluate tokens first")
        withHead { pass in pass.runHead(model.pool) }
        headStatistics.full += 1
        scattered.readAll()
        adoptLogits()
    }

    private func chooseFully(_ sampler: inout Sampler) -> Int32 {
        withHead { pass in pass.runHead(model.pool) }
        headStatistics.full += 1
        scattered.readAll()
        let span = UnsafeBufferPointer(start: logits.pointer, count: model.shape.vocabulary).span
        return sampler.pick(span, model.isa)
    }

    private func chooseCoarsely(_ sampler: inout Sampler, _ distance: Float) -> Int32? {
        let rows = model.shape.vocabulary
        var chosen: Int32?
        var possible = 0
        var places = choice.places(coarse: logits.pointer)
        withHead { pass in
            pass.coarse = places
            pass.runCoarseHead(model.pool)
            let most = tk_max(pass.isa, places.coarse, Int32(rows))
            var best: Int32 = 0
            while best + 1 < rows && places.coarse[Int(best)] != most { best += 1 }
            tk_planes_listed_rows(
                pass.isa, pass.embedding.planes!, pass.memory.headInputs[0], &best, 1, &places.threshold)
            places.threshold -= distance
            pass.coarse = places
            pass.findCandidates(model.pool)
            possible = places.count(rows: rows)
            if possible > rows / 2 { return }  // the full pass, in one stream, is quicker
            scattered.readUpperPlane(andLower: possible)
            pass.refineCandidates(model.pool)
            let count = places.gather(rows: rows)
            chosen = sampler.pick(
                places.candidates, places.logits, count: count, outside: rows - count, below: places.threshold)
            if chosen == nil { return }
            headStatistics.refined += possible
            headStatistics.candidates += count
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
