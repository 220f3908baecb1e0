import ApplianceVocabulary

/// The sentences with which people are answered. One type for each language.
protocol ReplyLanguage: ScheduleLanguage, Sendable {
    /// One action and what came of it for all the devices that share both. `amongOthers` says that something else was done.
    func result(
        of operation: Action.Operation, _ outcome: Outcome, devices: [Device], amongOthers: Bool
    ) -> String
    /// The answer to a question about the home; values older than `staleSeconds` are told with their age.
    func answer(_ result: Answering.Result, staleSeconds: Double) -> String
    /// No device has what was asked for.
    func nothingHas(_ property: String, devices: [Device]) -> String
    /// Nothing is done, or among others this is not, for this reason.
    func refusal(_ refusal: Refusal, devices: [Device], property: String?, amongOthers: Bool) -> String
    /// The person is asked for what is missing.
    func question(_ question: Question, devices: [Device]) -> String
    /// What is to be done, in words: `kitchen lamp: on; blind: open`.
    func wishes(_ actions: [(operation: Action.Operation, devices: [Device])]) -> String
    /// The person is asked whether this is what was meant.
    func didYouMean(_ actions: [(operation: Action.Operation, devices: [Device])]) -> String
    /// Something did not work.
    func failure(_ failure: AgentFailure) -> String
    /// Something was done, but the model could not be asked how to go on.
    func stopped(_ failure: AgentFailure) -> String
    /// Said behind words about an appliance that is as it was.
    var nothingChanged: String { get }
    /// The person said no.
    var leftAlone: String { get }
    /// The person said yes, but to a question that is no longer open.
    var tooLate: String { get }
    /// The person said yes, but nothing was asked.
    var nothingAsked: String { get }
    /// There is no device at all.
    var emptyHome: String { get }
}

/// Which language people are answered in: the one whose script they write.
enum Replies {
    /// The language of the sentence that is being answered.
    @TaskLocal static var language: any ReplyLanguage = EnglishReplies()

    /// The language of a sentence.
    static func language(of sentence: String) -> any ReplyLanguage {
        sentence.unicodeScalars.prefix(2_000).contains(where: ChineseText.isChinese)
            ? ChineseReplies() : EnglishReplies()
    }
}
