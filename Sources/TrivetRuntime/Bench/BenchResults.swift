/// What was measured, and what it should be.
public struct BenchResults: Sendable {
    /// One line of the table.
    public struct Row: Sendable {
        /// What was measured.
        public var name: String
        /// The value in words.
        public var value: String
        /// What it should be, in words; empty where there is no goal.
        public var goal = ""
        /// Whether it is; nil where there is no goal.
        public var isMet: Bool?
    }

    /// The lines.
    public private(set) var rows: [Row] = []

    /// No results.
    public init() {}

    /// True if no goal was missed.
    public var isGood: Bool { !rows.contains { $0.isMet == false } }

    /// Adds a value that should be at most, or at least, so much.
    mutating func add(
        _ name: String, _ value: Double, _ unit: String, atMost most: Double? = nil, atLeast least: Double? = nil
    ) {
        var row = Row(name: name, value: "\(Self.text(value, digits: value < 100 ? 1 : 0)) \(unit)")
        if let limit = most ?? least {
            row.goal = "\(most == nil ? "at least" : "at most") \(Self.text(limit, digits: 1)) \(unit)"
            row.isMet = most == nil ? value >= limit : value <= limit
        }
        rows.append(row)
    }

    private static func text(_ value: Double, digits: Int) -> String {
        let rounded = value.rounded(toDigits: digits)
        return rounded == rounded.rounded() && abs(rounded) < 1e15 ? "\(Int(rounded))" : "\(rounded)"
    }

    /// Adds a share of a whole, which should be at most `limit`.
    mutating func addShare(_ name: String, _ share: Double, atMost limit: Double) {
        rows.append(
            Row(
                name: name, value: "\((share * 100).rounded(toDigits: 2)) %",
                goal: "at most \((limit * 100).rounded(toDigits: 1)) %", isMet: share <= limit))
    }

    /// Adds something without a goal.
    mutating func add(_ name: String, _ value: String) {
        rows.append(Row(name: name, value: value))
    }

    /// The table.
    public var table: String {
        let lines = rows.map { row in
            let verdict = row.isMet.map { $0 ? "met" : "MISSED" } ?? ""
            return row.name.padded(to: 46) + row.value.padded(to: 18, right: true) + "  "
                + row.goal.padded(to: 24) + verdict
        }
        return lines.map { line in String(line.reversed().drop { $0 == " " }.reversed()) }.joined(separator: "\n")
    }
}
