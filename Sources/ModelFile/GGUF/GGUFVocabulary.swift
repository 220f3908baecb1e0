/// The tokenizer of a GGUF file: where its words lie and what is known of them. The pre-splitting rule of Llama 3 is taken
/// where the file names none: the published files do not, and llama.cpp's own default is not what the model was trained with.
/// The chat template of the file is not read.
struct GGUFVocabulary: Sendable {
    /// The words, in the byte-level alphabet.
    var tokens: GGUFArray
    /// Pairs of words with a space between them, the first merge first.
    var merges: GGUFArray
    /// What each word is, if the file tells.
    var types: GGUFArray?
    /// How many tokens the model has.
    var size: Int
    var preTokenizer: PreTokenizer
    var controls: [TokenizerDefinition.Control] = []
    var beginToken: Int?
    var endTokens: [Int] = []

    /// The kinds of words that are no plain text.
    private enum Kind {
        static let unknown: UInt32 = 2
        static let control: UInt32 = 3
        static let userDefined: UInt32 = 4
        static let unused: UInt32 = 5
    }

    /// Reads the keys; nil if the file has no tokenizer.
    init?(_ file: borrowing GGUFFile, size: Int) throws(ModelFileError) {
        func refuse(_ reason: String) -> ModelFileError {
            ModelFileError(path: file.file.path, problem: .unsuitable([reason]))
        }
        guard let model = file.text("tokenizer.ggml.model"), model != "none", model != "no_vocab" else { return nil }
        guard model == "gpt2" else {
            throw refuse("its tokenizer is of the kind \"\(model)\"; only \"gpt2\", byte-level BPE, is supported")
        }
        guard let tokens = file.array("tokenizer.ggml.tokens", of: .string) else {
            throw refuse("it has no texts tokenizer.ggml.tokens")
        }
        guard let merges = file.array("tokenizer.ggml.merges", of: .string) else {
            throw refuse("it has no texts tokenizer.ggml.merges")
        }
        guard (1...size).contains(tokens.count) else {
            throw refuse("its tokenizer has \(tokens.count) tokens and the model has \(size)")
        }
        let types =
            file.array("tokenizer.ggml.token_type", of: .int32) ?? file.array("tokenizer.ggml.token_type", of: .uint32)
        guard types == nil || types?.count == tokens.count else {
            throw refuse("tokenizer.ggml.token_type has \(types?.count ?? 0) entries for \(tokens.count) tokens")
        }
        switch file.text("tokenizer.ggml.pre") {
        case nil, "llama-bpe", "llama3", "llama-v3", "default": preTokenizer = .llama3
        case PreTokenizer.trivetWords.rawValue: preTokenizer = .trivetWords
        case let name?: throw refuse("its tokenizer cuts text by the rule \"\(name)\", which is not supported")
        }
        (self.tokens, self.merges, self.types, self.size) = (tokens, merges, types, size)

        var controls: [TokenizerDefinition.Control] = []
        var names: Set<String> = []
        try file.forEachText(in: tokens) { token, text throws(ModelFileError) in
            guard isControl(token, text, file) else { return }
            let content = String(decoding: text, as: UTF8.self)
            var name = TokenizerJSON.controlName(content)
            if !names.insert(name).inserted {
                name = content
                guard names.insert(name).inserted else {
                    throw refuse("its tokenizer has the control token \(content) twice")
                }
            }
            controls.append(TokenizerDefinition.Control(name: name, token: token))
        }
        self.controls = controls
        beginToken = file.integer("tokenizer.ggml.bos_token_id")
        endTokens = [
            file.integer("tokenizer.ggml.eos_token_id"), file.integer("tokenizer.ggml.eot_token_id"),
            controls.first { $0.name == "eot_id" }?.token,
        ].compactMap(\.self)
        endTokens = endTokens.enumerated().filter { !endTokens[..<$0.offset].contains($0.element) }.map(\.element)
    }

    private func kind(_ token: Int, _ file: borrowing GGUFFile) -> UInt32 {
        guard let types else { return 1 }
        return file.file.withBytes { $0.number(UInt32.self, at: types.range.lowerBound + 4 * token)! }
    }

