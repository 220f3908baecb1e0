import ApplianceVocabulary

/// What is remembered of a conversation.
struct Session: Sendable {
    /// Something that is done if the person says yes.
    struct Proposal: Sendable {
        var actions: [Action]
        /// The turn that becomes part of the history once it is done.
        var turn: Turn
        var expires: Double
        /// True if the person was asked the question of the policy; false if only whether this was meant.
        var isPolicyQuestion = true
        /// If it is not for now: when.
        var later: LaterPlan?
    }

    /// A question about a wish that is for another time.
    struct Asked: Sendable {
        var question: Question
        /// When the wish is to be done.
        var time: TimePhrase
    }

    /// How the last thing that was done is taken back.
    struct Undo: Sendable {
        var restoring = Restoring([], home: [], before: [:], reason: .undo)
        /// What was scheduled.
        var scheduled: [String] = []
        /// When it was to be done, if not just then.
        var time: TimePhrase?
        /// In which turn of the conversation it was done.
        var turn: Int
    }

    /// The last turns, oldest first.
    var history: [Turn] = []
    /// What waits for a yes.
    var proposal: Proposal?
    /// The same deed on one device or another, of which the person was asked which it is.
    var rivals: [Proposal] = []
    /// The devices that the person was asked to choose from.
    var choices: [String] = []
    /// The last question, if it was about a wish for another time.
    var asked: Asked?
    /// How the last thing that was done is taken back.
    var undo: Undo?
    /// How many sentences there were.
    var turns = 0
    /// When the last sentence came.
    var lastUse: Double

    /// Adds a turn and forgets the oldest.
    mutating func remember(_ turn: Turn, limit: Int) {
        history.append(turn)
        history.removeFirst(max(0, history.count - limit))
    }

    /// The devices that were spoken of.
    func recentDevices() -> [String] {
        history.flatMap(\.calls).flatMap { call -> [String] in
            switch call {
            case .ask(.ambiguousTarget(let ids)): return ids
            default:
                guard let target = call.target else { return [] }
                switch target {
                case .device(let id): return [id]
                case .group(_, _, let except): return except
                }
            }
        }
    }
}
