import ApplianceVocabulary

extension BitNetDialect {
    /// What the answer says.
    public func read(_ completion: Completion, in situation: Situation) -> Reading {
        if completion.outside != nil { return .obstacle(.unknown) }
        var text = ""
        for segment in completion.segments {
            guard case .text(let piece) = segment else { return .unreadable }
            text += piece
        }
        if let words = BitNetReader.words(in: text) { return .calls([.say(words)]) }
        if text == "done()" { return situation.steps.isEmpty ? .unreadable : .calls([]) }
        let reader = BitNetReader(home: BitNetHome(situation))
        var calls: [ToolCall] = []
        for line in text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false) {
            guard let call = reader.call(line) else { return .unreadable }
            calls.append(call)
        }
        return .calls(calls)
    }
}

/// Reads calls from text. It takes nothing for granted that the grammar promises.
///
/// It goes by scalars: a quote that has an accent behind it would be one character with it.
private struct BitNetReader {
    typealias Piece = Substring.UnicodeScalarView

    let home: BitNetHome

    /// The model's own words; those that were cut off end with the last whole sentence or word.
    static func words(in text: String) -> String? {
        let start = "say(\"".unicodeScalars
        guard text.unicodeScalars.starts(with: start) else { return nil }
        let rest = text.unicodeScalars.dropFirst(start.count)
        let end = rest.firstIndex(of: "\"")
        if let end, !["\")", "\""].contains(String(rest[end...])) { return nil }
        var words = Quoting.plain(String(rest[..<(end ?? rest.endIndex)]), limit: BitNetHome.wordsLimit)
        if end == nil {
            if let stop = words.lastIndex(where: { ".!?。！？".contains($0) }) {
                words = String(words[...stop])
            } else if let space = words.lastIndex(of: " ") {
                words = words[..<space] + "…"
            }
        }
        return words.isEmpty ? nil : words
    }

    func call(_ line: Piece) -> ToolCall? {
        guard line.last == ")", let open = line.firstIndex(of: "(") else { return nil }
        let arguments = Self.arguments(line[line.index(after: open)...].dropLast())
        guard let first = arguments.first else { return nil }
        let rest = arguments.dropFirst()
        switch String(line[..<open]) {
        case "ask": return question(first, rest)
        case "refuse": return refusal(first, rest)
        default: break
        }
        guard let (target, capabilities, verbs) = target(first), let name = rest.first.map({ String($0) }) else {
            return nil
        }
        let last = Array(rest.dropFirst())
        let capability = capabilities.first { Quoting.word($0.property) == name }
        switch String(line[..<open]) {
        case "set":
            guard let capability, capability.isWritable, last.count == 1,
                let value = Self.value(last[0], capability.kind)
            else { return nil }
            return .set(target, property: capability.property, value: value)
        case "adjust":
            guard let capability, capability.isWritable, case .range = capability.kind, (1...2).contains(last.count),
                let direction = Direction(rawValue: String(last[0]))
            else { return nil }
            if last.count == 1 {
                return .adjust(target, property: capability.property, direction: direction, amount: nil)
            }
            guard let amount = Double(String(last[1])), amount.isFinite, amount > 0 else { return nil }
            return .adjust(target, property: capability.property, direction: direction, amount: amount)
        case "do":
            if name == "toggle", last.isEmpty, Toggling.isPossible(capabilities) {
                return .perform(target, verb: "toggle", arguments: [:])
            }
            guard let verb = verbs.first(where: { Quoting.word($0.name) == name }),
                let values = values(last, of: verb)
            else { return nil }
            return .perform(target, verb: verb.name, arguments: values)
        case "get":
            guard let capability else { return nil }
            if last.isEmpty { return .get(target, property: capability.property, predicate: nil) }
            guard last.count == 2, let quantifier = Predicate.Quantifier(rawValue: String(last[0])),
                let value = Self.asked(last[1], capability.kind)
            else { return nil }
            return .get(target, property: capability.property, predicate: Predicate(quantifier, value))
        default: return nil
        }
    }

    private func question(_ kind: Piece, _ rest: ArraySlice<Piece>) -> ToolCall? {
        switch String(kind) {
        case "again": return rest.isEmpty ? .ask(.unclear) : nil
        case "value":
            guard let name = rest.first.map({ String($0) }) else { return .ask(.missingValue(property: nil)) }
            let properties = home.kinds.flatMap(\.capabilities).map(\.property)
            return properties.first { Quoting.word($0) == name }.map { .ask(.missingValue(property: $0)) }
        case "which":
            var ids: [String] = []
            for label in rest {
                guard let id = Self.unquoted(label).flatMap(home.device)?.id else { return nil }
                if !ids.contains(id) { ids.append(id) }
            }
            return ids.isEmpty ? nil : .ask(.ambiguousTarget(ids))
        default: return nil
        }
    }

