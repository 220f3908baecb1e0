/// A grammar as a flat list of parts that refer to one another by number, without the parts that cannot match.
struct GrammarProgram: Sendable {
    /// One part.
    enum Part: Sendable {
        case literal(Range<Int>)
        case control(Int)
        case sequence([Int32])
        case choice([Int32])
        case repeated(Int32, minimum: Int, maximum: Int)
        case number(NumberRange)
        case excerpt(words: [Range<Int>], maximum: Int)
        case text(TextRule)
    }

    private(set) var parts: [Part] = []
    /// The bytes of literals and excerpts.
    private(set) var text: [UInt8] = []
    /// The names of the control symbols.
    private(set) var controls: [String] = []
    private(set) var root: Int32 = 0
    /// For each part whether it may be nothing.
    private(set) var nullable: [Bool] = []

    private var controlNumbers: [String: Int] = [:]
    private let limits: GrammarAutomaton.Limits

    init(_ grammar: Grammar, limits: GrammarAutomaton.Limits) throws(GrammarError) {
        self.limits = limits
        guard let root = try add(grammar, depth: 0) else { throw .empty }
        self.root = root
    }

    /// The number of the part, or nil if nothing matches it.
    private mutating func add(_ grammar: Grammar, depth: Int) throws(GrammarError) -> Int32? {
        guard depth < limits.maximumDepth else { throw .tooDeep(limit: limits.maximumDepth) }
        switch grammar {
        case .literal(let string):
            return try append(.literal(try add(string.utf8)), isNullable: string.isEmpty)
        case .control(let name):
            let number = controlNumbers[name] ?? controls.count
            if number == controls.count {
                controls.append(name)
                controlNumbers[name] = number
            }
            return try append(.control(number), isNullable: false)
        case .sequence(let members):
            var numbers: [Int32] = []
            for member in members {
                guard let number = try add(member, depth: depth + 1) else { return nil }
                numbers.append(number)
            }
            return try append(.sequence(numbers), isNullable: numbers.allSatisfy { nullable[Int($0)] })
        case .choice(let members):
            var numbers: [Int32] = []
            for member in members {
                if let number = try add(member, depth: depth + 1) { numbers.append(number) }
            }
            if numbers.isEmpty { return nil }
            return try append(.choice(numbers), isNullable: numbers.contains { nullable[Int($0)] })
        case .repeated(let member, let minimum, let maximum):
            guard minimum >= 0, maximum >= minimum else {
                throw .badRepetition(minimum: minimum, maximum: maximum)
            }
            guard let number = try add(member, depth: depth + 1) else {
                return minimum == 0 ? try append(.sequence([]), isNullable: true) : nil
            }
            // A member that may be nothing fills up any minimum by itself.
            let minimum = nullable[Int(number)] ? 0 : minimum
            return try append(.repeated(number, minimum: minimum, maximum: maximum), isNullable: minimum == 0)
        case .number(let minimum, let maximum, let decimals):
            guard let range = NumberRange(minimum: minimum, maximum: maximum, decimals: decimals) else {
                throw .badNumber(minimum: minimum, maximum: maximum, decimals: decimals)
            }
            return range.isEmpty ? nil : try append(.number(range), isNullable: false)
        case .excerpt(let source, let maximum):
            var words: [Range<Int>] = []
            for word in source.unicodeScalars.split(whereSeparator: \.properties.isWhitespace) {
                words.append(try add(" \(String(word))".utf8))
            }
            if words.isEmpty || maximum < 1 { return nil }
            return try append(.excerpt(words: words, maximum: maximum), isNullable: false)
        case .text(let characters): return try append(.text(TextRule(without: characters)), isNullable: true)
        }
    }

    private mutating func add(_ bytes: some Sequence<UInt8>) throws(GrammarError) -> Range<Int> {
        let start = text.count
        text.append(contentsOf: bytes)
        guard text.count <= limits.maximumParts else { throw .tooLarge(limit: limits.maximumParts) }
        return start..<text.count
    }

    private mutating func append(_ part: Part, isNullable: Bool) throws(GrammarError) -> Int32 {
        guard parts.count < limits.maximumParts else { throw .tooLarge(limit: limits.maximumParts) }
        parts.append(part)
        nullable.append(isNullable)
        return Int32(parts.count - 1)
    }
}
