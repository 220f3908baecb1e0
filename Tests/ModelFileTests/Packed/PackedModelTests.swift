import JSONText
import ModelFile
import Testing

/// The error that opening and verifying a file ends in, if any.
func mistake(_ path: String) -> ModelFileError? {
    do {
        try PackedModel(path: path).verify()
        return nil
    } catch {
        return error
    }
}

@Suite struct PackedModelTests {
    private func checkpoint() -> Checkpoint {
        var checkpoint = Checkpoint(
            smallShape, seed: 7,
            trivet: ["name": "small", "dialect": "pilot", "languages": ["en"], "card": ["licence": "none"]])
        checkpoint.tokenizer = Checkpoint.tokenizer(words: [" lamp", " light"], controls: ["set", "end"])
        return checkpoint
    }

    @Test func whatIsImportedComesBack() throws {
        let scratch = Scratch()
        let model = try PackedModel(path: checkpoint().importModel(scratch))
        try model.verify()
        #expect(model.metadata.name == "small")
        #expect(model.metadata.dialect == "pilot")
        #expect(model.metadata.languages == ["en"])
        #expect(model.metadata.card == ["licence": "none"])
        #expect(model.metadata.shape == smallShape)
        #expect(model.metadata.preTokenizer == .trivetWords)
        #expect(model.metadata.endTokens == [1])
        #expect(model.tokenizer?.controls.map(\.name) == ["set", "end"])
        #expect(model.tensors.count == 2 + 11 * 2)
        #expect(model.tensors.allSatisfy { $0.offset % 64 == 0 })
        #expect(names(scratch.path) == ["config.json", "model.safetensors", "model.trivet", "tokenizer.json"])
    }

    @Test func everyTruncationIsToldFromAWholeFile() throws {
        let scratch = Scratch()
        let bytes = contents(try checkpoint().importModel(scratch))
        var lengths = Array(0..<200) + [bytes.count - 1, bytes.count - 64]
        var random = Seeded(3)
        for _ in 0..<200 { lengths.append(Int(random.next() % UInt64(bytes.count))) }
        for length in lengths {
            let path = scratch.write("cut", Array(bytes[..<length]))
            let error = try #require(mistake(path), "a file cut to \(length) bytes was accepted")
            #expect(error.path == path)
            #expect(!"\(error)".isEmpty)
        }
        #expect(mistake(scratch.write("long", bytes + [0])) != nil)
    }

    @Test func everyFlippedBitIsFound() throws {
        let scratch = Scratch()
        let bytes = contents(try checkpoint().importModel(scratch))
        var random = Seeded(4)
        for round in 0..<600 {
            var changed = bytes
            // The head is small and interesting: half of the flips go there.
            let limit = round % 2 == 0 ? bytes.count : 4096
            let at = Int(random.next() % UInt64(limit))
            changed[at] ^= 1 << UInt8(random.next() % 8)
            #expect(mistake(scratch.write("flipped", changed)) != nil, "a flipped bit in byte \(at) was not found")
        }
    }

    /// With the checksums made right again the content itself has to be caught, or be harmless; never a crash.
    @Test func sealedNonsenseIsSafe() throws {
        let scratch = Scratch()
        let bytes = contents(try checkpoint().importModel(scratch))
        var random = Seeded(5)
        var accepted = 0
        for _ in 0..<1000 {
            var changed = bytes
            for _ in 0...(random.next() % 3) {
                let at = Int(random.next() % 9000) % bytes.count
                if random.next() % 2 == 0 {
                    changed[at] = [0x00, 0xFF, 0x7F, 0x80, 0x01][Int(random.next() % 5)]
                } else {
                    changed[at] ^= 1 << UInt8(random.next() % 8)
                }
            }
            PackedFormat.seal(&changed)
            if mistake(scratch.write("sealed", changed)) == nil { accepted += 1 }
        }
        #expect(accepted < 1000)
    }

    @Test func hugeCountsAreRefused() throws {
        let scratch = Scratch()
        let bytes = contents(try checkpoint().importModel(scratch))
        for offset in [16, 24, 32, 40] {
            for value in [UInt64.max, UInt64.max - 63, 1 << 63, 1 << 62, 1 << 40, UInt64(Int64.max), 0] {
                var changed = bytes
                for index in 0..<8 { changed[offset + index] = UInt8(truncatingIfNeeded: value >> UInt64(8 * index)) }
                PackedFormat.seal(&changed)
                #expect(mistake(scratch.write("huge", changed)) != nil, "\(value) at \(offset) was accepted")
            }
        }
    }

    @Test func foreignFilesAreNamed() {
        let scratch = Scratch()
        func text(_ bytes: [UInt8]) -> String { mistake(scratch.write("foreign", bytes))?.description ?? "" }
        #expect(text([]).contains("empty"))
        #expect(text(Array("GGUF\u{3}\0\0\0 and more of it".utf8)).contains("GGUF"))
        #expect(text(Checkpoint.safetensors(header: "{}", data: [])).contains("safetensors"))
        #expect(text(Array("version https://git-lfs.github.com/spec/v1".utf8)).contains("Git LFS"))
        #expect(text(Array("hello".utf8)).contains("does not begin with"))
        #expect(text(Array("TRIVET\0\u{1}".utf8)).contains("cut off"))
        #expect(text(Array("TRIVET\0\u{1}\u{9}\0\0\0".utf8) + [UInt8](repeating: 0, count: 90)).contains("version 9"))
    }

    @Test func whatCannotBeMappedIsToldWithTheReason() {
        #expect(mistake("/nonexistent/model.trivet")?.description.contains("No such file") == true)
        #expect(mistake("/tmp")?.problem == .notARegularFile)
    }

    @Test func aCodeThatIsNoWeightIsFoundByVerify() throws {
        let scratch = Scratch()
        let path = try checkpoint().importModel(scratch)
        let offset = try PackedModel(path: path).tensor("layer.1.gate")!.offset
        var bytes = contents(path)
        bytes[offset + 5] = 20  // one of the 13 bytes that no five weights make
        PackedFormat.seal(&bytes)
        let error = try #require(mistake(scratch.write("spoilt", bytes)))
        #expect("\(error)".contains("layer.1.gate") && "\(error)".contains("stands for no weight"))
    }
}