    private func refusal(_ reason: Piece, _ rest: ArraySlice<Piece>) -> ToolCall? {
        guard rest.isEmpty else { return nil }
        let known: [Refusal] = [.noSuchDevice, .unsupported(""), .outOfRange(""), .notAboutHome]
        return known.first { $0.code == String(reason) }.map { .refuse($0) }
    }

    private func target(_ text: Piece) -> (Target, [Capability], [Verb])? {
        if let label = Self.unquoted(text) {
            return home.device(label).map { (.device($0.id), $0.capabilities, $0.verbs) }
        }
        var rest = text
        guard Self.take("all ", from: &rest) else { return nil }
        // The longest type first: one may begin as another does.
        let types = home.types.sorted { $0.count > $1.count }
        guard let type = types.first(where: { Self.take(Quoting.word($0), from: &rest) }) else { return nil }
        var scope = Scope.everywhere
        if Self.take(" in ", from: &rest) {
            guard let label = Self.quoted(from: &rest), let found = home.scope(label) else { return nil }
            scope = found
        }
        var except: [String] = []
        if Self.take(" but ", from: &rest) {
            repeat {
                guard let id = Self.quoted(from: &rest).flatMap(home.device)?.id else { return nil }
                if !except.contains(id) { except.append(id) }
            } while Self.take(" and ", from: &rest)
        }
        guard rest.isEmpty else { return nil }
        let all = Groups.union(of: home.home.filter { $0.type == type })
        return (.group(type: type, scope: scope, except: except), all.capabilities, all.verbs)
    }

    private func values(_ texts: [Piece], of verb: Verb) -> [String: Value]? {
        var values: [String: Value] = [:]
        for text in texts {
            var isKnown = false
            for argument in verb.arguments where !isKnown {
                var rest = text
                guard Self.take("\(Quoting.word(argument.name)): ", from: &rest),
                    let value = Self.value(rest, argument.kind)
                else { continue }
                values[argument.name] = values[argument.name] ?? value
                isKnown = true
            }
            if !isKnown { return nil }
        }
        return values
    }
}

// MARK: - Pieces

extension BitNetReader {
    /// The parts between commas that stand in no quotes.
    private static func arguments(_ text: Piece) -> [Piece] {
        var parts: [Piece] = []
        var start = text.startIndex
        var isQuoted = false
        for index in text.indices {
            if text[index] == "\"" { isQuoted.toggle() }
            if text[index] == ",", !isQuoted {
                parts.append(text[start..<index])
                start = text.index(after: index)
                if start < text.endIndex, text[start] == " " { start = text.index(after: start) }
            }
        }
        parts.append(text[start...])
        return parts
    }

    private static func take(_ start: String, from text: inout Piece) -> Bool {
        guard text.starts(with: start.unicodeScalars) else { return false }
        text = text.dropFirst(start.unicodeScalars.count)
        return true
    }

    /// What stands in the quotes with which the text begins.
    private static func quoted(from text: inout Piece) -> String? {
        guard text.first == "\"", let end = text.dropFirst().firstIndex(of: "\"") else { return nil }
        defer { text = text[text.index(after: end)...] }
        return String(text[text.index(after: text.startIndex)..<end])
    }

    /// What stands in quotes, if the text is nothing else.
    private static func unquoted(_ text: Piece) -> String? {
        var rest = text
        guard let inner = quoted(from: &rest), rest.isEmpty else { return nil }
        return inner
    }

    private static func value(_ text: Piece, _ kind: PropertyKind) -> Value? {
        switch kind {
        case .choice(let names): return names.first { Quoting.word($0) == String(text) }.map { .name($0) }
        case .flag: return ["true": .flag(true), "false": .flag(false)][String(text)]
        case .range: return number(text)
        case .reading: return nil
        }
    }

    /// A value that is asked about; what an appliance only reports can be asked about in any plain word.
    private static func asked(_ text: Piece, _ kind: PropertyKind) -> Value? {
        guard case .reading = kind else { return value(text, kind) }
        return number(text) ?? (PilotVocabulary.reportedNames.contains(String(text)) ? .name(String(text)) : nil)
    }

    private static func value(_ text: Piece, _ kind: ArgumentKind) -> Value? {
        switch kind {
        case .choice(let names): names.first { Quoting.word($0) == String(text) }.map { .name($0) }
        case .number: number(text)
        case .words: text.isEmpty ? nil : .name(String(text))
        }
    }

    private static func number(_ text: Piece) -> Value? {
        guard let number = Double(String(text)), number.isFinite else { return nil }
        return .number(number)
    }
}
