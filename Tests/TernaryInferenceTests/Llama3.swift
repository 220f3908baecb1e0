import ModelFile

/// The published vocabulary of Llama 3 with the control tokens of a chat. Every way to cut a token into two is a merge.
func llama3Definition() -> TokenizerDefinition {
    var tokens: [[UInt8]] = []
    for line in contents(Reference.path("llama3-tokenizer.model")!).split(separator: 0x0A) {
        tokens.append(decodeBase64(line.prefix { $0 != 0x20 }))
    }
    let numbers = Dictionary(uniqueKeysWithValues: tokens.enumerated().map { ($1[...], $0) })
    var merges: [TokenizerDefinition.Merge] = []
    for (result, token) in tokens.enumerated() where token.count > 1 {
        for cut in 1..<token.count {
            if let left = numbers[token[..<cut]], let right = numbers[token[cut...]] {
                merges.append(TokenizerDefinition.Merge(left: left, right: right, result: result))
            }
        }
    }
    let first = tokens.count
    tokens += [[UInt8]](repeating: [], count: 256)
    let controls = [("begin_of_text", 0), ("end_of_text", 1), ("eot_id", 9)].map {
        TokenizerDefinition.Control(name: $0.0, token: first + $0.1)
    }
    return TokenizerDefinition(tokens: tokens, merges: merges, controls: controls, takesWholePieces: true)
}

private func decodeBase64(_ text: some Sequence<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    var (bits, count) = (UInt32(0), 0)
    for character in text {
        let value: UInt8
        switch character {
        case 0x41...0x5A: value = character - 0x41
        case 0x61...0x7A: value = character - 0x61 + 26
        case 0x30...0x39: value = character - 0x30 + 52
        case 0x2B: value = 62
        case 0x2F: value = 63
        default: continue
        }
        bits = bits << 6 | UInt32(value)
        count += 6
        if count >= 8 {
            count -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
        }
    }
    return bytes
}
