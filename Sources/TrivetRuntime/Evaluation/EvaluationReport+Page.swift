import ApplianceVocabulary
import JSONText

// The figures and every case that is not right, as a page to look at in a browser.

extension EvaluationReport {
    /// The page: HTML in one file, without scripts and without anything from elsewhere.
    public func page(title: String) -> String {
        var lines = [
            "<!doctype html>", "<html lang=\"en\"><head><meta charset=\"utf-8\"><title>\(Self.escaped(title))</title>",
            "<style>\(Self.style)</style></head><body>", "<h1>\(Self.escaped(title))</h1>",
            "<table><tr><th>kind, source, language</th><th>cases</th><th>right</th><th>wrong action</th>"
                + "<th class=\"text\">why not right</th></tr>",
        ]
        for (name, row) in kinds.sorted(by: { $0.key < $1.key }) { lines.append(Self.tableRow(name, row, "sum")) }
        for (name, row) in parts.sorted(by: { $0.key < $1.key }) { lines.append(Self.tableRow(name, row, "part")) }
        lines.append(Self.tableRow("all", total, "sum"))
        lines.append("</table>")
        for reason in FailureReason.allCases {
            let cases = failures.filter { $0.reason == reason }
            guard !cases.isEmpty else { continue }
            lines.append("<details open><summary>\(reason.rawValue) (\(cases.count))</summary>")
            lines += cases.map(Self.failure)
            lines.append("</details>")
        }
        lines.append("</body></html>")
        return lines.joined(separator: "\n")
    }

    private static func tableRow(_ name: String, _ row: Row, _ style: String) -> String {
        func share(_ count: Int) -> String {
            "\((100 * Double(count) / Double(max(row.count, 1))).rounded(toDigits: 1)) %"
        }
        return "<tr class=\"\(style)\"><td class=\"text\">\(escaped(name))</td><td>\(row.count)</td>"
            + "<td>\(share(row.right))</td><td>\(share(row.wrongActions))</td>"
            + "<td class=\"text\">\(escaped(row.reasonText))</td></tr>"
    }

    /// One case: what was said, what was wanted, what was made of it.
    private static func failure(_ result: EvaluationRunner.Result) -> String {
        let test = result.test
        let calls = result.prediction["calls"]?.array?.compactMap(\.string).joined(separator: " ") ?? ""
        let told = ["clarify", "refuse", "failure"].compactMap { key in
            result.prediction[key]?.string.map { "\(key): \($0)" }
        }
        let answer = result.prediction["answer"].flatMap { $0.isNull ? nil : "answer \($0.serialized())" }
        let made = ([calls] + told + [answer].compactMap(\.self)).filter { !$0.isEmpty }.joined(separator: "; ")
        let home = test.devices.map { "\($0.name)\($0.area.map { " in \($0)" } ?? "")" }.joined(separator: ", ")
        return """
            <div class="\(result.isWrongAction ? "case wrong" : "case")"><p class="said">\(escaped(test.utterance))\
            <span>\(escaped("\(test.kind) \(test.source) \(test.language) \(test.id)"))</span></p>
            <p><b>wanted</b> \(escaped(wanted(by: test)))</p><p><b>made of it</b> \(escaped(made))</p>
            <p class="home">\(test.area.map { "said in \(escaped($0)); " } ?? "")home: \(escaped(home))</p></div>
            """
    }

    private static func wanted(by test: EvaluationCase) -> String {
        guard let actions = test.accepted.first else { return "nothing to be done" }
        let texts = actions.map { action in
            ["action", "device", "property", "value", "amount"].compactMap { key in
                action[key].flatMap { $0.isNull ? nil : $0.string ?? $0.serialized() }
            }.joined(separator: " ")
        }
        return texts.joined(separator: "; ") + (test.answer.map { ", answer \($0.serialized())" } ?? "")
    }

    /// Text of people as text of a page.
    static func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
    }

    private static let style = """
        body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 76rem; padding: 0 1rem; color: #1c1c1c; }
        h1 { font-size: 1.2rem; } table { border-collapse: collapse; margin-bottom: 1.5rem; }
        td, th { padding: .2rem .7rem; text-align: right; border-bottom: 1px solid #ddd; font-variant-numeric: tabular-nums; }
        td:not(:last-child) { white-space: nowrap; } .text, th:first-child { text-align: left; } .sum { font-weight: 600; }
        summary { font-weight: 600; margin: 1.2rem 0 .4rem; cursor: pointer; }
        .case { border-left: 3px solid #bbb; padding: .2rem .8rem; margin: .5rem 0; } .wrong { border-color: #c0392b; }
        .case p { margin: .1rem 0; } .said { font-weight: 600; } .said span, .home { color: #777; font-weight: 400; font-size: .85em; }
        .said span { margin-left: 1rem; } b { color: #555; font-weight: 600; }
        """
}