    /// True for tokens that no text spells: the file says so, or they are written `<|…|>`.
    private func isControl(_ token: Int, _ text: UnsafeRawBufferPointer, _ file: borrowing GGUFFile) -> Bool {
        if text.isEmpty { return false }
        if kind(token, file) == Kind.control { return true }
        return text.count > 4 && text[0] == 0x3C && text[1] == 0x7C && text[text.count - 2] == 0x7C
            && text[text.count - 1] == 0x3E
    }

    /// Builds the tables: the section of a packed file.
    func section(_ file: borrowing GGUFFile) throws(ModelFileError) -> [UInt8] {
        func refuse(_ reason: String) -> ModelFileError {
            ModelFileError(path: file.file.path, problem: .unsuitable([reason]))
        }
        guard tokens.range.count < Int(UInt32.max), merges.count < Int(UInt32.max) / 32 else {
            throw refuse("its tokenizer is too large")
        }
        var index = TokenIndex(tokens: size, bytes: tokens.range.count)
        let scratch = UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(tokens.range.count, merges.range.count, 8), alignment: 8)
        defer { scratch.deallocate() }
        var nextControl = controls[...]
        try file.forEachText(in: tokens) { token, text throws(ModelFileError) in
            var bytes = text
            if nextControl.first?.token == token {
                nextControl.removeFirst()
                bytes = UnsafeRawBufferPointer(start: nil, count: 0)
            } else if let count = ByteAlphabet.decode(text, into: scratch) {
                bytes = UnsafeRawBufferPointer(rebasing: scratch[..<count])
                if [Kind.unknown, Kind.unused].contains(kind(token, file)) { bytes = .init(start: nil, count: 0) }
            } else if kind(token, file) != Kind.userDefined {
                throw refuse(
                    "token \(token), \"\(String(decoding: text, as: UTF8.self))\", is not in the byte-level alphabet")
            }
            do throws(TokenIndex.Refusal) {
                try index.append(bytes)
            } catch {
                switch error {
                case .isThereAlready(let other): throw refuse("token \(token) has the same bytes as token \(other)")
                case .collides: throw refuse("its tokens cannot be told apart quickly")
                }
            }
        }
        for _ in tokens.count..<size {
            do throws(TokenIndex.Refusal) { try index.append(.init(start: nil, count: 0)) } catch {}
        }
        for byte in 0...255 as ClosedRange<UInt8> where withUnsafeBytes(of: byte, { index.token($0) }) == nil {
            throw refuse("its tokenizer has no token for the byte \(byte)")
        }

        let table = MergeTable(merges: merges.count)
        try file.forEachText(in: merges) { rank, text throws(ModelFileError) in
            guard let merge = merge(text, index, scratch) else {
                throw refuse(
                    "merge \(rank), \"\(String(decoding: text, as: UTF8.self))\", is no pair of tokens that make a token"
                )
            }
            guard table.insert(merge.left, merge.right, rank: rank, result: merge.result) else {
                throw refuse("its merges cannot be told apart quickly")
            }
        }
        return TokenizerTables.encode(
            index, table, mergeCount: merges.count, controls: controls,
            takesWholePieces: preTokenizer == .llama3)
    }

    private func merge(
        _ text: UnsafeRawBufferPointer, _ index: borrowing TokenIndex, _ scratch: UnsafeMutableRawBufferPointer
    ) -> TokenizerDefinition.Merge? {
        // The alphabet writes a space as another character, so that the first one stands between the two.
        guard let space = text.firstIndex(of: 0x20),
            let middle = ByteAlphabet.decode(UnsafeRawBufferPointer(rebasing: text[..<space]), into: scratch),
            let rest = ByteAlphabet.decode(
                UnsafeRawBufferPointer(rebasing: text[(space + 1)...]),
                into: UnsafeMutableRawBufferPointer(rebasing: scratch[middle...])),
            middle > 0, rest > 0,
            let left = index.token(UnsafeRawBufferPointer(rebasing: scratch[..<middle])),
            let right = index.token(UnsafeRawBufferPointer(rebasing: scratch[middle..<middle + rest])),
            let result = index.token(UnsafeRawBufferPointer(rebasing: scratch[..<(middle + rest)]))
        else { return nil }
        return TokenizerDefinition.Merge(left: left, right: right, result: result)
    }
}
