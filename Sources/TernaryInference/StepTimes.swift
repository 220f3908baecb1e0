#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// How long the parts of a pass took.
public struct StepTimes: Sendable, Hashable {
    /// A part: its name and its seconds.
    public struct Part: Sendable, Hashable {
        /// What was done.
        public var name: String
        /// How long it took.
        public var seconds: Double
    }

    /// The parts in the order of a pass.
    public let parts: [Part]

    /// All of it.
    public var seconds: Double { parts.reduce(0) { $0 + $1.seconds } }

    fileprivate init(_ seconds: UnsafePointer<Double>) {
        let names: [(String, [Pass.Step])] = [
            (
                "norms and activations",
                [.attentionNorm, .attentionOutputNorm, .feedForwardNorm, .feedForwardOutputNorm]
            ),
            ("query, key, value", [.queryKeyValue]), ("positions and cache", [.rotation]), ("attention", [.attention]),
            ("attention output", [.attentionOutput]), ("gate and up", [.gateUp]), ("down", [.down]),
            ("head: norm", [.outputNorm]), ("head: upper plane", [.coarseHead]),
            ("head: candidates", [.candidates, .refinement]), ("head: all of it", [.head]),
            ("head: listed rows", [.listedHead]),
        ]
        parts = names.map { name, steps in
            Part(name: name, seconds: steps.reduce(0) { $0 + seconds[$1.rawValue] })
        }
    }

    static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    /// Runs a body and tells how long the parts of the context's passes took in it.
    fileprivate static func of<E: Error>(_ context: Context, _ body: () throws(E) -> Void) throws(E) -> StepTimes {
        let seconds = UnsafeMutablePointer<Double>.allocate(capacity: Pass.Step.allCases.count)
        seconds.initialize(repeating: 0, count: Pass.Step.allCases.count)
        context.stepTimes = seconds
        defer {
            context.stepTimes = nil
            seconds.deallocate()
        }
        try body()
        return StepTimes(seconds)
    }
}

extension Context {
    /// Runs a body that evaluates or chooses with this context, and tells how long the parts of the work took.
    public func profile<E: Error>(_ body: () throws(E) -> Void) throws(E) -> StepTimes {
        try StepTimes.of(self, body)
    }
}
