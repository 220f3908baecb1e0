extension EnglishTime {
    func scheduleRequest(_ sentence: TimeSentence) -> ScheduleRequest? {
        let words = EnglishWords(sentence)
        let said = words.words.indices.map(words.any)
        guard let first = said.first(where: { $0 != "please" }) else { return nil }
        let isAboutSchedule = said.contains { Self.scheduleWords.contains($0) }
        guard Self.cancelling.contains(first) else {
            return isAboutSchedule && Self.asking.contains(first) ? .list : nil
        }
        if isAboutSchedule {
            if let place = said.firstIndex(where: { Self.scheduleWords.contains($0) }), place + 1 < said.count,
                said[place + 1].allSatisfy(\.isNumber), said.count == place + 2
            {
                return .cancel(id: said[place + 1])
            }
            let rest = said.filter { !Self.fillers.contains($0) && !Self.scheduleWords.contains($0) && $0 != first }
            if rest.isEmpty || rest.allSatisfy({ ["all", "every", "everything"].contains($0) }) { return .cancelAll }
        }
        let time = words.words.indices.lazy.compactMap(words.time).first { $0.isCertain }
        let part = words.words.indices.lazy.compactMap { EnglishWords.parts[words[$0]] }.first
        guard isAboutSchedule || time != nil else { return nil }
        return .cancelMatching(time: time?.time, part: part, words: sentence.text)
    }

    private static let scheduleWords: Set<String> = ["schedule", "schedules", "scheduled", "planned"]
    private static let asking: Set<String> = [
        "what", "whats", "which", "list", "show", "is", "are", "tell", "anything", "do", "scheduled", "schedules",
    ]
    private static let cancelling: Set<String> = ["cancel", "delete", "remove", "clear", "forget", "drop"]
    private static let fillers: Set<String> = [
        "the", "my", "of", "that", "is", "are", "please", "have", "been", "number", "for",
    ]
}
