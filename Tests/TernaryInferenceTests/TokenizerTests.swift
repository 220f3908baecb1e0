import JSONText
import ModelFile
import TernaryInference
import Testing

@Suite struct TokenizerTests {
    /// All bytes, some merges, two controls.
    private func tokenizer(_ merges: [(String, String)], _ rule: PreTokenizer = .trivetWords, whole: Bool = false)
        throws
        -> Tokenizer
    {
        var tokens = (0...255).map { [UInt8($0)] }
        var list: [TokenizerDefinition.Merge] = []
        for (left, right) in merges {
            tokens.append(Array((left + right).utf8))
            list.append(
                TokenizerDefinition.Merge(
                    left: tokens.firstIndex(of: Array(left.utf8))!, right: tokens.firstIndex(of: Array(right.utf8))!,
                    result: tokens.count - 1))
        }
        tokens += [[], []]
        let controls = [("set", tokens.count - 2), ("end", tokens.count - 1)].map {
            TokenizerDefinition.Control(name: $0.0, token: $0.1)
        }
        return try Tokenizer(
            TokenizerDefinition(tokens: tokens, merges: list, controls: controls, takesWholePieces: whole),
            preTokenizer: rule)
    }

    private func pieces(_ text: String, _ tokenizer: Tokenizer) -> [String] {
        tokenizer.encode(text).map { String(decoding: tokenizer.bytes(of: $0), as: UTF8.self) }
    }

    @Test func mergesGoByRankThenFromTheLeft() throws {
        let tokenizer = try tokenizer([("b", "c"), ("a", "b"), ("a", "a"), ("aa", "a")])
        #expect(pieces("abc", tokenizer) == ["a", "bc"])
        #expect(pieces("abab", tokenizer) == ["ab", "ab"])
        #expect(pieces("aaa", tokenizer) == ["aaa"])
        #expect(pieces("aaaa", tokenizer) == ["aa", "aa"])
        #expect(pieces("aaaaa", tokenizer) == ["aa", "aaa"])
        #expect(tokenizer.encode("").isEmpty)
    }

    @Test func piecesOfTheTrivetRule() throws {
        // With a merge of every neighbour the pieces themselves come out.
        var tokens = (0...255).map { [UInt8($0)] }
        let words = [" lamp", "lamp", " 2", "20", "  ", " é", "a-b", ". ", "é"]
        var merges: [TokenizerDefinition.Merge] = []
        for word in words {
            let bytes = Array(word.utf8)
            for end in 2...bytes.count where !tokens.contains(Array(bytes[..<end])) {
                tokens.append(Array(bytes[..<end]))
                merges.append(
                    TokenizerDefinition.Merge(
                        left: tokens.firstIndex(of: Array(bytes[..<(end - 1)]))!, right: Int(bytes[end - 1]),
                        result: tokens.count - 1))
            }
        }
        let tokenizer = try Tokenizer(
            TokenizerDefinition(tokens: tokens, merges: merges, controls: []), preTokenizer: .trivetWords)
        #expect(pieces(" lamp lamp", tokenizer) == [" lamp", " lamp"])
        #expect(pieces("lamp  lamp", tokenizer) == ["lamp", " ", " lamp"])
        #expect(pieces("lamp 20.", tokenizer) == ["lamp", " ", "2", "0", "."])
        #expect(pieces(". lamp", tokenizer) == [".", " lamp"])
        #expect(pieces("a-b", tokenizer) == ["a", "-", "b"])
        #expect(pieces(" é", tokenizer) == [" é"])
        #expect(pieces("  ", tokenizer) == [" ", " "])
    }

    /// Short pieces and long ones are merged in two ways: both have to do what the definition says.
    @Test func longPiecesMergeLikeShortOnes() throws {
        let merges = [("b", "c"), ("a", "b"), ("a", "a"), ("aa", "a"), ("c", "a"), ("bc", "ab"), ("ab", "ab")]
        let tokenizer = try tokenizer(merges)
        let ranks = Dictionary(uniqueKeysWithValues: merges.enumerated().map { ($1.0 + "+" + $1.1, $0) })
        var random = Seeded(3)
        for _ in 0..<300 {
            let text = String((0..<Int(random.next() % 150)).map { _ in Array("abc")[Int(random.next() % 3)] })
            var parts = text.map { String($0) }
            while let (_, index) = parts.indices.dropLast().compactMap({ index in
                ranks[parts[index] + "+" + parts[index + 1]].map { ($0, index) }
            }).min(by: { $0 < $1 }) {
                parts[index] += parts[index + 1]
                parts.remove(at: index + 1)
            }
            #expect(pieces(text, tokenizer) == parts)
        }
    }

    @Test func longInputTakesNoQuadraticTime() throws {
        let tokenizer = try tokenizer([("a", "a"), ("aa", "aa")])
        let tokens = tokenizer.encode(String(repeating: "a", count: 1_000_000))
        #expect(tokens.count == 250_000)
    }

    @Test func wholePiecesOnlyWhereTheTokenizerSaysSo() throws {
        let merges = [("b", "c"), ("a", "b"), ("ab", "c")]  // "abc" is a token that merging does not reach
        #expect(try pieces("abc", tokenizer(merges)) == ["a", "bc"])
        #expect(try pieces("abc", tokenizer(merges, whole: true)) == ["abc"])
    }

