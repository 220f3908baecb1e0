/// When a sentence wants something done, taken out of it.
struct TimePhrase: Sendable, Hashable {
    /// When it begins.
    enum Start: Sendable, Hashable {
        case after(Double)
        case clock(ClockPhrase)
        case days(Set<Weekday>, TimeOfDay)
        case interval(Double)
        case condition(ConditionPhrase)
    }

    /// When it is to be as it was before.
    enum End: Sendable, Hashable {
        case after(Double)
        case clock(ClockPhrase)
        case condition(ConditionPhrase)
    }

    /// Nil: now.
    var start: Start?
    /// Nil: it stays.
    var end: End?
    /// The sentence without it.
    var rest: String
}

/// A condition as it was said, with what the words mean in this home.
struct ConditionPhrase: Sendable, Hashable {
    /// What the value is compared with.
    enum Test: Sendable, Hashable {
        /// It gets there, from wherever it is.
        case reaches(Double)
        case above(Double)
        case below(Double)
        /// It has this value, one of several names.
        case named(String)
    }

    /// The device; nil for the one that the sentence acts on.
    var device: String?
    /// The property, if it was said.
    var property: String?
    var test: Test
}

/// What a look for a time in a sentence finds.
enum TimeReading: Sendable, Hashable {
    /// The sentence says nothing of a time, or the time is for an appliance to know.
    case none
    /// It says when, but not so that it can be understood.
    case unclear(Unclear)
    case found(TimePhrase)

    /// Why a time is not understood.
    enum Unclear: Sendable, Hashable {
        /// Two different times in one sentence.
        case several
        /// Words such as "when" or "until", and nothing behind them that this home can tell.
        case unknown
    }
}

/// A piece of a sentence that says something about time.
struct TimePart: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case now
        case delay(Double)
        case duration(Double)
        case day(ClockPhrase.Day)
        case part(ClockPhrase.Part)
        case time(ClockPhrase.Time)
        case days(Set<Weekday>)
        case interval(Double)
        case condition(ConditionPhrase)
        case until(ClockPhrase)
        case untilCondition(ConditionPhrase)
        /// Words that begin a time of which the rest is not understood.
        case unknown
    }

    var kind: Kind
    /// The Unicode scalars of the sentence that it covers.
    var range: Range<Int>
}
