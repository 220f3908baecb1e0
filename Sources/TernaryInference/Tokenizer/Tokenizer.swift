public import ModelFile

/// Text to tokens and back: byte-level byte-pair encoding with the tables of a model. Text never becomes a control
/// token, whatever it contains.
public struct Tokenizer: Sendable {
    /// How text is cut before bytes are merged.
    public let preTokenizer: PreTokenizer

    private let storage: Storage
    private let tables: TokenizerTables
    private let controls: [String: Int32]
    private let controlNames: [Int32: String]

    /// Where the tables lie.
    private enum Storage: Sendable {
        case file(MappedModel)
        case memory([UInt8])
    }

    /// The tokenizer of a model; nil if it has none.
    init?(_ file: MappedModel) {
        guard let tables = file.tokenizer, let rule = file.metadata.preTokenizer else { return nil }
        self.init(.file(file), tables, rule)
    }

    /// A tokenizer without a file. Its problems are told as an error.
    public init(_ definition: TokenizerDefinition, preTokenizer: PreTokenizer) throws(ModelError) {
        do {
            let (bytes, tables) = try TokenizerTables.prebuilt(definition)
            self.init(.memory(bytes), tables, preTokenizer)
        } catch {
            throw ModelError.file(error)
        }
    }

    private init(_ storage: Storage, _ tables: TokenizerTables, _ preTokenizer: PreTokenizer) {
        self.storage = storage
        self.tables = tables
        self.preTokenizer = preTokenizer
        controls = Dictionary(
            tables.controls.map { ($0.name, Int32($0.token)) }, uniquingKeysWith: { first, _ in first })
        controlNames = Dictionary(
            tables.controls.map { (Int32($0.token), $0.name) }, uniquingKeysWith: { first, _ in first })
    }

    /// How many tokens there are.
    public var count: Int { tables.tokenCount }
    /// The names of all control tokens.
    public var controlTokens: [String] { tables.controls.map(\.name) }

    /// The tokens of a text. No mark of the beginning is added.
    public func encode(_ text: String) -> [Int32] { encode(bytes: Array(text.utf8)) }

    /// The tokens of some bytes of text.
    func encode(bytes: [UInt8]) -> [Int32] {
        var tokens: [Int32] = []
        tokens.reserveCapacity(bytes.count / 3 + 1)
        withLookup { lookup in
            bytes.withUnsafeBufferPointer { bytes in
                var merger = BytePairMerger()
                forEachPiece(of: bytes) { piece in
                    merger.encode(UnsafeBufferPointer(rebasing: bytes[piece]), lookup, into: &tokens)
                }
            }
        }
        return tokens
    }

    /// Where the pieces of a text end.
    package func pieceEnds(_ bytes: [UInt8]) -> [Int] {
        var ends: [Int] = []
        bytes.withUnsafeBufferPointer { bytes in forEachPiece(of: bytes) { ends.append($0.upperBound) } }
        return ends
    }

    /// True if the bytes are a piece of their own whichever of these follows.
    package func isPiece(_ bytes: some Collection<UInt8>, before next: some Sequence<UInt8>) -> Bool {
        next.allSatisfy { byte in
            // A part of a character is of no kind yet, and white space behind white space may still join it: that depends on
            // whether a line break comes. The other rule looks at bytes only.
            if preTokenizer == .llama3 {
                if byte >= 0x80 || Self.isSpace(byte) && bytes.contains(where: Self.isSpace) { return false }
            }
            return pieceEnds(Array(bytes) + [byte]).first == bytes.count
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private func forEachPiece(of bytes: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>) -> Void) {
        switch preTokenizer {
        case .trivetWords: TrivetWords.split(bytes, body)
        case .llama3: Llama3Split.split(bytes, body)
        }
    }

    /// The control token of that name, as in `set`, `end`, `d1`.
    public func control(_ name: String) -> Int32? { controls[name] }

    /// The name of a control token; nil for tokens of text.
    public func controlName(_ token: Int32) -> String? { controlNames[token] }

    /// The bytes of a token: none for control tokens and for numbers that are no tokens.
    public func bytes(of token: Int32) -> [UInt8] {
        guard token >= 0, Int(token) < count else { return [] }
        return withLookup { lookup in Array(lookup.bytes(of: Int(token))) }
    }

    /// The text of some tokens. What is not UTF-8 becomes U+FFFD.
    public func text(of tokens: some Sequence<Int32>) -> String {
        withLookup { lookup in
            var bytes: [UInt8] = []
            for token in tokens where token >= 0 && Int(token) < count {
                bytes.append(contentsOf: lookup.bytes(of: Int(token)))
            }
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    /// Lends the bytes of all tokens.
    func withTokens<R>(_ body: (_ count: Int, _ bytes: (Int) -> UnsafeRawBufferPointer) -> R) -> R {
        withLookup { lookup in body(count) { lookup.bytes(of: $0) } }
    }

    private func withLookup<R>(_ body: (TokenLookup) -> R) -> R {
        switch storage {
        case .file(let file):
            file.withTokenizerBytes { bytes in
                bytes.withUnsafeBytes { body(TokenLookup(base: $0.baseAddress!, tables: tables)) }
            }
        case .memory(let bytes):
            bytes.withUnsafeBytes { body(TokenLookup(base: $0.baseAddress!, tables: tables)) }
        }
    }
}
