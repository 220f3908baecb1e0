import Agent
import ApplianceVocabulary
import Appliances
import JSONText
import Synchronization
import TestSupport
import Testing
import TrivetRuntime

@Suite("No publish ever violates the policy")
struct SafetyPropertyTests {
    @Test("random wishes in random homes, judged by what was published")
    func properties() async throws {
        var generator = SeededNumbers(state: 2026)
        var tally = Tally()
        for home in 0..<60 {
            let stage = try SafetyStage(RandomHome(using: &generator))
            for _ in 0..<50 { try await stage.step(using: &generator) }
            tally.add(stage.tally)
            let problems = stage.problems.prefix(3).joined(separator: "\n")
            #expect(stage.problems.isEmpty, "home \(home): \(problems)\n\(stage.home.file)")
            if !stage.problems.isEmpty { return }
        }
        // A test in which nothing happens proves nothing.
        #expect(tally.published > 500)
        #expect(tally.restarts > 10 && tally.endings > 3)
        for rule in [
            "maximum", "minimum", "remote_start", "blocked_while", "minimum_interval", "rate", "quiet_hours", "users",
            "areas", "sender", "must_end", "observe", "ask",
        ] {
            #expect(tally.refused[rule, default: 0] > 2, "\(rule) refused hardly anything")
        }
    }
}

/// What happened in a run.
struct Tally {
    var published = 0
    var endings = 0
    var restarts = 0
    var refused: [String: Int] = [:]

    mutating func add(_ other: Tally) {
        published += other.published
        endings += other.endings
        restarts += other.restarts
        refused.merge(other.refused, uniquingKeysWith: +)
    }
}

/// A generator with a seed.
struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
