/// The figures of a sentence: a call is to have none that nobody said.
struct SaidFigures {
    /// All of them, in the order in which they are said.
    private let figures: [Double]
    /// Those that stand before a unit of time, by the unit: `5 minutes` is `minutes: [5]`.
    private let counted: [String: [Double]]
    /// True if a word stands for a figure that is not said: a half, the maximum.
    private let hasLevelWord: Bool

    /// The figures of sentences that are normalised.
    init(_ sentences: [String]) {
        var figures: [Double] = []
        var counted: [String: [Double]] = [:]
        var hasLevelWord = false
        for sentence in sentences {
            let words = sentence.split(separator: " ").map { String($0) }
            for (place, word) in words.enumerated() {
                if Self.levels.contains(word) { hasLevelWord = true }
                let isArticle = word == "a" || word == "an"
                guard let figure = isArticle ? 1 : Double(word) else { continue }
                let unit = words.dropFirst(place + 1).first { $0 != "个" }.flatMap { Self.units[$0] }
                if let unit { counted[unit, default: []].append(figure) }
                if !isArticle { figures.append(figure) }
            }
        }
        self.figures = figures
        self.counted = counted
        self.hasLevelWord = hasLevelWord
    }

    /// What a property or an amount with these bounds may be; nil if it is anything between them.
    func values(from minimum: Double, to maximum: Double, decimals: Int) -> [Double]? {
        if figures.isEmpty || hasLevelWord { return nil }
        let scale = [1.0, 10, 100, 1000][min(decimals, 3)]
        var values: [Double] = []
        for figure in figures {
            // one that is too fine for the device is brought to those beside it
            for value in [(figure * scale).rounded(.down) / scale, (figure * scale).rounded(.up) / scale]
            where value >= minimum && value <= maximum && !values.contains(value) {
                values.append(value)
            }
        }
        return values
    }

    /// The ways to choose among these arguments, so that a time that was said once is not taken twice: in "add 5 minutes to the
    /// 1 hour timer" the hour is what is added or what the timer was set to, not both.
    func timeArguments(_ names: [String]) -> [Set<String>] {
        var ways: [Set<String>] = [Set(names)]
        for (unit, said) in counted where said.count == 1 && names.contains(unit) && names.contains("start_" + unit) {
            ways = ways.flatMap { [$0.subtracting([unit]), $0.subtracting(["start_" + unit])] }
        }
        return ways
    }

    /// What the argument `hours`, `start_minutes` and the like may be; nil if it is anything.
    func durations(_ argument: String) -> [Double]? {
        let unit = argument.hasPrefix("start_") ? String(argument.dropFirst(6)) : argument
        guard Self.timeUnits.contains(unit), !counted.isEmpty else { return nil }
        return counted[unit] ?? []
    }

    private static let timeUnits: Set<String> = ["hours", "minutes", "seconds"]
    private static let units: [String: String] = {
        var units: [String: String] = [:]
        for word in ["hour", "hours", "hr", "hrs", "h", "小时", "钟头", "钟"] { units[word] = "hours" }
        for word in ["minute", "minutes", "min", "mins", "m", "分钟", "分"] { units[word] = "minutes" }
        for word in ["second", "seconds", "sec", "secs", "s", "秒", "秒钟"] { units[word] = "seconds" }
        return units
    }()
    /// Words that stand for a figure.
    private static let levels: Set<String> = [
        "half", "halfway", "quarter", "quarters", "third", "thirds", "double", "twice", "full", "fully", "max",
        "maximum", "maximize", "min", "minimum", "minimize", "highest", "lowest", "brightest", "dimmest", "strongest",
        "possible",
        "way", "completely", "bottom",
        "一半", "半", "半开", "最大", "最小", "最高", "最低", "最亮", "最暗", "最强", "最弱", "全", "满",
    ]
}
