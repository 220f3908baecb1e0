import JSONText
import ModelFile
import Testing

@Suite struct GGUFTokenizerTests {
    private func model(_ change: (inout RawGGUF) -> Void) throws -> GGUFModel {
        let scratch = Scratch()
        var file = RawGGUF.model(blockShape, tokenizer: true)
        change(&file)
        return try GGUFModel(path: scratch.write("model.gguf", file.bytes))
    }

    private func mistake(_ change: (inout RawGGUF) -> Void) -> String {
        do {
            _ = try model(change).makeTokenizerSection()
            return ""
        } catch {
            return "\(error)"
        }
    }

    /// What the keys say is what a definition with the same tokens and merges says.
    @Test func tablesEqualThoseOfADefinition() throws {
        var tokens = (0...255).map { [UInt8($0)] } + ["la", "mp", "lamp"].map { Array($0.utf8) }
        tokens += [[UInt8]](repeating: [], count: 270 - tokens.count)
        let merges = [(108, 97, 256), (109, 112, 257), (256, 257, 258)].map {
            TokenizerDefinition.Merge(left: $0.0, right: $0.1, result: $0.2)
        }
        let controls = ["begin_of_text", "end_of_text", "eot_id"].enumerated().map {
            TokenizerDefinition.Control(name: $0.element, token: 259 + $0.offset)
        }
        let definition = TokenizerDefinition(tokens: tokens, merges: merges, controls: controls, takesWholePieces: true)
        let section = try model { _ in }.makeTokenizerSection()
        #expect(try section == TokenizerTables.prebuilt(definition).0)
    }

    @Test func aFileMayHaveNone() throws {
        let scratch = Scratch()
        let model = try GGUFModel(path: scratch.write("model.gguf", RawGGUF.model(blockShape).bytes))
        #expect(try model.makeTokenizerSection() == nil)
        #expect(model.metadata.preTokenizer == nil && model.metadata.dialect == nil)
        #expect(model.metadata.endTokens.isEmpty && model.metadata.beginToken == nil)
    }

    @Test func controlsByNameWhereTheFileTellsNoTypes() throws {
        let model = try model { $0.remove("tokenizer.ggml.token_type") }
        #expect(model.metadata.endTokens == [260, 261])
        #expect(try model.makeTokenizerSection() == self.model { _ in }.makeTokenizerSection())
    }

    @Test func rulesOfSplitting() throws {
        for rule in ["llama-bpe", "default"] {
            #expect(try model { $0.add("tokenizer.ggml.pre", text: rule) }.metadata.preTokenizer == .llama3)
        }
        let own = try model { $0.add("tokenizer.ggml.pre", text: "trivet-words") }
        #expect(own.metadata.preTokenizer == .trivetWords)
        #expect(mistake { $0.add("tokenizer.ggml.pre", text: "qwen2") }.contains("qwen2"))
    }

