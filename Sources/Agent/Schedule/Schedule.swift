public import ApplianceVocabulary

/// What is to be done later, kept so that a power cut does not lose it.
public protocol Schedule: Sendable {
    /// How the clocks on the wall are set.
    var zone: WallZone { get }
    /// The moment, in seconds since 1970.
    var now: Double { get }
    /// Everything that is to be done, the next first.
    var items: [ScheduleItem] { get async }

    /// Takes something in on behalf of a command; it is kept when this returns. The command counts as begun: after a power
    /// cut it is not carried out a second time.
    func add(_ draft: ScheduleDraft, for command: String) async throws(ScheduleProblem) -> ScheduleItem
    /// Notes what a device reports: something may wait for it.
    func observe(_ device: String, _ property: String, _ value: Value) async
    /// Takes things out by their numbers.
    func cancel(_ ids: [String]) async throws(ScheduleProblem)
}

/// Why something cannot be scheduled.
public enum ScheduleProblem: Error, Sendable, Hashable {
    /// So many things are scheduled already.
    case full(limit: Int)
    /// It could not be written down.
    case notSaved(String)
}
