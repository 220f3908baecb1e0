import ApplianceVocabulary

/// Which of a few devices a short answer means: "the second one", "the desk one", "the lamp in the office".
enum Choosing {
    /// The place of the device that the answer names; nil if it names none or more than one, or says anything else.
    static func pick(_ answer: String, among devices: [Device]) -> Int? {
        if let place = ShortAnswers.ordinal(answer) {
            let index = place < 0 ? devices.count + place : place
            return devices.indices.contains(index) ? index : nil
        }
        let words = devices.map { DeviceWords($0) }
        let vocabulary = HintVocabulary(words.flatMap { $0.names + $0.places })
        let said = HintSearch(answer, in: vocabulary).words
        let own = words.map(\.all)
        // A sentence of its own is no answer: "desk lamp off" says more than which one.
        guard said.isSubset(of: own.reduce(filler) { $0.union($1) }) else { return nil }
        let fitting = devices.indices.filter { index in
            let others = devices.indices.filter { $0 != index }.reduce(into: Set<String>()) { $0.formUnion(own[$1]) }
            return !own[index].subtracting(others).isDisjoint(with: said)
        }
        return fitting.count == 1 ? fitting[0] : nil
    }

    /// Words around an answer.
    private static let filler: Set<String> = ["one", "mean", "meant", "that", "yes", "no", "那", "这", "那个", "这个", "嗰个"]
}
