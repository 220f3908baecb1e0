public import ApplianceVocabulary

/// When something is done that is not done now.
public enum ScheduleStart: Sendable, Hashable {
    /// Once, at a moment in seconds since 1970.
    case once(Double)
    /// Again and again.
    case again(Recurrence)
    /// Once, as soon as a device reports it.
    case when(ReportCondition)
}

/// When it is to be as it was before.
public enum ScheduleEnd: Sendable, Hashable {
    /// So many seconds after it was done.
    case after(Double)
    /// When the clock next shows this.
    case at(TimeOfDay)
    /// As soon as a device reports it.
    case when(ReportCondition)
}

/// Something that is to be done later, for whom, and as what it was said.
public struct ScheduleDraft: Sendable, Hashable {
    /// When.
    public var start: ScheduleStart
    /// When it ends again; nil if it stays.
    public var end: ScheduleEnd?
    /// What is done.
    public var actions: [Action]
    /// True if a person said yes to exactly this when it was scheduled.
    public var isConfirmed: Bool
    /// True if this is the end of something that is being done, and must not be lost.
    public var isEnding: Bool
    /// What the person said.
    public var sentence: String
    /// The topic of their own that they said it on, if they have one: what the policy goes by.
    public var sender: String?
    /// Who said it, if known.
    public var user: String?
    /// Where they were, if known.
    public var area: String?

    /// A draft.
    public init(
        start: ScheduleStart, end: ScheduleEnd? = nil, actions: [Action], isConfirmed: Bool = false,
        isEnding: Bool = false, sentence: String, sender: String? = nil, user: String? = nil, area: String? = nil
    ) {
        self.start = start
        self.end = end
        self.actions = actions
        self.isConfirmed = isConfirmed
        self.isEnding = isEnding
        self.sentence = sentence
        self.sender = sender
        self.user = user
        self.area = area
    }
}

/// Something that stands in the schedule.
public struct ScheduleItem: Sendable, Hashable, Identifiable {
    /// A short number that people can say.
    public var id: String
    /// What is to be done.
    public var draft: ScheduleDraft
    /// The moment of the next time; nil for what waits for a report.
    public var next: Double?

    /// An item.
    public init(id: String, draft: ScheduleDraft, next: Double?) {
        self.id = id
        self.draft = draft
        self.next = next
    }
}
