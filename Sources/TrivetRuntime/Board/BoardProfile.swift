public import Appliances

/// How a kind of board is recognised and how the runtime works on it: one file of `firmware-profiles/`.
public struct BoardProfile: Sendable, Hashable {
    /// The name, which is also the name of the file.
    public var name: String
    /// One line for people.
    public var summary: String
    /// What a machine must say of itself for the profile to fit.
    public var match: Match
    /// How many threads the engine may use; nil means as many as there are cores, at most four.
    public var threads: Int?
    /// The highest kernel variant to use; nil means the best that the processor has.
    public var isa: String?
    /// How many tokens the model's memory of a conversation holds; nil means what suits the model.
    public var contextTokens: Int?
    /// How keys and values of that memory are stored; nil means what suits the model.
    public var cachePrecision: CachePrecision?
    /// How much memory the runtime may take, in MiB; nil means three quarters of what the machine has. It refuses to start
    /// a model that needs more.
    public var memoryBudgetMiB: Int?
    /// How many threads were found to be best for the model that is run; nil if nobody measured.
    var tunedThreads: Int?

    /// Conditions, all of which have to hold.
    public struct Match: Sendable, Hashable {
        /// The architecture: `x86-64`, `arm64`.
        public var architecture: String?
        /// A part of the device tree's model, in any case.
        public var deviceTree: String?
        /// Part numbers of processor cores, one of which has to be there.
        public var cpuParts: [String] = []
        /// Features of the processor, all of which have to be there.
        public var flags: [String] = []

        /// How particular the conditions are; the most particular profile that fits is taken.
        var weight: Int {
            (deviceTree == nil ? 0 : 8) + (cpuParts.isEmpty ? 0 : 4) + (flags.isEmpty ? 0 : 2)
                + (architecture == nil ? 0 : 1)
        }

        /// True if the machine is such a one.
        public func fits(_ facts: BoardFacts) -> Bool {
            if let architecture, architecture != facts.architecture { return false }
            if let deviceTree {
                guard let model = facts.deviceTreeModel?.lowercased(), model.contains(deviceTree.lowercased())
                else { return false }
            }
            if !cpuParts.isEmpty, facts.cpuParts.isDisjoint(with: cpuParts) { return false }
            return facts.flags.isSuperset(of: flags)
        }
    }

    /// The profile that fits best, if any does; of two that fit as well, the one whose name comes first.
    public static func choose(from profiles: [BoardProfile], for facts: BoardFacts) -> BoardProfile? {
        profiles.filter { $0.match.fits(facts) }
            .min { ($1.match.weight, $0.name) < ($0.match.weight, $1.name) }
    }

    /// What is used where no profile fits or none is there.
    public static let fallback = BoardProfile(
        name: "unknown", summary: "a board without a profile", match: Match(), threads: nil, isa: nil,
        contextTokens: nil, cachePrecision: nil, memoryBudgetMiB: nil)

    /// How much memory the runtime may take on this machine, in MiB.
    public func memoryBudget(on facts: BoardFacts) -> Int {
        memoryBudgetMiB ?? (facts.memoryMiB > 0 ? facts.memoryMiB / 4 * 3 : 512)
    }

    /// How many threads to use on this machine for a model of so many bytes. A token of a small model is computed in
    /// less time than it takes to wake a second thread. What was measured goes before the rule.
    public func threadCount(on facts: BoardFacts, modelBytes: Int) -> Int {
        if let tunedThreads { return tunedThreads }
        return modelBytes < 32 << 20 ? 1 : min(threads ?? min(facts.cores, 4), facts.cores)
    }
}
