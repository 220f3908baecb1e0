/// Halves and quarters of hours and minutes, brought to whole ones: `1 and a half hours` becomes `1 hours 30 minutes`,
/// `半 个 小时` becomes `30 分钟`. So the model copies figures and never has to divide.
/// `training/pilot_data/durations.py` is its twin.
enum SpokenDurations {
    /// The words, numbers in digits already, with such durations in whole units.
    static func whole(_ words: [String]) -> [String] {
        var out: [String] = []
        var index = 0
        while index < words.count {
            let line = Line(words: words, start: index)
            if let found = english(line) ?? chinese(line) {
                out += found.words
                index += found.count
            } else {
                out.append(words[index])
                index += 1
            }
        }
        return out
    }

    /// What stands instead of so many words.
    private typealias Found = (words: [String], count: Int)

    /// Words seen from one of them; behind the end there are empty ones.
    private struct Line {
        let words: [String]
        let start: Int

        subscript(place: Int) -> String { start + place < words.count ? words[start + place] : "" }

        func has(_ wanted: [String], at place: Int) -> Bool {
            wanted.indices.allSatisfy { self[place + $0] == wanted[$0] }
        }

        /// The first word if it is a number in digits.
        var number: String? {
            let word = self[0]
            return !word.isEmpty && word.utf8.allSatisfy({ (0x30...0x39).contains($0) }) ? word : nil
        }
    }

    private static func english(_ line: Line) -> Found? {
        let isArticle = line[0] == "a" || line[0] == "an"
        if let count = line.number ?? (isArticle ? "1" : nil) {
            var place = line[1] == "and" ? 2 : 1
            if line[place] == "a" { place += 1 }
            if !isArticle, line[place] == "half", let below = below[line[place + 1]] {
                return ([count, line[place + 1], "30", below], place + 2)
            }
            if let below = below[line[1]], line.has(["and", "a", "half"], at: 2) {
                return ([count, line[1], "30", below], 5)
            }
        }
        let half = line[0] == "a" ? 1 : 0
        if line[half] == "half" {
            let unit = half + (line[half + 1] == "a" || line[half + 1] == "an" ? 2 : 1)
            if let below = below[line[unit]] { return (["30", below], unit + 1) }
        }
        let quarter = line[0] == "a" || line[0] == "1" ? 1 : 0
        if line.has(["quarter", "of", "an", "hour"], at: quarter) {
            return (["\(quarterMinutes)", "minutes"], quarter + 4)
        }
        if line.has(["quarter", "hour"], at: quarter) { return (["\(quarterMinutes)", "minutes"], quarter + 2) }
        if line.has(["3", "quarters", "of", "an", "hour"], at: 0) { return (["\(3 * quarterMinutes)", "minutes"], 5) }
        return line.has(["an", "hour"], at: 0) ? (["1", "hour"], 2) : nil
    }

    private static func chinese(_ line: Line) -> Found? {
        let count = line.number.flatMap { $0.utf8.count <= 3 ? Int($0) : nil }
        var place = count == nil ? 0 : 1
        let isMeasured = line[place] == "个"
        if isMeasured { place += 1 }
        if let count {
            if isMeasured, line[place] == "字" { return (["\(fifthMinutes * count)", "分钟"], place + 1) }
            if line[place] == "刻钟" { return (["\(quarterMinutes * count)", "分钟"], place + 1) }
            let isHours = hours.contains(line[place]) && (isMeasured || line[place] != "钟")
            if isHours, line[place + 1] == "半" { return ([line[0], "小时", "30", "分钟"], place + 2) }
            if minutes.contains(line[place]), line[place + 1] == "半" {
                return ([line[0], "分钟", "30", "秒"], place + (line[place + 2] == "钟" ? 3 : 2))
            }
            if !isMeasured { return nil }
        }
        let whole = count == nil ? [] : [line[0], "小时"]
        if line[place] == "半小时" { return (whole + ["30", "分钟"], place + 1) }
        guard line[place] == "半" else { return nil }
        let unit = place + (line[place + 1] == "个" ? 2 : 1)
        if hours.contains(line[unit]) { return (whole + ["30", "分钟"], unit + 1) }
        if count == nil, minutes.contains(line[unit]) {
            return (["30", "秒"], unit + (line[unit + 1] == "钟" ? 2 : 1))
        }
        return nil
    }

    /// The unit that is counted in half of a unit.
    private static let below: [String: String] = [
        "hour": "minutes", "hours": "minutes", "hr": "minutes", "hrs": "minutes",
        "minute": "seconds", "minutes": "seconds", "min": "seconds", "mins": "seconds",
    ]
    private static let hours: Set<String> = ["小时", "钟头", "钟"]
    private static let minutes: Set<String> = ["分钟", "分"]
    private static let quarterMinutes = 15
    /// One figure on the face of a clock, by which Cantonese counts.
    private static let fifthMinutes = 5
}
