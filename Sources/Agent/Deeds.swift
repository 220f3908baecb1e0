import ApplianceVocabulary

/// What has come of a sentence so far.
struct Deeds {
    /// The sentence and the calls, as they are remembered.
    var told: Turn
    /// One entry for each device that something was done or tried with.
    var results: [ActionResult] = []
    /// What was asked about the home.
    var answers = Answers()
    /// Why calls came to nothing that are about no device.
    var refusals: [Refusal] = []
    /// What the model says in its own words.
    var words: [String] = []
    /// Why the model could not be asked how to go on.
    var failure: AgentFailure?

    /// True if there is nothing to tell.
    var isEmpty: Bool { results.isEmpty && answers.isEmpty && refusals.isEmpty && words.isEmpty }
}

/// The questions of a sentence and what is known about them.
struct Answers {
    var results: [Answering.Result] = []
    var missing: [(property: String, devices: [Device])] = []

    var isEmpty: Bool { results.isEmpty && missing.isEmpty }

    /// Adds further questions.
    mutating func add(_ other: Answers) {
        results += other.results
        missing += other.missing
    }

    /// What the devices reported, as results of reading them.
    var actions: [ActionResult] {
        results.flatMap(\.readings).map { reading in
            ActionResult(
                action: Action(device: reading.device.id, operation: .get(property: reading.property)),
                outcome: reading.value.map { .value($0, ageSeconds: reading.ageSeconds) }
                    ?? .unavailable(reason: "it has not reported yet"))
        }
    }

    /// The answers of all questions in one: yes if all are yes, the first value, all devices.
    var answer: Answer {
        var answer = results.first?.answer ?? Answer()
        for other in results.dropFirst().map(\.answer) {
            if let bool = answer.bool, let more = other.bool { answer.bool = bool && more }
            answer.devices = answer.devices.map { $0 + (other.devices ?? []) } ?? other.devices
        }
        return answer
    }

    var isKnown: Bool { missing.isEmpty && results.contains { $0.readings.contains { $0.value != nil } } }
}

extension Outcome {
    /// True if the appliance reported it.
    var isConfirmed: Bool {
        switch self {
        case .confirmed, .value: true
        default: false
        }
    }

    /// True if it was done, as far as anybody knows.
    var isDone: Bool { isConfirmed || self == .unconfirmed || self == .unconfirmable }

    /// True if it waits for a yes.
    var needsConfirmation: Bool {
        if case .needsConfirmation = self { true } else { false }
    }

    /// True if something did not work.
    var isUnavailable: Bool {
        if case .unavailable = self { true } else { false }
    }

    /// Why it is not done, if that is so.
    var refusal: Refusal? {
        if case .refused(let refusal) = self { refusal } else { nil }
    }
}
