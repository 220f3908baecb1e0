public import ModelFile

/// A way to run a model: how its body is stored, with which kernels, on how many threads.
public struct TuningWay: Sendable, Hashable {
    /// How the body is stored.
    public var encoding: TensorEncoding
    /// The instruction set, as `TRIVET_ISA` spells it.
    public var instructionSet: String
    /// How many threads.
    public var threads: Int

    /// A way.
    public init(_ encoding: TensorEncoding, _ instructionSet: String, threads: Int) {
        self.encoding = encoding
        self.instructionSet = instructionSet
        self.threads = threads
    }
}

/// What was measured of some ways, in rounds: in each round every way had its turn, so that what disturbs the machine
/// disturbs all of them.
public struct TuningTimes: Sendable {
    /// Seconds that a round took for the tokens of a command: those that are read, and those that are said.
    public struct Sample: Sendable, Hashable {
        /// For what is read.
        public var reading: Double
        /// For what is said.
        public var saying: Double

        /// A sample.
        public init(reading: Double, saying: Double) {
            self.reading = reading
            self.saying = saying
        }

        var total: Double { reading + saying }
    }

    /// The ways in the order in which they were measured first.
    public private(set) var ways: [TuningWay] = []
    private var samples: [TuningWay: [Sample]] = [:]

    /// Nothing was measured.
    public init() {}

    /// Adds what a way took in the next of its rounds.
    public mutating func add(_ sample: Sample, of way: TuningWay) {
        if samples[way] == nil { ways.append(way) }
        samples[way, default: []].append(sample)
    }

    /// The middle of what a way took for reading and for saying, each by itself; nil if it was not measured.
    public func median(of way: TuningWay) -> Sample? {
        guard let list = samples[way], !list.isEmpty else { return nil }
        return Sample(reading: list.map(\.reading).middle, saying: list.map(\.saying).middle)
    }

    /// How many times as long one way takes as another: the middle of what each round says. Nil if they have no round in
    /// common.
    public func ratio(_ way: TuningWay, to other: TuningWay) -> Double? {
        let pairs = zip(samples[way] ?? [], samples[other] ?? [])
        let ratios = pairs.map { $0.total / max($1.total, .leastNormalMagnitude) }
        return ratios.isEmpty ? nil : ratios.middle
    }
}

/// What is best, by what was measured. A change that gains little is not made: measurements are noisy, and a thread that is
/// not needed is there for others.
public struct TuningChoice: Sendable, Hashable {
    /// A slower-looking instruction set has to take less than this of the time of the best one of the processor.
    static let instructionSetMargin = 0.95
    /// One more thread has to bring the time below this of what it was.
    static let threadMargin = 0.9
    /// Another layout is worth an import if it takes less than this of the time.
    static let layoutMargin = 0.95

    /// The way to run the model's file as it is.
    public var way: TuningWay
    /// A way with a body in another layout that is worth an import, and how much of the time it takes.
    public var better: Better?

    /// Another layout.
    public struct Better: Sendable, Hashable {
        /// The way.
        public var way: TuningWay
        /// How much of the time of the model as it is.
        public var ratio: Double
    }

    /// The best instruction set for a layout, of those that were measured with so many threads. `instructionSets` lists them
    /// from the slowest on, by what the makers of processors promise.
    public static func instructionSet(
        for encoding: TensorEncoding, among instructionSets: [String], threads: Int, _ times: TuningTimes
    ) -> String? {
        guard var best = instructionSets.last else { return nil }
        for other in instructionSets.dropLast().reversed() {
            let (mine, its) = (
                TuningWay(encoding, other, threads: threads), TuningWay(encoding, best, threads: threads)
            )
            if let ratio = times.ratio(mine, to: its), ratio < instructionSetMargin { best = other }
        }
        return best
    }

    /// The number of threads from which on more gain little.
    public static func threads(
        for encoding: TensorEncoding, _ instructionSet: String, among counts: [Int], _ times: TuningTimes
    ) -> Int {
        let sorted = counts.sorted()
        guard var best = sorted.first else { return 1 }
        for count in sorted.dropFirst() {
            let (more, fewer) = (
                TuningWay(encoding, instructionSet, threads: count),
                TuningWay(encoding, instructionSet, threads: best)
            )
            if let ratio = times.ratio(more, to: fewer), ratio < threadMargin { best = count }
        }
        return best
    }

    /// The choice for a model, of the best way of its own layout and of those that an import can give it.
    public init(own: TuningWay, importable: [TuningWay], _ times: TuningTimes) {
        way = own
        let others = importable.compactMap { other -> Better? in
            guard other.encoding != own.encoding, let ratio = times.ratio(other, to: own) else { return nil }
            return ratio < Self.layoutMargin ? Better(way: other, ratio: ratio) : nil
        }
        better = others.min { $0.ratio < $1.ratio }
    }
}
