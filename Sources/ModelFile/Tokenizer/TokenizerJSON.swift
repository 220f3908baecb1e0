import JSONText

/// Reads the `tokenizer.json` of a checkpoint: byte-level BPE in the form of the `tokenizers` library.
enum TokenizerJSON {
    /// The tokenizer, padded to the vocabulary of the model, and the splitting rule if the file tells one that is known.
    static func decode(_ json: JSON, vocabulary: Int) -> Result<(TokenizerDefinition, PreTokenizer?), Mistakes> {
        var mistakes: [String] = []
        guard let model = json["model"], let entries = model["vocab"]?.object else {
            return .failure(Mistakes(texts: ["tokenizer.json has no model.vocab object"]))
        }
        if let type = model["type"]?.string, type != "BPE" {
            return .failure(Mistakes(texts: ["tokenizer.json has a model of type \(type); only BPE is supported"]))
        }
        if let normalizer = json["normalizer"], !normalizer.isNull {
            mistakes.append("tokenizer.json has a normalizer, which is not supported")
        }

        var tokens = [[UInt8]](repeating: [], count: vocabulary)
        var numbers: [String: Int] = [:]
        numbers.reserveCapacity(entries.count)
        for entry in entries {
            guard let token = entry.value.integer, tokens.indices.contains(token) else {
                mistakes.append(
                    "tokenizer.json gives \"\(entry.key)\" no number below the vocabulary size \(vocabulary)")
                continue
            }
            numbers[entry.key] = token
        }

        var controls: [TokenizerDefinition.Control] = []
        for added in json["added_tokens"]?.array ?? [] {
            guard let token = added["id"]?.integer, let content = added["content"]?.string,
                tokens.indices.contains(token), !content.isEmpty
            else {
                mistakes.append(
                    "tokenizer.json has an added token without content or without a number in the vocabulary")
                continue
            }
            if added["special"]?.bool != true {
                mistakes.append(
                    "tokenizer.json adds \"\(content)\" as a token that is not special, which is not supported")
            }
            numbers[content] = nil
            controls.append(TokenizerDefinition.Control(name: controlName(content), token: token))
        }

        for (text, token) in numbers {
            guard let bytes = ByteAlphabet.bytes(text) else {
                mistakes.append("tokenizer.json has the token \"\(text)\", which is not in the byte-level alphabet")
                continue
            }
            tokens[token] = bytes
        }
        var merges: [TokenizerDefinition.Merge] = []
        let list = model["merges"]?.array ?? []
        merges.reserveCapacity(list.count)
        for (rank, merge) in list.enumerated() {
            guard let (left, right) = pair(merge), let leftToken = numbers[left], let rightToken = numbers[right],
                let result = numbers[left + right]
            else {
                mistakes.append("tokenizer.json has a merge \(rank) whose parts or result are not in the vocabulary")
                continue
            }
            merges.append(TokenizerDefinition.Merge(left: leftToken, right: rightToken, result: result))
        }
        let definition = TokenizerDefinition(
            tokens: tokens, merges: merges, controls: controls, takesWholePieces: model["ignore_merges"]?.bool ?? false)
        if mistakes.isEmpty { mistakes = definition.problems.map { "tokenizer.json: \($0)" } }
        if !mistakes.isEmpty { return .failure(Mistakes(texts: Array(mistakes.prefix(20)))) }
        return .success((definition, preTokenizer(json["pre_tokenizer"])))
    }

    /// Several mistakes at once.
    struct Mistakes: Error { var texts: [String] }

    /// `<set>` and `<|eot_id|>` are called `set` and `eot_id`.
    static func controlName(_ content: String) -> String {
        var name = content[...]
        for (open, close) in [("<|", "|>"), ("<", ">")]
        where name.count > open.count + close.count && name.hasPrefix(open) && name.hasSuffix(close) {
            name = name.dropFirst(open.count).dropLast(close.count)
            break
        }
        return String(name)
    }

    private static func pair(_ merge: JSON) -> (String, String)? {
        if let left = merge[0]?.string, let right = merge[1]?.string, merge.array?.count == 2 { return (left, right) }
        guard let text = merge.string else { return nil }
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
    }

    private static func preTokenizer(_ json: JSON?) -> PreTokenizer? {
        guard let json else { return nil }
        var patterns: [String] = []
        for step in json["pretokenizers"]?.array ?? [json] {
            if let pattern = step["pattern"]?["Regex"]?.string { patterns.append(pattern) }
        }
        return patterns == [llama3Pattern] ? .llama3 : nil
    }

    static let llama3Pattern =
        #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
}
