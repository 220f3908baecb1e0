import TernaryInference
import Testing

/// Which other beginnings are tried, and in which order.
@Suite struct BeginningsTests {
    private func step(
        _ token: Int32, _ probability: Double, other: (Int32, Double)? = nil, mass: Double = 1, isForced: Bool = false
    ) -> ConstrainedDecoder.Step {
        ConstrainedDecoder.Step(
            token: token, logProbability: logarithm(probability), allowedMass: mass, isForced: isForced,
            runnerUp: other.map {
                ConstrainedDecoder.RunnerUp(token: $0.0, logProbability: logarithm($0.1), probability: $0.1 * mass)
            })
    }

    private func all(_ beginnings: Beginnings) -> [[Int32]] {
        var (beginnings, found) = (beginnings, [[Int32]]())
        while let next = beginnings.next() { found.append(next.map(\.token)) }
        return found
    }

    @Test func theMostProbableComesFirst() {
        var beginnings = Beginnings(0.05)
        // 0.6 x 0.4 at the second step beats nothing; 0.3 at the first one beats it.
        beginnings.add([step(1, 0.6, other: (2, 0.3)), step(3, 0.6, other: (4, 0.4)), step(5, 1)], from: 0)
        #expect(all(beginnings) == [[2], [1, 4]])
        beginnings = Beginnings(0.05)
        beginnings.add([step(1, 0.8, other: (2, 0.2)), step(3, 0.6, other: (4, 0.4))], from: 0)
        #expect(all(beginnings) == [[1, 4], [2]])
    }

    @Test func improbableOnesAreNotKept() {
        var beginnings = Beginnings(0.25)
        beginnings.add(
            [step(1, 0.8, other: (2, 0.2)), step(3, 0.6, other: (4, 0.3)), step(5, 0.5, other: (6, 0.5))], from: 0)
        // 0.2, 0.8 x 0.3 = 0.24 and 0.8 x 0.6 x 0.5 = 0.24 are all below.
        #expect(all(beginnings).isEmpty)
        beginnings.add([step(1, 0.8, other: (2, 0.25))], from: 0)
        #expect(all(beginnings) == [[2]])
    }

    /// What was said before was tried already: only what comes behind it counts, with the probability of all of it.
    @Test func stepsBeforeTheStartOnlyCount() {
        var beginnings = Beginnings(0.1)
        beginnings.add([step(1, 0.5, other: (2, 0.4)), step(3, 0.5, other: (4, 0.3))], from: 1)
        #expect(all(beginnings) == [[1, 4]])
        beginnings = Beginnings(0.2)
        beginnings.add([step(1, 0.5, other: (2, 0.4)), step(3, 0.5, other: (4, 0.3))], from: 1)
        #expect(all(beginnings).isEmpty)
    }

    /// A forced token was not chosen: it does not make what comes behind it less probable, whatever mass the model gave
    /// it.
    @Test func forcedStepsTakeNothing() {
        var beginnings = Beginnings(0.35)
        beginnings.add([step(1, 1, mass: 0.1, isForced: true), step(3, 0.6, other: (4, 0.4))], from: 0)
        #expect(all(beginnings) == [[1, 4]])
        beginnings = Beginnings(0.35)
        beginnings.add([step(1, 1, mass: 0.5), step(3, 0.6, other: (4, 0.4))], from: 0)
        #expect(all(beginnings).isEmpty)
    }

    @Test func whatBeginsAnewIsAStepOfItsOwn() throws {
        var beginnings = Beginnings(0.05)
        beginnings.add([step(1, 0.6, other: (2, 0.3), mass: 0.9)], from: 0)
        let steps = beginnings.next()
        let first = try #require(steps?.first)
        #expect(first.token == 2 && !first.isForced && first.allowedMass == 0.9 && first.runnerUp == nil)
        #expect(all(beginnings).isEmpty)
    }
}
