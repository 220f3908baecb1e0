import Agent
import Testing
import TestSupport
import TrivetRuntime

#if canImport(Glibc)
    import Glibc
#endif

private enum Shipped {
    static let project = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        .joined(separator: "/")
    static let pilot = project + "/models/pilot.trivet"
    static let isThere = access(pilot, R_OK) == 0
}

/// What the shipped pilot makes of sentences in small and in large homes. The cases stand in `Homes`, with a line on where
/// they are from. The floors lie a little below what was measured when they were set.
@Suite("Large homes are understood like small ones", .serialized, .enabled(if: Shipped.isThere))
struct LargeHomesTests {
    private func report(_ name: String) async throws -> EvaluationReport {
        let model = try EngineLanguageModel.open(Shipped.pilot, board: .fallback, facts: BoardFacts.read())
        let runner = EvaluationRunner(model: model)
        var report = EvaluationReport()
        for test in try EvaluationCase.load(Shipped.project + "/Tests/TrivetRuntimeTests/Homes/\(name).jsonl") {
            report.add(await runner.run(test))
        }
        return report
    }

    @Test(
        "Right answers and wrong actions",
        arguments: [
            (name: "homes-5-en", right: 0.73, wrong: 0.1), (name: "homes-150-en", right: 0.71, wrong: 0.05),
            (name: "homes-5-zh", right: 0.88, wrong: 0.05), (name: "homes-150-zh", right: 0.78, wrong: 0.07),
        ])
    func figures(_ name: String, _ right: Double, _ wrong: Double) async throws {
        let report = try await report(name)
        #expect(report.accuracy >= right, "\(report.table)")
        #expect(report.wrongActionRate <= wrong, "\(report.table)")
    }

    @Test("What is meant is among the few devices that the pilot is shown of a large home")
    func shown() async throws {
        for name in ["homes-150-en", "homes-150-zh"] {
            let unseen = try await report(name).count(of: .notShown)
            #expect(unseen <= 2)
        }
    }
}
