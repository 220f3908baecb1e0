/// A tokenizer in a file of its own, as tables: `tokenizer.json`, or the `tokenizer.model` of Llama 3.
struct TokenizerFile: Sendable {
    /// The section of a packed file.
    var section: [UInt8]
    var controls: [TokenizerDefinition.Control]
    /// The splitting rule, if the file tells one that is known.
    var preTokenizer: PreTokenizer?

    private static let limit: UInt64 = 64 << 20

    /// Reads a file; what it is shows in its content. `vocabulary` is how many tokens the model has.
    init(path: String, vocabulary: Int) throws(ModelFileError) {
        let definition: TokenizerDefinition
        if try Self.isJSON(path) {
            switch TokenizerJSON.decode(try CheckpointFolder.json(path, limit: Self.limit), vocabulary: vocabulary) {
            case .success(let found): (definition, preTokenizer) = found
            case .failure(let mistakes): throw ModelFileError(path: path, problem: .unsuitable(mistakes.texts))
            }
        } else {
            definition = try TiktokenFile.definition(path: path, vocabulary: vocabulary)
            preTokenizer = .llama3
        }
        controls = definition.controls
        section = TokenizerTables.encode(definition)
    }

    private static func isJSON(_ path: String) throws(ModelFileError) -> Bool {
        try MappedFile(path: path).withBytes { bytes in
            for at in 0..<min(bytes.byteCount, 64) {
                if let byte = bytes.number(UInt8.self, at: at), byte > 0x20 { return byte == UInt8(ascii: "{") }
            }
            return false
        }
    }
}

extension ModelMetadata {
    /// Takes up what a tokenizer tells: the rule by which it cuts, the token that ends a turn, and with it the way in which
    /// the model is spoken to, where nothing else says it.
    mutating func adopt(_ controls: [TokenizerDefinition.Control], preTokenizer rule: PreTokenizer?) {
        preTokenizer = rule
        guard let turnEnd = controls.first(where: { $0.name == "eot_id" })?.token else { return }
        if !endTokens.contains(turnEnd) { endTokens.append(turnEnd) }
        if dialect == nil { dialect = "bitnet" }
    }
}
