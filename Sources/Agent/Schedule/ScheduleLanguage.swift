import ApplianceVocabulary

/// The sentences about what is done later. Part of `ReplyLanguage`.
protocol ScheduleLanguage {
    /// It is written into the schedule.
    func scheduled(_ item: ScheduleDescription) -> String
    /// One line of the list of what is scheduled.
    func listed(_ id: String, _ item: ScheduleDescription) -> String
    /// These are taken out of the schedule.
    func cancelled(_ items: [ScheduleDescription]) -> String
    /// It is not in the schedule, for this reason.
    func notScheduled(_ problem: ScheduleProblem) -> String
    /// The time is not one that can be used.
    func timeMistake(_ mistake: TimeMistake) -> String
    /// The schedule is empty.
    var nothingScheduled: String { get }
    /// Nothing in the schedule is like that.
    var noSuchSchedule: String { get }
    /// An action that cannot be ended from here was to be ended.
    var hasNoEnd: String { get }
    /// An action cannot be taken back.
    var cannotUndo: String { get }
    /// Nothing was done that could be taken back.
    var nothingToUndo: String { get }
}
