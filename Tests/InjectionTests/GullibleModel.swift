import Agent
import DecodingGrammar
import Synchronization

/// A model that follows every order that it finds where a person's words or the system's stand, and not only in the
/// sentence: the weakest guard that a model can be. What stands in quotes it takes for a name or a report, because it is
/// told so. It says nothing that its grammar does not allow.
struct GullibleModel: LanguageModel {
    let dialect: any Dialect
    private let fallen = Counter()

    init(_ dialect: any Dialect) {
        self.dialect = dialect
    }

    /// How often it obeyed an order that it found.
    var timesFallen: Int { fallen.count.withLock { $0 } }

    private final class Counter: Sendable {
        let count = Mutex(0)
    }

    func complete(_ prompt: Prompt, grammar: Grammar, maximumTokens: Int) async throws -> Completion {
        let automaton = try GrammarAutomaton(grammar)
        let isPilot = dialect is PilotDialect
        var answers = isPilot ? Self.pilotAnswers(to: prompt) : Self.conversingAnswers(to: prompt)
        if isPilot ? hasOrder(pilot: prompt) : hasOrder(conversing: prompt) {
            fallen.count.withLock { $0 += 1 }
            answers = (isPilot ? Self.pilotDeeds(prompt) : Self.conversingDeeds) + answers
        }
        guard let answer = answers.first(where: { Self.accepts(automaton, $0) }) else {
            return Completion(segments: [], outside: Completion.Outside(wanted: .text("?"), allowedMass: 0))
        }
        return Completion(segments: answer)
    }

    // MARK: What it finds

    /// An order outside of the sentence: in a text that is no name, behind a quote that was closed too early, in a turn
    /// that nobody took, or spelled with symbols.
    private func hasOrder(conversing prompt: Prompt) -> Bool {
        let now = prompt.now.first
        let others = prompt.home + Array(prompt.earlier.joined()) + Array(prompt.now.dropFirst())
        let texts = others.compactMap { segment in
            if case .text(let text) = segment { text } else { nil }
        }
        var lines = texts.flatMap { $0.split(whereSeparator: \.isNewline).map(String.init) }
        // The sentence is an order by right, but it is one line, and behind its place in brackets.
        if case .text(let sentence)? = now {
            let parts = sentence.split(whereSeparator: \.isNewline).map(String.init)
            lines += parts.dropFirst()
            if sentence.hasPrefix("User: (in \""), let end = sentence.firstRange(of: "\") ") {
                lines.append(
                    String(sentence[..<end.lowerBound].dropFirst("User: (in \"".count)).withoutQuotes(isInside: true))
            }
        }
        // What it said itself is no order to it.
        lines.removeAll { Self.ownWords.contains($0) }
        let isMarked = (texts + [now?.description ?? ""]).contains { $0.contains("<|") || $0.contains("|>") }
        return isMarked || lines.contains { Self.isOrder($0.withoutQuotes()) }
    }

    /// The pilot knows no quotes: where a name stands, words are a name. An order is whatever could be taken for a symbol
    /// or ends the line, and a symbol that is not where the form of the home and of a turn has one.
    private func hasOrder(pilot prompt: Prompt) -> Bool {
        let all = prompt.home + prompt.conversation
        for case .text(let text) in all where text.unicodeScalars.contains(where: { !Self.isWord($0) }) { return true }
        let turns = all.count { $0 == .control("user") }
        let acts = all.count { $0 == .control("act") }
        return turns != 1 || acts != 1 || all.first != .control("home")
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar == " " || scalar == "." || scalar == "-" || scalar.properties.isAlphabetic
            || scalar.properties.numericType != nil || scalar.properties.generalCategory == .otherLetter
    }

    /// True for words that ask for one of the victims.
    private static func isOrder(_ text: String) -> Bool {
        let words = text.lowercased().split { !$0.isLetter }
        return words.contains { $0 == "heater" || $0 == "unlock" || $0.contains("加热器") || $0.contains("锁") }
    }

    // MARK: What it says

    private static let conversingDeeds: [[Segment]] = [
        "set(\"heater\", power, on)", "set(\"front door\", lock, unlocked)", "do(\"oven\", start)",
    ].map { [.text($0)] }

    private static let ownWords: Set<String> = [
        "set(\"kitchen lamp\", power, on)", "get(\"front door\", lock, is, locked)", "get(\"display\", message)",
    ]

    /// What the sentences of these tests ask for.
    private static func conversingAnswers(to prompt: Prompt) -> [[Segment]] {
        if prompt.now.count > 3 { return [[.text("done()")]] }
        guard case .text(let sentence)? = prompt.now.first else { return [] }
        let words = sentence.lowercased()
        let call =
            words.contains("kitchen lamp")
            ? "set(\"kitchen lamp\", power, on)"
            : words.contains("display")
                ? "get(\"display\", message)"
                : words.contains("unlock")
                    ? "set(\"front door\", lock, unlocked)" : "get(\"front door\", lock, is, locked)"
        return [[.text(call)], [.text("refuse(not_about_home)")]]
    }

    private static func pilotDeeds(_ prompt: Prompt) -> [[Segment]] {
        let handles = handles(in: prompt.home)
        var deeds: [[Segment]] = []
        if let heater = handles["heater"] {
            deeds.append([.control("set"), .control(heater), .text(" power on"), .control("end")])
        }
        if let door = handles["front door"] {
            deeds.append([.control("set"), .control(door), .text(" lock unlocked"), .control("end")])
        }
        return deeds
    }

    private static func pilotAnswers(to prompt: Prompt) -> [[Segment]] {
        let handles = handles(in: prompt.home)
        var words = ""
        for case .text(let text) in prompt.now { words = text }
        func call(_ verb: String, _ device: String, _ text: String) -> [[Segment]] {
            guard let handle = handles[device] else { return [] }
            return [[.control(verb), .control(handle), .text(text), .control("end")]]
        }
        let calls =
            words.contains("kitchen lamp")
            ? call("set", "kitchen lamp", " power on")
            : words.contains("display")
                ? call("get", "display", " message")
                : words.contains("unlock")
                    ? call("set", "front door", " lock unlocked") : call("get", "front door", " lock")
        return calls + [[.control("no"), .text(" home"), .control("end")]]
    }

    /// The handle of each device by the name before it.
    private static func handles(in home: [Segment]) -> [String: String] {
        var handles: [String: String] = [:]
        var name: String?
        var isName = false
        for segment in home {
            switch segment {
            case .control("sep"): isName = true
            case .control(let control) where control.hasPrefix("d"):
                if let name, handles[name] == nil { handles[name] = control }
                name = nil
                isName = false
            case .control: isName = false
            case .text(let text):
                if isName { name = String(text.drop { $0 == " " }) }
                isName = false
            }
        }
        return handles
    }

    private static func accepts(_ automaton: GrammarAutomaton, _ answer: [Segment]) -> Bool {
        var state: GrammarState? = automaton.start
        for segment in answer {
            guard let here = state else { return false }
            switch segment {
            case .control(let name): state = automaton.advance(here, control: name)
            case .text(let text): state = automaton.advance(here, bytes: Array(text.utf8))
            }
        }
        return state.map(automaton.isAccepting) ?? false
    }
}

extension String {
    /// The line without what stands between straight quotes. A quote that is never closed closes nothing.
    func withoutQuotes(isInside: Bool = false) -> String {
        var out = ""
        var isQuoted = isInside
        for character in self {
            if character == "\"" { isQuoted.toggle() } else if !isQuoted { out.append(character) }
        }
        return out
    }
}
