public import ModelFile
public import TernaryInference

/// Measures which way to run a model is best on this machine: in about a second, in memory, with random weights.
public struct Tuner {
    /// What was found.
    public struct Result: Sendable {
        /// What was measured.
        public var times: TuningTimes
        /// What is best.
        public var choice: TuningChoice
    }

    /// How many tokens a command is taken to be: read at once, and said one by one.
    public static let tokensRead = 32
    /// How many are said.
    public static let tokensSaid = 16

    /// Tokens of a read that is measured, of one layer; the rest is proportion.
    private static let batch = 16
    private static let rounds = 5

    private let shape: ModelShape
    private let trials: [KernelTrial]
    private let instructionSets: [String]
    private let mostThreads: Int

    /// A measurement for a model on a board, within what the board's profile allows.
    public init(_ model: MappedModel, board: BoardProfile, facts: BoardFacts) throws(ModelError) {
        shape = model.metadata.shape
        let all = try InstructionSets.available(cap: board.isa)
        // The plain kernels are for processors that have no others.
        instructionSets = all.count > 1 ? all.filter { $0 != "scalar" } : all
        mostThreads = min(board.threads ?? min(facts.cores, 4), facts.cores)
        let own = model.bodyEncoding ?? .ternary5
        // More than a processor's cache holds, and less than a small board would miss.
        let mostBytes = min(128 << 20, max(facts.memoryMiB, 256) << 20 / 16)
        var trials: [KernelTrial] = []
        for encoding in [own] + [.ternary5, .ternary2].filter({ $0 != own }) {
            if let trial = try KernelTrial(encoding, shape, mostBytes: mostBytes, mostTokens: Self.batch) {
                trials.append(trial)
            }
        }
        self.trials = trials
    }

    /// Measures and chooses.
    public func run() throws(ModelError) -> Result {
        var first = TuningTimes()
        try measure(
            trials.flatMap { trial in
                instructionSets.map { (trial, TuningWay(trial.encoding, $0, threads: mostThreads)) }
            },
            into: &first)
        // The number of threads is looked for with the best kernels only, all layouts in the same rounds.
        var times = TuningTimes()
        let best = trials.map { trial in
            TuningChoice.instructionSet(
                for: trial.encoding, among: instructionSets, threads: mostThreads, first) ?? "scalar"
        }
        try measure(
            zip(trials, best).flatMap { trial, set in
                (1...mostThreads).map { (trial, TuningWay(trial.encoding, set, threads: $0)) }
            }, into: &times)
        let ways = zip(trials, best).map { trial, set in
            TuningWay(
                trial.encoding, set,
                threads: TuningChoice.threads(for: trial.encoding, set, among: Array(1...mostThreads), times))
        }
        let choice = TuningChoice(own: ways[0], importable: Array(ways.dropFirst()), times)
        for way in first.ways where !times.ways.contains(way) {
            if let sample = first.median(of: way) { times.add(sample, of: way) }
        }
        return Result(times: times, choice: choice)
    }

    /// Every way in turn, round by round. The first round warms up.
    private func measure(_ ways: [(trial: KernelTrial, way: TuningWay)], into times: inout TuningTimes)
        throws(ModelError)
    {
        for round in 0...Self.rounds {
            for (trial, way) in ways {
                func seconds(_ tokens: Int, _ layers: Int) throws(ModelError) -> Double {
                    try trial.seconds(
                        instructionSet: way.instructionSet, threads: way.threads, tokens: tokens, layers: layers)
                }
                let saying = try seconds(1, trial.layers) / Double(trial.layers)
                let reading = try seconds(Self.batch, 1) / Double(Self.batch)
                if round == 0 { continue }
                let layers = Double(shape.layers)
                times.add(
                    TuningTimes.Sample(
                        reading: reading * layers * Double(Self.tokensRead),
                        saying: saying * layers * Double(Self.tokensSaid)), of: way)
            }
        }
    }
}
