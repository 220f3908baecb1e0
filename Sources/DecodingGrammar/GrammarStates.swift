/// The states of an automaton, made when they are first reached and kept.
///
/// A state is a set of *terms*; a term is what is still to be said: a part of the grammar, how far it was said, and the
/// term behind it. Terms and states are interned, so that equal ones have equal numbers. State 0 is the start.
struct GrammarStates: Sendable {
    /// A part of the grammar that was begun. What `a` and `b` mean depends on the part:
    /// literal: `a` is the byte to say next; repetition: `a` rounds are still needed and `b` allowed;
    /// excerpt: `a` is the byte to say next, `b` how many words were begun, negative between two words;
    /// text: `a` is the place within a character, 0 between two.
    private struct Item: Hashable {
        var part: Int32
        var a: Int = 0
        var b: Int = 0
        var number = NumberRange.Prefix()
    }

    private struct Term: Hashable {
        var item: Item
        /// The number of the term behind it, or `nothing`.
        var next: Int32
    }

    private struct State {
        /// The terms that begin with something to say.
        var terms: [Int32]
        var isAccepting: Bool
        var bytes: ByteSet
        var controls: [Int]
        /// Where its next states are in `successors`: one place for each byte of `bytes`, then one for each control.
        var successors: Int
    }

    private static let nothing: Int32 = -1
    private static let unknown: Int32 = -1

    private let program: GrammarProgram
    private var terms: [Term] = []
    private var termNumbers: [Term: Int32] = [:]
    private var states: [State] = []
    private var stateNumbers: [[Int32]: Int32] = [:]
    private var successors: [Int32] = []

    init(_ program: GrammarProgram) {
        self.program = program
        _ = state(of: [begin(program.root, before: Self.nothing)])
    }

    func isAccepting(_ state: Int32) -> Bool { states[Int(state)].isAccepting }
    func bytes(_ state: Int32) -> ByteSet { states[Int(state)].bytes }
    func controls(_ state: Int32) -> [Int] { states[Int(state)].controls }

    mutating func advance(_ state: Int32, byte: UInt8) -> Int32? {
        let index = Int(state)
        guard states[index].bytes.contains(byte) else { return nil }
        let place = states[index].successors + states[index].bytes.rank(of: byte)
        if successors[place] != Self.unknown { return successors[place] }
        var reached: [Int32] = []
        for term in states[index].terms {
            if let next = step(terms[Int(term)], byte) { reached.append(next) }
        }
        let next = self.state(of: reached)
        successors[place] = next
        return next
    }

    mutating func advance(_ state: Int32, control: Int) -> Int32? {
        let index = Int(state)
        guard let rank = states[index].controls.firstIndex(of: control) else { return nil }
        let place = states[index].successors + states[index].bytes.count + rank
        if successors[place] != Self.unknown { return successors[place] }
        var reached: [Int32] = []
        for term in states[index].terms {
            if case .control(control) = program.parts[Int(terms[Int(term)].item.part)] {
                reached.append(terms[Int(term)].next)
            }
        }
        let next = self.state(of: reached)
        successors[place] = next
        return next
    }

    /// The term after a byte.
    private mutating func step(_ term: Term, _ byte: UInt8) -> Int32? {
        var item = term.item
        switch program.parts[Int(item.part)] {
        case .literal(let range):
            guard program.text[range.lowerBound + item.a] == byte else { return nil }
            item.a += 1
            if item.a == range.count { return term.next }
        case .number(let range):
            guard let prefix = range.advance(item.number, byte) else { return nil }
            item.number = prefix
        case .excerpt(let words, _):
            guard program.text[item.a] == byte else { return nil }
            item.a += 1
            // Words lie one after the other in the text, each with its space before it.
            let isWordEnd = item.a == words.last!.upperBound || program.text[item.a] == UInt8(ascii: " ")
            if isWordEnd { item.b = -item.b }
        case .text(let rule):
            guard let place = rule.advance(item.a, byte) else { return nil }
            item.a = place
        case .control, .sequence, .choice, .repeated: return nil
        }
        return number(of: item, before: term.next)
    }
}

// MARK: - Making states

extension GrammarStates {
    private mutating func number(of item: Item, before next: Int32) -> Int32 {
        let term = Term(item: item, next: next)
        if let number = termNumbers[term] { return number }
        let number = Int32(terms.count)
        terms.append(term)
        termNumbers[term] = number
        return number
    }

    private mutating func begin(_ part: Int32, before next: Int32) -> Int32 {
        var item = Item(part: part)
        if case .repeated(_, let minimum, let maximum) = program.parts[Int(part)] {
            item.a = minimum
            item.b = maximum
        }
        return number(of: item, before: next)
    }

