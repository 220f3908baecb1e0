public import Agent
public import Appliances
import ModelFile
import TernaryInference

/// How a model is spoken to and how much it sees: by its dialect, the home's file and the board profile.
public struct EngineSettings: Sendable {
    /// What the home's file and the command line say; what they leave open follows the board profile.
    public struct Wishes: Sendable, Hashable {
        /// How many tokens the model sees at once.
        public var contextTokens: Int?
        /// How its memory of them is stored.
        public var cachePrecision: CachePrecision?
        /// The share of the model's wish that the grammar must allow, for a model that was taught the grammar.
        public var rejectionThreshold = 0.5
        /// Where what was computed for a home is kept from one start to the next, if it is.
        public var prefixFolder: String?
        /// What was found to be quickest on this machine, if somebody measured.
        public var tuning: TuningFile?

        /// Nothing particular.
        public init() {}
    }

    /// How the model is spoken to.
    public var dialect: any Dialect
    /// How many tokens it sees at once.
    public var contextTokens: Int
    /// How its memory of them is stored.
    public var cachePrecision: CachePrecision
    /// The share of its wish that the grammar must allow; nil for a model that was not taught the grammar, whose wishes are
    /// not asked for.
    public var rejectionThreshold: Double?
    /// Where what was computed for a home is kept; nil for a model that reads a home in no time.
    public var prefixFolder: String?
    /// True for a model that sees only sentences in the letters of its languages.
    var isGated: Bool

    /// The settings for a model; nil if it speaks a dialect that is not known.
    public init?(dialect name: String?, contextLength: Int, board: BoardProfile, wishes: Wishes = Wishes()) {
        let asked = wishes.contextTokens ?? board.contextTokens
        let precision = wishes.cachePrecision ?? board.cachePrecision
        switch name {
        case "pilot":
            contextTokens = min(asked ?? 1_024, contextLength)
            dialect = PilotDialect()
            cachePrecision = precision ?? .f32
            rejectionThreshold = wishes.rejectionThreshold
            isGated = true
        case ChatForm.dialect:
            contextTokens = min(asked ?? 4_096, contextLength)
            dialect = BitNetDialect(contextTokens: contextTokens)
            cachePrecision = precision ?? .f16
            rejectionThreshold = nil
            isGated = false
            prefixFolder = wishes.prefixFolder
        default: return nil
        }
    }
}
