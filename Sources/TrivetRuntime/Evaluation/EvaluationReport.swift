/// Counts results and writes them as a table: by kind, and by kind, source and language with the reasons of failure.
public struct EvaluationReport: Sendable {
    struct Row: Sendable {
        var count = 0
        var right = 0
        var exact = 0
        var wrongActions = 0
        var reasons: [FailureReason: Int] = [:]

        /// The reasons with how often each was the one, the most frequent first.
        var reasonText: String {
            reasons.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }
                .map { "\($0.key.rawValue) \($0.value)" }.joined(separator: ", ")
        }
    }

    private(set) var total = Row()
    private(set) var kinds: [String: Row] = [:]
    private(set) var parts: [String: Row] = [:]
    private(set) var failures: [EvaluationRunner.Result] = []
    private var seconds: [Double] = []

    /// An empty report.
    public init() {}

    /// The share of cases that were right, from 0 to 1.
    public var accuracy: Double { total.count == 0 ? 0 : Double(total.right) / Double(total.count) }

    /// The share of cases in which something was changed that should not have been, from 0 to 1.
    public var wrongActionRate: Double { total.count == 0 ? 0 : Double(total.wrongActions) / Double(total.count) }

    /// The share of the cases of a kind that were right; nil if there was none.
    public func accuracy(of kind: String) -> Double? {
        kinds[kind].map { Double($0.right) / Double($0.count) }
    }

    /// How many cases were not right for a reason.
    public func count(of reason: FailureReason) -> Int { total.reasons[reason] ?? 0 }

    /// Counts a result.
    public mutating func add(_ result: EvaluationRunner.Result) {
        func count(_ row: inout Row) {
            row.count += 1
            row.right += result.isRight ? 1 : 0
            row.exact += result.isExact ? 1 : 0
            row.wrongActions += result.isWrongAction ? 1 : 0
            if let reason = result.reason { row.reasons[reason, default: 0] += 1 }
        }
        let test = result.test
        count(&total)
        count(&kinds[test.kind, default: Row()])
        count(&parts["\(test.kind) \(test.source) \(test.language)", default: Row()])
        seconds.append(result.seconds)
        if !result.isRight || result.isWrongAction { failures.append(result) }
    }

    /// The table.
    public var table: String {
        var lines = [Self.line("", "cases", "right", "exact", "wrong action")]
        for (name, row) in kinds.sorted(by: { $0.key < $1.key }) { lines.append(Self.line(name, row)) }
        lines.append("")
        for (name, row) in parts.sorted(by: { $0.key < $1.key }) {
            lines.append(Self.line(name, row) + (row.reasons.isEmpty ? "" : "   " + row.reasonText))
        }
        lines.append("")
        lines.append(Self.line("all", total))
        if !total.reasons.isEmpty { lines.append("not right because: " + total.reasonText) }
        if !seconds.isEmpty {
            let sorted = seconds.sorted()
            let median = (sorted[sorted.count / 2] * 1000).rounded(toDigits: 1)
            let slowest = (sorted[sorted.count * 99 / 100] * 1000).rounded(toDigits: 1)
            lines.append("time a case: median \(median) ms, 99 % within \(slowest) ms")
        }
        return lines.joined(separator: "\n")
    }

    private static func line(_ name: String, _ row: Row) -> String {
        func share(_ count: Int) -> String {
            "\((100 * Double(count) / Double(max(row.count, 1))).rounded(toDigits: 1)) %"
        }
        return line(name, "\(row.count)", share(row.right), share(row.exact), share(row.wrongActions))
    }

    private static func line(
        _ name: String, _ count: String, _ right: String, _ exact: String, _ wrong: String
    ) -> String {
        name.padded(to: 30) + count.padded(to: 6, right: true) + right.padded(to: 9, right: true)
            + exact.padded(to: 9, right: true) + wrong.padded(to: 14, right: true)
    }
}