    @Test func textNeverMakesControls() throws {
        let tokenizer = try tokenizer([])
        let set = try #require(tokenizer.control("set"))
        #expect(tokenizer.controlName(set) == "set")
        #expect(tokenizer.control("<set>") == nil)
        #expect(tokenizer.controlTokens == ["set", "end"])
        #expect(tokenizer.bytes(of: set).isEmpty)
        for text in ["<set>", "set", "<end>", "\u{0}<set>\n"] {
            #expect(!tokenizer.encode(text).contains { tokenizer.controlName($0) != nil })
            #expect(tokenizer.text(of: tokenizer.encode(text)) == text)
        }
        #expect(tokenizer.bytes(of: -1).isEmpty && tokenizer.bytes(of: 1 << 20).isEmpty)
    }

    @Test func anyTextComesBack() throws {
        var random = Seeded(5)
        for rule in PreTokenizer.allCases {
            let tokenizer = try tokenizer([("b", "c"), (" ", "a"), (" ", " "), ("1", "2")], rule)
            for _ in 0..<300 {
                let scalars = (0..<30).map { _ -> Unicode.Scalar in
                    let pool = Array(" \n\r\t'aAsSlLbcé12٣½中😀-.,ſ\u{A0}\u{2028}\u{301}".unicodeScalars)
                    return pool[Int(random.next() % UInt64(pool.count))]
                }
                let text = String(String.UnicodeScalarView(scalars))
                #expect(Array(tokenizer.text(of: tokenizer.encode(text)).utf8) == Array(text.utf8))
            }
        }
    }

    /// What is found to be a piece of its own before some byte is one in every text that goes on with that byte.
    @Test(arguments: [PreTokenizer.trivetWords, .llama3]) func aPieceThatIsClosedStaysOne(_ rule: PreTokenizer) throws {
        let tokenizer = try tokenizer([], rule)
        var random = Seeded(31)
        let pool = Array(" \n\r\t'aAslLvd12,.\"(-é½中".utf8)
        func text(_ length: Int) -> [UInt8] { (0..<length).map { _ in pool[Int(random.next() % UInt64(pool.count))] } }
        var closed = 0
        for _ in 0..<1_500 {
            let begin = text(1 + Int(random.next() % 12))
            let next = text(1)[0]
            let last = begin[(tokenizer.pieceEnds(begin).dropLast().last ?? 0)...]
            guard tokenizer.isPiece(last, before: [next]) else { continue }
            closed += 1
            for _ in 0..<4 {
                let whole = begin + [next] + text(Int(random.next() % 8))
                if !tokenizer.pieceEnds(whole).contains(begin.count) { Issue.record("\(begin) before \(whole)") }
            }
        }
        #expect(closed > 400)
    }

    @Test func definitionsAreChecked() {
        let bytes = (0...255).map { [UInt8($0)] }
        func problem(_ definition: TokenizerDefinition) -> String {
            do {
                _ = try Tokenizer(definition, preTokenizer: .trivetWords)
                return ""
            } catch { return "\(error)" }
        }
        #expect(problem(TokenizerDefinition(tokens: [], merges: [], controls: [])).contains("256 bytes"))
        #expect(problem(TokenizerDefinition(tokens: bytes + [[65]], merges: [], controls: [])).contains("same bytes"))
        let merge = TokenizerDefinition.Merge(left: 1, right: 2, result: 3)
        #expect(problem(TokenizerDefinition(tokens: bytes, merges: [merge], controls: [])).contains("does not make"))
        let far = TokenizerDefinition.Merge(left: 1, right: 2, result: 3000)
        #expect(problem(TokenizerDefinition(tokens: bytes, merges: [far], controls: [])).contains("not there"))
        let control = TokenizerDefinition.Control(name: "set", token: 65)
        #expect(problem(TokenizerDefinition(tokens: bytes, merges: [], controls: [control])).contains("control set"))
    }

    /// The published vocabulary of Llama 3 and 1,077 strings.
    @Test(.enabled(if: Reference.has("llama3-tokenizer.model"))) func goldensOfLlama3() throws {
        let definition = try TiktokenFile.definition(path: Reference.path("llama3-tokenizer.model")!)
        let tokenizer = try Tokenizer(definition, preTokenizer: .llama3)
        #expect(tokenizer.count == 128_256)
        #expect(tokenizer.control("eot_id") == 128_009)
        for line in contents(Reference.path("tokenizer_golden.jsonl")!).split(separator: 0x0A) {
            let golden = try JSON(parsing: line)
            let text = golden["text"]!.string!
            let ids = golden["ids"]!.array!.map { Int32($0.integer!) }
            #expect(tokenizer.encode(text) == ids, "\(text.debugDescription)")
            #expect(Array(tokenizer.text(of: ids).utf8) == Array(text.utf8))
        }
        for line in contents(Reference.path("tokenizer_golden_long.jsonl")!).split(separator: 0x0A) {
            let golden = try JSON(parsing: line)
            let text = String(repeating: golden["unit"]!.string!, count: golden["repeat"]!.integer!)
            let ids = tokenizer.encode(text)
            #expect(ids.count == golden["n_ids_uncut"]!.integer!)
            #expect(ids.suffix(6) == golden["ids_tail_uncut"]!.array!.map { Int32($0.integer!) }[...])
        }
    }
}
