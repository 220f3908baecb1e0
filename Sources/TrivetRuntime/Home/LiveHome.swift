public import Agent
public import ApplianceVocabulary
public import Appliances
import Synchronization

/// The home that is really there: acts by messages, knows what the appliances report.
///
/// It holds no connection. Messages go out through a closure and come in through `receive`, so that the same home works
/// over a broker and over simulated appliances in memory.
public actor LiveHome: Home {
    /// Sends one message to an appliance and tells what became of it.
    public typealias Send = @Sendable (OutgoingMessage) async -> Delivery

    /// What became of a message.
    public enum Delivery: Sendable, Hashable {
        /// It was handed over.
        case delivered
        /// It is not known whether it was.
        case unknown(String)
        /// It was not, and never will be.
        case failed(String)
    }

    /// An action that waits for the appliance's report.
    private struct Waiting {
        var confirmation: Confirmation
        var continuation: CheckedContinuation<Outcome, Never>?
        var result: Outcome?
    }

    /// All appliances. They change only where the home follows what devices announce.
    public nonisolated var appliances: ApplianceHome { current.withLock { $0 } }
    private let current: Mutex<ApplianceHome>
    private let send: Send
    private let willAct: @Sendable (_ command: String) throws -> Void
    let now: @Sendable () -> Double
    private let calendar: HomeCalendar
    private let safetyFile: SafetyFile?
    private var state = HomeState()
    var memory: SafetyMemory
    private var waiting: [Int: Waiting] = [:]
    private var lastTicket = 0

    /// A home. `willAct` is called before the first message of an action leaves; if it throws, nothing leaves. What the
    /// policy has to remember is kept in the file, or only as long as the home lives.
    public init(
        _ appliances: ApplianceHome, now: @escaping @Sendable () -> Double = Clock.monotonic,
        calendar: HomeCalendar = HomeCalendar(), safetyFile: SafetyFile? = nil,
        willAct: @escaping @Sendable (_ command: String) throws -> Void = { _ in }, send: @escaping Send
    ) {
        current = Mutex(appliances)
        self.now = now
        self.calendar = calendar
        self.safetyFile = safetyFile
        memory =
            safetyFile?.load().map { SafetyMemory($0, for: appliances, now: now(), wall: calendar.wall()) }
            ?? SafetyMemory()
        self.willAct = willAct
        self.send = send
    }

    // MARK: - What the agent sees

    /// All devices, in the order of the home's file.
    public nonisolated var devices: [Device] { appliances.devices }

    /// The value that was reported last, and how long ago.
    public func state(of device: String, property: String) -> (value: Value, ageSeconds: Double?)? {
        guard let device = appliances.device(device), let report = state.value(of: device, property) else { return nil }
        return (report.value, max(0, now() - report.at))
    }

    /// Checks an action, sends it, waits for the appliance.
    public func perform(_ action: Action, request: RequestContext) async -> Outcome {
        let appliances = appliances
        if case .get(let property) = action.operation {
            return appliances.read(action.device, property, state: state, now: now())
        }
        let context = PolicyContext(
            now: now(), localTime: calendar.local(), sender: request.sender, isConfirmed: request.isConfirmed,
            log: memory.log, observeOnly: appliances.configuration.agent.observeOnly)
        switch appliances.prepare(action, state: state, context: context) {
        case .refused(let refusal): return .refused(refusal)
        case .needsConfirmation(let question): return .needsConfirmation(question: question)
        case .unavailable(let reason): return .unavailable(reason: reason)
        case .ready(let prepared):
            // Between the decision and the note nothing else is decided: two wishes at once are two wishes.
            let before = memory
            memory.note(prepared, in: appliances, at: context.now)
            do {
                if prepared.isRemembered || prepared.ending != nil { try write() }
                try willAct(request.id)
            } catch {
                memory = before
                return .unavailable(reason: "\(error)")
            }
            let outcome = await carryOut(prepared)
            if case .unavailable = outcome { forget(prepared, notedAt: context.now) }
            return outcome
        }
    }

    /// What stands against doing an action at some later time; nil if nothing does.
    public func check(_ action: Action, request: RequestContext) -> Outcome? {
        let context = PolicyContext(
            now: now(), localTime: calendar.local(), sender: request.sender, isConfirmed: request.isConfirmed,
            log: memory.log, observeOnly: appliances.configuration.agent.observeOnly)
        switch appliances.prepare(action, state: state, context: context) {
        case .refused(let refusal): return refusal.isPassing ? nil : .refused(refusal)
        case .needsConfirmation(let question): return .needsConfirmation(question: question)
        // It may be back by then.
        case .unavailable, .ready: return nil
        }
    }

    // MARK: - What the appliances report

    /// Takes a message in; true if it was a report of an appliance. `isStored` says that the broker had kept it.
    /// `onProblem` hears of payloads that are not as the profile says, `onChange` of every value.
    @discardableResult
    public func receive(
        topic: String, payload: [UInt8], isStored: Bool = false, onProblem: (String) -> Void = { _ in },
        onChange: (StateChange) -> Void = { _ in }
    ) -> Bool {
        let report = appliances.decode(topic: topic, payload: payload)
        for problem in report.problems { onProblem(problem) }
        guard !report.isEmpty else { return false }
        let time = now()
        // What lay stored may be older than a wish. It answers one only if it is news, said while the broker was away.
        let news = report.changes.filter { change in
            guard isStored else { return true }
            return state.report(of: change.device, change.property).map { $0.value != change.value } ?? false
        }
        state.record(report, at: time, stored: isStored)
        for change in news { observe(change, at: time) }
        var isEnded = false
        for change in report.changes {
            if memory.endings.observe(change) { isEnded = true }
            onChange(change)
        }
        if isEnded { save() }
        return true
    }

    /// What is known of the home.
    public var knownState: HomeState { state }

    /// How many devices are known to be there.
    public var devicesOnline: Int { devices.count { state.isOnline($0.id) != false } }

    // MARK: - Appliances that come and go

    /// Puts another home in place of this one: from the next action on it is what counts. What was reported stays known,
    /// but not of the devices that were taken out.
    public func replace(with home: ApplianceHome, without removed: [String] = []) {
        for device in removed { state.forget(device) }
        current.withLock { $0 = home }
    }

    /// Notes that a device is not announced any more, or is again.
    public func record(vanished isGone: Bool, _ device: String) { state.record(vanished: isGone, device) }

    // MARK: - One action

    func carryOut(_ prepared: PreparedAction) async -> Outcome {
        // The report may come before the broker's acknowledgement, so the wait begins before the message leaves.
        lastTicket += 1
        let ticket = lastTicket
        let patience = max(0, prepared.confirmation.deadline - now())
        waiting[ticket] = Waiting(confirmation: prepared.confirmation)
        waiting[ticket]?.confirmation.wait(until: .infinity)
        defer { waiting[ticket] = nil }
        var isCertain = true
        for (index, message) in prepared.messages.enumerated() {
            switch await send(message) {
            case .delivered: continue
            case .unknown: isCertain = false
            case .failed(let reason):
                // Of several messages the first ones may have left already.
                if index == 0 { return .unavailable(reason: reason) }
                isCertain = false
            }
        }
        // The time in which the appliance may answer begins when the message has left.
        waiting[ticket]?.confirmation.wait(until: now() + patience)
        for change in prepared.assumed where isCertain {
            state.record(change, at: now(), assumed: true)
            observe(change, at: now())
        }
        let outcome = await outcome(of: ticket)
        // It is not even known whether the message left.
        return outcome == .unconfirmable && !isCertain ? .unconfirmed : outcome
    }

    /// Takes a note back, for nothing was sent.
    private func forget(_ prepared: PreparedAction, notedAt time: Double) {
        memory.forget(prepared, notedAt: time)
        if prepared.isRemembered || prepared.ending != nil { save() }
    }

    private func write() throws(FileError) {
        try safetyFile?.save(memory.json(for: appliances, now: now(), wall: calendar.wall()))
    }

    /// Writes the memory down. A disk that fails now is noticed by the next action, which then does not happen.
    func save() { try? write() }

    private func outcome(of ticket: Int) async -> Outcome {
        guard let entry = waiting[ticket] else { return .unconfirmed }
        if let result = entry.result ?? entry.confirmation.outcome { return result }
        let timer = Task { [deadline = entry.confirmation.deadline] in
            while !Task.isCancelled {
                let rest = deadline - now()
                if rest <= 0 { break }
                try? await Task.sleep(for: .seconds(rest))
            }
            if !Task.isCancelled { expire(ticket) }
        }
        defer { timer.cancel() }
        return await withCheckedContinuation { waiting[ticket]?.continuation = $0 }
    }

    private func observe(_ change: StateChange, at time: Double) {
        for ticket in waiting.keys {
            _ = waiting[ticket]?.confirmation.observe(change, at: time)
            settle(ticket)
        }
    }

    private func expire(_ ticket: Int) {
        guard let deadline = waiting[ticket]?.confirmation.deadline else { return }
        _ = waiting[ticket]?.confirmation.advance(to: max(now(), deadline))
        settle(ticket, orElse: .unconfirmed)
    }

    /// Ends the wait if the outcome is known.
    private func settle(_ ticket: Int, orElse last: Outcome? = nil) {
        guard let entry = waiting[ticket], entry.result == nil, let outcome = entry.confirmation.outcome ?? last else {
            return
        }
        waiting[ticket]?.result = outcome
        waiting[ticket]?.continuation?.resume(returning: outcome)
        waiting[ticket]?.continuation = nil
    }
}
