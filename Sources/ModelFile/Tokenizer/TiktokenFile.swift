/// The `tokenizer.model` of Llama 3: a line for each token, its bytes in base64 and its rank. The special tokens are not in
/// it; their names and numbers are known.
public enum TiktokenFile {
    /// Llama 3 has this many special tokens behind the ranks.
    public static let specialCount = 256

    /// The name, without brackets, of a special token counted from the first one.
    static func specialName(_ index: Int) -> String {
        switch index {
        case 0: "begin_of_text"
        case 1: "end_of_text"
        case 2...5: "reserved_special_token_\(index - 2)"
        case 6: "start_header_id"
        case 7: "end_header_id"
        case 8: "reserved_special_token_4"
        case 9: "eot_id"
        default: "reserved_special_token_\(index - 5)"
        }
    }

    private static let lineLimit = 4_194_304
    private static let fileLimit: UInt64 = 64 << 20

    /// Reads a file. `vocabulary` is how many tokens the model has; nil: as many as the file and the special tokens.
    public static func definition(path: String, vocabulary: Int? = nil) throws(ModelFileError) -> TokenizerDefinition {
        let file = try MappedFile(path: path)
        guard UInt64(file.byteCount) <= fileLimit else {
            throw ModelFileError(
                path: path, problem: .tooLarge(field: "the file", limit: fileLimit, actual: UInt64(file.byteCount)))
        }
        let result: Result<[[UInt8]], ModelFileError> = file.withBytes { bytes in
            bytes.withUnsafeBytes { buffer in
                Result { () throws(ModelFileError) in try allTokens(buffer, path: path) }
            }
        }
        var tokens: [[UInt8]] = try result.get()
        let merges = try allMerges(of: tokens, path: path)
        let ranks = tokens.count
        let count = vocabulary ?? ranks + specialCount
        guard count >= ranks else {
            throw ModelFileError(
                path: path, problem: .unsuitable(["it has \(ranks) tokens and the model has only \(count)"]))
        }
        let controls = (0..<min(specialCount, count - ranks)).map {
            TokenizerDefinition.Control(name: specialName($0), token: ranks + $0)
        }
        tokens += [[UInt8]](repeating: [], count: count - ranks)
        return TokenizerDefinition(tokens: tokens, merges: merges, controls: controls, takesWholePieces: true)
    }

    private static func allTokens(_ bytes: UnsafeRawBufferPointer, path: String) throws(ModelFileError) -> [[UInt8]] {
        var tokens: [[UInt8]] = []
        var at = 0
        var line = 1
        while at < bytes.count {
            let end = bytes[at...].firstIndex(of: 0x0A) ?? bytes.count
            if end > at {
                func fail(_ what: String) -> ModelFileError {
                    ModelFileError(
                        path: path, problem: .malformed(offset: UInt64(at), field: "line \(line)", what: what))
                }
                let text = bytes[at..<end]
                guard let space = text.firstIndex(of: 0x20), let token = Base64.decode(text[..<space]), !token.isEmpty
                else { throw fail("is not a token in base64, a space and a rank") }
                guard Int(String(decoding: text[(space + 1)...].prefix { $0 != 0x0D }, as: UTF8.self)) == tokens.count
                else { throw fail("does not have the rank \(tokens.count), which is next") }
                guard tokens.count < lineLimit else { throw fail("is one more than the \(lineLimit) allowed") }
                tokens.append(token)
            }
            at = end + 1
            line += 1
        }
        return tokens
    }

    /// Ranks say which pair merges first: the one whose result has the lowest rank. As merges, these are all cuts of every
    /// token into two tokens, in the order of the results; pairs with the same result in the order of their parts.
    private static func allMerges(of tokens: [[UInt8]], path: String) throws(ModelFileError) -> [TokenizerDefinition
        .Merge]
    {
        func refuse(_ reason: String) -> ModelFileError { ModelFileError(path: path, problem: .unsuitable([reason])) }
        var index = TokenIndex(tokens: tokens.count, bytes: tokens.reduce(0) { $0 + $1.count })
        for (token, bytes) in tokens.enumerated() {
            do throws(TokenIndex.Refusal) {
                let result = bytes.withUnsafeBytes { buffer in
                    Result { () throws(TokenIndex.Refusal) in try index.append(buffer) }
                }
                try result.get()
            } catch {
                switch error {
                case .isThereAlready(let other): throw refuse("token \(token) has the same bytes as token \(other)")
                case .collides: throw refuse("its tokens cannot be told apart quickly")
                }
            }
        }
        var merges: [TokenizerDefinition.Merge] = []
        merges.reserveCapacity(tokens.count * 5 / 2)
        for result in 0..<index.count {
            let bytes = index[result]
            guard bytes.count > 1 else { continue }
            let first = merges.count
            for cut in 1..<bytes.count {
                guard let left = index.token(UnsafeRawBufferPointer(rebasing: bytes[..<cut])),
                    let right = index.token(UnsafeRawBufferPointer(rebasing: bytes[cut...]))
                else { continue }
                merges.append(TokenizerDefinition.Merge(left: left, right: right, result: result))
            }
            if merges.count - first > 1 { merges[first...].sort { ($0.left, $0.right) < ($1.left, $1.right) } }
        }
        return merges
    }
}

/// Base64 with padding, as in RFC 4648.
enum Base64 {
    /// The bytes, or nil where it is not base64.
    static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        guard text.count % 4 == 0 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3)
        var (bits, count, padding) = (UInt32(0), 0, 0)
        for character in text {
            let value: UInt8
            switch character {
            case 0x41...0x5A: value = character - 0x41
            case 0x61...0x7A: value = character - 0x61 + 26
            case 0x30...0x39: value = character - 0x30 + 52
            case 0x2B: value = 62
            case 0x2F: value = 63
            case 0x3D:
                padding += 1
                continue
            default: return nil
            }
            if padding > 0 { return nil }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return padding <= 2 ? bytes : nil
    }
}
