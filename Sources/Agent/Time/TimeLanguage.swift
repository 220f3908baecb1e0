import ApplianceVocabulary

/// How times are said in a language. One type for each language.
protocol TimeLanguage: Sendable {
    /// True for sentences whose times are none of our business: questions, and words for timers and reminders, which are
    /// an appliance's.
    func isLeftAlone(_ sentence: TimeSentence) -> Bool
    /// The pieces that speak of time, in the order of the sentence.
    func parts(of sentence: TimeSentence) -> [TimePart]
    /// What a sentence asks about the schedule itself.
    func scheduleRequest(_ sentence: TimeSentence) -> ScheduleRequest?
    /// The sentence without the pieces.
    func rest(_ sentence: TimeSentence, without ranges: [Range<Int>]) -> String
}

/// What a person wants to know or have changed of what is scheduled.
enum ScheduleRequest: Sendable, Hashable {
    case list
    case cancelAll
    /// By its number.
    case cancel(id: String)
    /// By a time of day, words of what it does, or both.
    case cancelMatching(time: ClockPhrase.Time?, part: ClockPhrase.Part?, words: String)
}

/// A sentence with the home that it is said in.
struct TimeSentence: Sendable {
    let text: String
    /// The scalars of the text.
    let scalars: [Unicode.Scalar]
    let devices: [Device]

    init(_ text: String, devices: [Device]) {
        self.text = text
        scalars = Array(text.unicodeScalars)
        self.devices = devices
    }

    /// A part of the text.
    func text(_ range: Range<Int>) -> String { String(String.UnicodeScalarView(scalars[range])) }

    /// What stays when some parts are taken out.
    func text(without ranges: [Range<Int>]) -> String {
        var kept = String.UnicodeScalarView()
        for (index, scalar) in scalars.enumerated() {
            let isGone = ranges.contains { $0.contains(index) }
            kept.append(isGone ? " " : scalar)
        }
        return String(kept).split(separator: " ").joined(separator: " ")
    }
}
