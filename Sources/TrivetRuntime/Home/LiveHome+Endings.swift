public import ApplianceVocabulary
public import Appliances

// The dead man's handle: what was begun from afar is ended by the runtime, if nobody else ended it.

extension LiveHome {
    /// What came of ending a program.
    public struct Ended: Sendable, Hashable {
        /// What was sent.
        public var action: Action
        /// What came of it.
        public var outcome: Outcome
    }

    /// Sends the ends that are due and waits for what comes of them. No limit stands against an end, for it makes
    /// something stop; only a home that is observed sends nothing.
    public func endPrograms() async -> [Ended] {
        guard !appliances.configuration.agent.observeOnly else { return [] }
        // At the same time: an appliance that says nothing keeps no other one waiting.
        return await withTaskGroup(of: Ended?.self) { group in
            for entry in memory.endings.due(at: now()) { group.addTask { await self.end(entry) } }
            var ended: [Ended] = []
            for await one in group { if let one { ended.append(one) } }
            return ended
        }
    }

    /// Sends an end, unless the program is over by now, and notes what came of it.
    private func end(_ entry: ProgramEndings.Entry) async -> Ended? {
        guard memory.endings.has(entry) else { return nil }
        let outcome = await end(entry.action)
        let isOver =
            switch outcome {
            // Of some appliances nobody will ever tell: it is over as far as can be known.
            case .confirmed, .unconfirmable: true
            default: false
            }
        memory.endings.settle(entry, isOver: isOver, at: now())
        save()
        return Ended(action: entry.action, outcome: outcome)
    }

    /// When the next end is due, in seconds from now.
    public var secondsToNextEnding: Double? { memory.endings.nextDue.map { max(0, $0 - now()) } }

    /// The programs that have to end, for those who watch.
    public var runningPrograms: [ProgramEndings.Entry] { memory.endings.entries }

    private func end(_ action: Action) async -> Outcome {
        guard let prepared = appliances.ending(action, state: knownState, at: now()) else {
            return .refused(.unsupported("it cannot be ended"))
        }
        return await carryOut(prepared)
    }
}