    /// The state in which one of the terms has to follow.
    private mutating func state(of begun: [Int32]) -> Int32 {
        var closure = Closure(pending: begun)
        while let number = closure.pending.popLast() {
            if number == Self.nothing {
                closure.isAccepting = true
            } else if closure.seen.insert(number).inserted {
                expand(number, &closure)
            }
        }
        closure.leaves.sort()
        // Accepting is not visible in the leaves, so it is part of the key.
        let key = closure.isAccepting ? closure.leaves + [Self.nothing] : closure.leaves
        if let number = stateNumbers[key] { return number }
        var bytes = ByteSet()
        var controls: [Int] = []
        for leaf in closure.leaves { note(terms[Int(leaf)].item, &bytes, &controls) }
        let number = Int32(states.count)
        states.append(
            State(
                terms: closure.leaves, isAccepting: closure.isAccepting, bytes: bytes, controls: controls,
                successors: successors.count))
        successors.append(contentsOf: repeatElement(Self.unknown, count: bytes.count + controls.count))
        stateNumbers[key] = number
        return number
    }

    private struct Closure {
        struct Repetition: Hashable {
            var part: Int32
            var next: Int32
        }
        var pending: [Int32]
        var seen: Set<Int32> = []
        var leaves: [Int32] = []
        var isAccepting = false
        /// How many rounds of a repetition were looked at already; fewer rounds can say nothing more.
        var rounds: [Repetition: Int] = [:]
    }

    private mutating func expand(_ number: Int32, _ closure: inout Closure) {
        let term = terms[Int(number)]
        let item = term.item
        switch program.parts[Int(item.part)] {
        case .control: closure.leaves.append(number)
        case .literal(let range):
            if range.isEmpty { closure.pending.append(term.next) } else { closure.leaves.append(number) }
        case .sequence(let members):
            var next = term.next
            for member in members.reversed() { next = begin(member, before: next) }
            closure.pending.append(next)
        case .choice(let members):
            for member in members { closure.pending.append(begin(member, before: term.next)) }
        case .repeated(let member, _, _):
            expandRepetition(term, of: member, &closure)
        case .number(let range):
            if range.isComplete(item.number) { closure.pending.append(term.next) }
            closure.leaves.append(number)
        case .excerpt(let words, let maximum):
            expandExcerpt(number, words, maximum, &closure)
        case .text:
            if item.a == 0 { closure.pending.append(term.next) }
            closure.leaves.append(number)
        }
    }

    private mutating func expandRepetition(_ term: Term, of member: Int32, _ closure: inout Closure) {
        var rest = term.item
        if rest.a == 0 {
            closure.pending.append(term.next)
            if program.nullable[Int(member)] {
                let repetition = Closure.Repetition(part: rest.part, next: term.next)
                if let rounds = closure.rounds[repetition], rounds >= rest.b { return }
                closure.rounds[repetition] = rest.b
            }
        }
        guard rest.b > 0 else { return }
        rest.a = max(0, rest.a - 1)
        if rest.b < .max { rest.b -= 1 }
        closure.pending.append(begin(member, before: number(of: rest, before: term.next)))
    }

    private mutating func expandExcerpt(
        _ number: Int32, _ words: [Range<Int>], _ maximum: Int, _ closure: inout Closure
    ) {
        let term = terms[Int(number)]
        var item = term.item
        if item.b > 0 {
            closure.leaves.append(number)
        } else if item.b == 0 {
            item.b = 1
            for word in words {
                item.a = word.lowerBound
                closure.pending.append(self.number(of: item, before: term.next))
            }
        } else {
            closure.pending.append(term.next)
            guard -item.b < maximum, item.a < words.last!.upperBound else { return }
            item.b = 1 - item.b
            closure.pending.append(self.number(of: item, before: term.next))
        }
    }

    private func note(_ item: Item, _ bytes: inout ByteSet, _ controls: inout [Int]) {
        switch program.parts[Int(item.part)] {
        case .literal(let range): bytes.insert(program.text[range.lowerBound + item.a])
        case .control(let number): if !controls.contains(number) { controls.append(number) }
        case .number(let range):
            for byte in NumberRange.alphabet where range.advance(item.number, byte) != nil { bytes.insert(byte) }
        case .excerpt: bytes.insert(program.text[item.a])
        case .text(let rule): bytes.formUnion(rule.allowedBytes(item.a))
        case .sequence, .choice, .repeated: break
        }
    }
}
