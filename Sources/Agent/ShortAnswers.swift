/// The few words with which people answer a question that was put to them.
enum ShortAnswers {
    /// Yes or no, if the sentence is nothing else.
    static func confirmation(_ normalized: String) -> Bool? {
        if yes.contains(normalized) { return true }
        return no.contains(normalized) ? false : nil
    }

    /// Which of several is meant by "the second one"; from 0, counted from the end if negative.
    static func ordinal(_ normalized: String) -> Int? {
        let words = normalized.split(separator: " ").filter { !["the", "one", "please", "number"].contains($0) }
        guard words.count == 1 else { return nil }
        return places[String(words[0])]
    }

    private static let yes: Set<String> = [
        "yes", "yes please", "yeah", "yep", "yup", "sure", "ok", "okay", "do it", "go ahead", "please do", "confirm",
        "confirmed", "correct", "right", "thats right", "of course", "affirmative", "exactly", "alright", "yes do it",
        "yes go ahead", "i do", "yes i am", "i am sure", "im sure", "yes im sure",
    ]
    private static let no: Set<String> = [
        "no", "no thanks", "no thank you", "nope", "nah", "cancel", "cancel that", "stop", "dont", "do not",
        "dont do it",
        "never mind", "nevermind", "forget it", "not now", "leave it", "abort", "negative", "no dont", "better not",
    ]
    private static let places = [
        "first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3, "fifth": 4, "5th": 4,
        "sixth": 5, "6th": 5, "last": -1, "former": 0, "latter": -1,
    ]
}
