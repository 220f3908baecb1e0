public import ApplianceVocabulary

/// What the devices of a home have reported, and when.
public struct HomeState: Sendable {
    /// A value with the time of its report.
    public struct Report: Sendable, Hashable {
        /// The value.
        public var value: Value
        /// When it was reported last, in seconds of the caller's clock.
        public var at: Double
        /// Since when it is so; nil if that was before anybody listened.
        public var since: Double?
        /// True if nobody reported it: it was sent to an appliance that never reports.
        public var isAssumed: Bool
        /// True if it lay stored at the broker: it is older than `at`, nobody knows how much.
        public var isStored: Bool
    }

    private var reports: [String: [String: Report]] = [:]
    private var presences: [String: Presence] = [:]
    private var vanished: Set<String> = []

    /// Who has said what about a device being there.
    private struct Presence: Sendable {
        var words: [String: Bool] = [:]
        var mode = AvailabilityMode.all

        var isOnline: Bool? {
            if words.isEmpty { return nil }
            return mode == .any ? words.values.contains(true) : !words.values.contains(false)
        }
    }

    /// A home that has not reported anything.
    public init() {}

    /// Notes a report; `assumed` for a value that was sent to an appliance that never reports, `stored` for one that the
    /// broker had kept.
    public mutating func record(_ change: StateChange, at time: Double, assumed: Bool = false, stored: Bool = false) {
        let known = reports[change.device]?[change.property]
        let isSame = known.map { $0.value == change.value && $0.isAssumed == assumed } ?? false
        // The same report once more: its age is known better already.
        if stored, isSame { return }
        let since = stored ? nil : isSame ? known?.since : time
        reports[change.device, default: [:]][change.property] = Report(
            value: change.value, at: time, since: since, isAssumed: assumed, isStored: stored)
    }

    /// Notes that a device came or went.
    public mutating func record(_ change: AvailabilityChange, at time: Double) {
        presences[change.device, default: Presence()].words[change.source] = change.isOnline
        presences[change.device]?.mode = change.mode
    }

    /// Notes everything that a message said; `stored` if the broker had kept it.
    public mutating func record(_ report: DeviceReport, at time: Double, stored: Bool = false) {
        for change in report.changes { record(change, at: time, stored: stored) }
        for change in report.availability { record(change, at: time) }
    }

    /// Forgets a device: another one may get its name.
    public mutating func forget(_ device: String) {
        reports[device] = nil
        presences[device] = nil
        vanished.remove(device)
    }

    /// Notes that a device is not announced any more, or is again.
    public mutating func record(vanished isGone: Bool, _ device: String) {
        if isGone { vanished.insert(device) } else { vanished.remove(device) }
    }

    /// A value exactly as it was reported.
    public func report(of device: String, _ property: String) -> Report? { reports[device]?[property] }

    /// All values of a device as they were reported.
    public func values(of device: String) -> [String: Value] { reports[device]?.mapValues(\.value) ?? [:] }

    /// Whether a device is there; nil if nobody said.
    public func isOnline(_ device: String) -> Bool? {
        vanished.contains(device) ? false : presences[device]?.isOnline
    }

    /// A value of a device, found through the equivalences of the vocabulary where it was not reported itself:
    /// an unlit lamp has brightness 0, a cover at 0 % is closed.
    public func value(of device: Device, _ property: String) -> Report? {
        guard let reports = reports[device.id] else { return nil }
        if property == "brightness" || property == "speed", let power = reports["power"], power.value == .name("off") {
            return power.with(.number(0))
        }
        if let report = reports[property] { return report }
        for (source, derive) in Equivalences.derivations[property] ?? [] {
            guard let report = reports[source], let value = derive(report.value) else { continue }
            return report.with(value)
        }
        return nil
    }
}

extension HomeState.Report {
    /// What follows from the report.
    fileprivate func with(_ value: Value) -> HomeState.Report {
        var other = self
        other.value = value
        return other
    }
}
