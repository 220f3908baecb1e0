package import Agent

/// Keeps sentences away from a model that cannot read their script: it would only guess, and a guess is a wrong action.
package struct ScriptGate: Sendable {
    /// Languages that are written with Latin letters.
    private static let latin: Set<String> = [
        "ca", "cs", "da", "de", "en", "es", "et", "fi", "fr", "hr", "hu", "id", "it", "lt", "lv", "nl", "no", "pl",
        "pt",
        "ro", "sk", "sl", "sv", "tr", "vi",
    ]

    private let isOpen: Bool
    private let knowsHan: Bool

    /// The gate of a model of these languages: those in Latin letters, and Chinese. One that knows others, or does not say,
    /// gets everything.
    package init(languages: [String]) {
        let bases = languages.map { $0.prefix { $0 != "-" }.lowercased() }
        knowsHan = bases.contains("zh")
        isOpen = bases.isEmpty || !bases.allSatisfy { $0 == "zh" || Self.latin.contains($0) }
    }

    /// True if the sentence at the end of the prompt is written in letters that the model knows, or that names of the
    /// home have.
    package func admits(_ prompt: Prompt) -> Bool {
        guard !isOpen else { return true }
        let sentence = prompt.conversation.reversed().lazy.compactMap(\.text).first ?? ""
        var known = 0
        var foreign: Set<Unicode.Scalar> = []
        var foreignCount = 0
        for scalar in sentence.unicodeScalars where scalar.properties.isAlphabetic {
            if scalar.value < 0x250 || (0x1E00..<0x1F00).contains(scalar.value)
                || knowsHan && (0x3400..<0xA000).contains(scalar.value)
            {
                known += 1
            } else {
                foreign.insert(scalar)
                foreignCount += 1
            }
        }
        guard foreignCount > known else { return true }
        for case .text(let text) in prompt.home { foreign.subtract(text.unicodeScalars) }
        return foreign.isEmpty
    }
}

extension Segment {
    fileprivate var text: String? {
        if case .text(let text) = self { text } else { nil }
    }
}
