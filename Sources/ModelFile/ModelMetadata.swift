import JSONText

/// How a tokenizer cuts text into pieces before it merges bytes.
public enum PreTokenizer: String, Sendable, Hashable, CaseIterable {
    /// Digits alone, words with the space before them, everything else alone.
    case trivetWords = "trivet-words"
    /// The splitting rule of Llama 3.
    case llama3
}

/// What a packed model says about itself.
public struct ModelMetadata: Sendable, Hashable {
    /// The only architecture so far.
    public static let architecture = "bitnet-b1.58"

    /// What it is called.
    public var name: String
    /// How it is spoken to (`pilot`, `bitnet`); nil for a model that nobody taught to act.
    public var dialect: String?
    /// The languages it understands, as BCP 47 codes.
    public var languages: [String]
    /// Its card: free texts by title.
    public var card: [String: String]
    /// Its sizes.
    public var shape: ModelShape
    /// The base of the position encoding.
    public var ropeTheta: Double
    /// What is added under the root of a norm.
    public var normEpsilon: Double
    /// The longest context it was made for.
    public var contextLength: Int
    /// The token that begins every text, if there is one.
    public var beginToken: Int?
    /// The tokens that end an answer.
    public var endTokens: [Int]
    /// How its tokenizer cuts text; nil for a model without a tokenizer.
    public var preTokenizer: PreTokenizer?

    /// Metadata of a model.
    public init(
        name: String, dialect: String? = nil, languages: [String] = [], card: [String: String] = [:],
        shape: ModelShape, ropeTheta: Double, normEpsilon: Double, contextLength: Int, beginToken: Int? = nil,
        endTokens: [Int] = [], preTokenizer: PreTokenizer? = nil
    ) {
        self.name = name
        self.dialect = dialect
        self.languages = languages
        self.card = card
        self.shape = shape
        self.ropeTheta = ropeTheta
        self.normEpsilon = normEpsilon
        self.contextLength = contextLength
        self.beginToken = beginToken
        self.endTokens = endTokens
        self.preTokenizer = preTokenizer
    }

    /// Everything that is wrong with it; empty for metadata that the engine can run.
    public var problems: [String] {
        var problems = shape.problems
        if !(1...1_048_576).contains(contextLength) {
            problems.append("the context length is \(contextLength) and must be 1 to 1048576")
        }
        if !(ropeTheta > 1 && ropeTheta < 1e30) {
            problems.append("the base of the position encoding is \(ropeTheta) and must be above 1")
        }
        if !(normEpsilon > 0 && normEpsilon < 1) {
            problems.append("the epsilon of the norms is \(normEpsilon) and must be between 0 and 1")
        }
        for token in [beginToken].compactMap(\.self) + endTokens where !(0..<shape.vocabulary).contains(token) {
            problems.append("token \(token) is named as a begin or end token and there are only \(shape.vocabulary)")
        }
        return problems
    }
}

extension ModelMetadata {
    /// The metadata as the JSON section of a packed file.
    var json: JSON {
        .object([
            "architecture": .string(Self.architecture),
            "name": .string(name),
            "dialect": dialect.map(JSON.string),
            "languages": .array(languages.map(JSON.string)),
            "hidden": .number(shape.hidden),
            "feed_forward": .number(shape.feedForward),
            "layers": .number(shape.layers),
            "heads": .number(shape.heads),
            "key_value_heads": .number(shape.keyValueHeads),
            "vocabulary": .number(shape.vocabulary),
            "rope_theta": .number(ropeTheta),
            "norm_epsilon": .number(normEpsilon),
            "context_length": .number(contextLength),
            "begin_token": beginToken.map { JSON.number($0) },
            "end_tokens": .array(endTokens.map { JSON.number($0) }),
            "pre_tokenizer": preTokenizer.map { .string($0.rawValue) },
            "card": .object(card.sorted { $0.key < $1.key }.map { JSON.Member(key: $0.key, value: .string($0.value)) }),
        ])
    }

    /// Reads the JSON section. All mistakes are told at once.
    init(json: JSON, path: String) throws(ModelFileError) {
        var mistakes: [String] = []
        func whole(_ key: String) -> Int {
            if let value = json[key]?.integer { return value }
            mistakes.append("the metadata lacks the whole number \"\(key)\"")
            return 0
        }
        func number(_ key: String) -> Double {
            if let value = json[key]?.number { return value }
            mistakes.append("the metadata lacks the number \"\(key)\"")
            return 0
        }
        let architecture = json["architecture"]?.string ?? "(none)"
        if architecture != Self.architecture {
            mistakes.append("its architecture is \(architecture) and this program runs \(Self.architecture)")
        }
        self.init(
            name: json["name"]?.string ?? "unnamed", dialect: json["dialect"]?.string,
            languages: json["languages"]?.array?.compactMap(\.string) ?? [],
            shape: ModelShape(
                hidden: whole("hidden"), feedForward: whole("feed_forward"), layers: whole("layers"),
                heads: whole("heads"), keyValueHeads: whole("key_value_heads"), vocabulary: whole("vocabulary")),
            ropeTheta: number("rope_theta"), normEpsilon: number("norm_epsilon"),
            contextLength: whole("context_length"), beginToken: json["begin_token"]?.integer,
            endTokens: json["end_tokens"]?.array?.compactMap(\.integer) ?? [])
        for member in json["card"]?.object ?? [] { card[member.key] = member.value.string }
        if let name = json["pre_tokenizer"]?.string {
            preTokenizer = PreTokenizer(rawValue: name)
            if preTokenizer == nil {
                mistakes.append("its tokenizer cuts text by the rule \"\(name)\", which is unknown")
            }
        }
        if mistakes.isEmpty { mistakes = problems }
        if !mistakes.isEmpty { throw ModelFileError(path: path, problem: .unsuitable(mistakes)) }
    }
}
