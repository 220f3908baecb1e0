import CTernaryKernels

/// Beginnings of an answer that are still to be tried, with the probability that the model gives them.
package struct Beginnings {
    private let threshold: Double
    private var waiting: [(probability: Double, steps: [ConstrainedDecoder.Step])] = []

    /// Only beginnings at least as probable as the threshold are kept.
    package init(_ threshold: Double) { self.threshold = threshold }

    /// What might have been said instead at each step behind the first `start` steps.
    package mutating func add(_ steps: [ConstrainedDecoder.Step], from start: Int) {
        var probability = 1.0
        for (index, step) in steps.enumerated() {
            if index >= start, let other = step.runnerUp, probability * other.probability >= threshold {
                let said = ConstrainedDecoder.Step(
                    token: other.token, logProbability: other.logProbability, allowedMass: step.allowedMass,
                    isForced: false)
                waiting.append((probability * other.probability, Array(steps[..<index]) + [said]))
            }
            probability *= tk_exp(step.logProbability) * (step.isForced ? 1 : step.allowedMass ?? 1)
        }
    }

    /// The most probable one, which is then no longer waiting.
    package mutating func next() -> [ConstrainedDecoder.Step]? {
        guard let best = waiting.indices.max(by: { waiting[$0].probability < waiting[$1].probability }) else {
            return nil
        }
        return waiting.remove(at: best).steps
    }
}