    @Test func whatCannotBeATokenizer() {
        func replace(_ name: String, _ texts: [String]) -> String {
            mistake {
                $0.remove(name)
                $0.add(name, texts: texts.map { Array($0.utf8) })
            }
        }
        #expect(
            mistake {
                $0.remove("tokenizer.ggml.model")
                $0.add("tokenizer.ggml.model", text: "llama")
            }.contains("\"llama\""))
        #expect(mistake { $0.remove("tokenizer.ggml.tokens") }.contains("tokenizer.ggml.tokens"))
        #expect(mistake { $0.remove("tokenizer.ggml.merges") }.contains("tokenizer.ggml.merges"))
        #expect(replace("tokenizer.ggml.merges", ["l a", "l z"]).contains("merge 1"))
        for text in ["la", "", " ", "l ", " a", "l  a", "l a m", "€ a"] {
            #expect(replace("tokenizer.ggml.merges", [text]).contains("merge 0"), "\(text)")
        }
        let alphabet = RawGGUF.alphabet.map { String(decoding: $0, as: UTF8.self) }
        func tokens(_ list: [String]) -> String {
            mistake {
                for key in ["tokens", "token_type", "merges"] { $0.remove("tokenizer.ggml." + key) }
                $0.add("tokenizer.ggml.merges", texts: [])
                $0.add("tokenizer.ggml.tokens", texts: list.map { Array($0.utf8) })
            }
        }
        #expect(tokens(alphabet) == "")
        #expect(tokens(alphabet + ["la", "la"]).contains("same bytes"))
        #expect(tokens(alphabet + ["€"]).contains("byte-level alphabet"))
        #expect(tokens(alphabet + [" "]).contains("byte-level alphabet"))
        #expect(tokens(Array(alphabet.dropFirst())).contains("no token for the byte 0"))
        #expect(tokens(alphabet + (0..<20).map { "a\($0)" }).contains("276 tokens and the model has 270"))
        #expect(
            mistake {
                $0.remove("tokenizer.ggml.token_type")
                $0.add("tokenizer.ggml.token_type", numbers: [1, 2])
            }.contains("2 entries"))
        #expect(
            mistake {
                $0.remove("tokenizer.ggml.eos_token_id")
                $0.add("tokenizer.ggml.eos_token_id", number: 270)
            }.contains("token 270"))
    }

    /// Llama 3: the ranks of its `tokenizer.model`, the merges that the published GGUF has.
    @Test(.enabled(if: Reference.path("llama3-tokenizer.model") != nil)) func ranksBecomeThePublishedMerges() throws {
        let definition = try TiktokenFile.definition(path: Reference.path("llama3-tokenizer.model")!)
        #expect(definition.tokens.count == 128_256)
        #expect(definition.merges.count == 280_147)
        #expect(definition.problems.isEmpty)
        let names = Dictionary(uniqueKeysWithValues: definition.controls.map { ($0.token, $0.name) })
        #expect(names.count == 256)
        for (token, name) in [
            (128_000, "begin_of_text"), (128_001, "end_of_text"), (128_005, "reserved_special_token_3"),
            (128_006, "start_header_id"), (128_007, "end_header_id"), (128_008, "reserved_special_token_4"),
            (128_009, "eot_id"), (128_010, "reserved_special_token_5"), (128_255, "reserved_special_token_250"),
        ] { #expect(names[token] == name) }

        // Through a GGUF file and back the tables are the same.
        let shape = ModelShape(hidden: 32, feedForward: 32, layers: 1, heads: 1, keyValueHeads: 1, vocabulary: 128_256)
        let source = try SyntheticWeights(shape: shape, tokenizer: definition)
        let scratch = Scratch()
        let path = scratch.path + "/model.gguf"
        try GGUFExport(tokenizer: definition).write(source, to: path)
        let model = try GGUFModel(path: path)
        #expect(model.metadata.endTokens == [128_001, 128_009] && model.metadata.beginToken == 128_000)
        let isSame = try model.makeTokenizerSection() == TokenizerTables.prebuilt(definition).0
        #expect(isSame)
    }

    @Test func linesOfATokenizerModel() throws {
        let scratch = Scratch()
        let base64 = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        func encoded(_ bytes: [UInt8]) -> String {
            let bits = bytes.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - bytes.count))
            let digits = (0...bytes.count).map { base64[Int(bits >> UInt32(18 - 6 * $0) & 63)] }
            return String(decoding: digits, as: UTF8.self) + String(repeating: "=", count: 3 - bytes.count)
        }
        let lines = (0...255).map { "\(encoded([UInt8($0)])) \($0)" }
        func read(_ lines: [String], vocabulary: Int? = nil) throws -> TokenizerDefinition {
            try TiktokenFile.definition(
                path: scratch.write("tokenizer.model", Array(lines.joined(separator: "\n").utf8)),
                vocabulary: vocabulary)
        }
        func mistake(_ lines: [String], vocabulary: Int? = nil) -> String {
            do {
                _ = try read(lines, vocabulary: vocabulary)
                return ""
            } catch {
                return "\(error)"
            }
        }
        // "ab" by rank 256, then "cab": cuts in two ways, only one of them into tokens.
        let more = lines + ["\(encoded([97, 98])) 256", "\(encoded([99, 97, 98])) 257"]
        let definition = try read(more + [""])
        #expect(definition.tokens.count == 258 + 256 && definition.tokens[257] == [99, 97, 98])
        #expect(definition.merges.map { [$0.left, $0.right, $0.result] } == [[97, 98, 256], [99, 256, 257]])
        #expect(definition.controls.first?.token == 258)
        #expect(try read(more, vocabulary: 260).controls.map(\.name) == ["begin_of_text", "end_of_text"])
        #expect(mistake(more, vocabulary: 200).contains("only 200"))
        #expect(mistake(lines + ["YWI= 300"]).contains("rank 256"))
        #expect(mistake(lines + ["YWI="]).contains("line 257"))
        #expect(mistake(lines + ["Y?I= 256"]).contains("base64"))
        #expect(mistake(lines + ["YW=I 256"]).contains("base64"))
        #expect(mistake(lines + ["\(encoded([97])) 256"]).contains("same bytes"))
        #expect(mistake(["{\"model\":1}"]).contains("line 1"))
    }
}
