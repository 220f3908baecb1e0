import ModelFile
import Testing

@Suite struct GGUFFileTests {
    /// What opening a file ends in.
    private func problem(_ bytes: [UInt8]) throws -> (offset: UInt64, field: String, what: String)? {
        let scratch = Scratch()
        let path = scratch.write("model.gguf", bytes)
        do {
            _ = try GGUFFile(path: path)
            return nil
        } catch {
            #expect(error.path == path)
            guard case .malformed(let offset, let field, let what) = error.problem else {
                Issue.record("\(error)")
                return nil
            }
            return (offset, field, what)
        }
    }

    private func expect(
        _ file: RawGGUF, _ offset: UInt64, _ field: String, _ what: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let problem = try #require(try problem(file.bytes), "was accepted", sourceLocation: sourceLocation)
        #expect(problem.offset == offset, "\(problem)", sourceLocation: sourceLocation)
        #expect(problem.field.contains(field), "\(problem)", sourceLocation: sourceLocation)
        #expect(problem.what.contains(what), "\(problem)", sourceLocation: sourceLocation)
    }

    /// A file with a key and two tensors.
    private func small() -> RawGGUF {
        var file = RawGGUF()
        file.add("general.name", text: "small")
        file.add("first", [8], .f32, [UInt8](repeating: 1, count: 32))
        file.add("second", [4, 4], .f32, [UInt8](repeating: 2, count: 64))
        return file
    }

    @Test func aFileOfAnotherWriterIsRead() throws {
        let scratch = Scratch()
        let file = try GGUFFile(path: scratch.write("g", GGUFGoldens.file))
        #expect(file.version == 3)
        #expect(file.text("general.architecture") == "bitnet-b1.58")
        #expect(file.text("general.name") == "written elsewhere")
        #expect(file.keys["a.uint32"] == .unsigned(4_000_000_000))
        #expect(file.keys["a.int32"] == .signed(-5))
        #expect(file.keys["a.uint64"] == .unsigned(1 << 63))
        #expect(file.integer("a.uint64") == nil)
        #expect(file.integer("a.int64") == -1 << 62)
        #expect(file.number("a.float32") == 0.5)
        #expect(file.number("a.float64") == 0.1)
        #expect(file.keys["a.bool"] == .bool(true))
        #expect(file.integer("a.uint8") == 200 && file.integer("a.int8") == -100)
        #expect(file.integer("a.uint16") == 60_000 && file.integer("a.int16") == -30_000)
        #expect(file.array("an.array", of: .int32)?.count == 3)
        #expect(file.array("an.array", of: .string) == nil)
        #expect(file.array("an.array.of.texts", of: .string)?.count == 4)
        #expect(file.tensors.map(\.name) == ["vector", "matrix"])
        #expect(file.tensors[1].columns == 4 && file.tensors[1].rows == 3 && file.tensors[1].type == .f16)
        let vector = file.tensors[0].range
        let third = file.file.withBytes {
            $0.unsafeLoadUnaligned(fromByteOffset: vector.lowerBound + 12, as: Float.self)
        }
        #expect(third == 3)
    }

    @Test func aSmallFileOfEitherVersionIsRead() throws {
        var file = small()
        #expect(try problem(file.bytes) == nil)
        file.version = 2
        #expect(try problem(file.bytes) == nil)
        file.add("general.alignment", number: 64)
        file.alignment = 64
        #expect(try problem(file.bytes) == nil)
    }

    @Test func foreignFilesAndVersions() throws {
        var file = small()
        file.magic = Array("GGML".utf8)
        try expect(file, 0, "magic", "not that of a GGUF file")
        for version in [0, 1, 4, 77] as [UInt32] {
            file = small()
            file.version = version
            try expect(file, 4, "version", "is \(version)")
        }
        for version in [2, 3] as [UInt32] {
            file.version = version.byteSwapped
            try expect(file, 4, "version", "big-endian")
        }
    }

    @Test func everyTruncationIsTold() throws {
        let bytes = RawGGUF.model(blockShape, tokenizer: true).bytes
        let head = try #require(bytes.indices.last { bytes[$0] != 0 })
        var lengths = Array(0..<600)
        var random = Seeded(2)
        for _ in 0..<300 { lengths.append(Int(random.next() % UInt64(head))) }
        for length in lengths { #expect(try problem(Array(bytes[..<length])) != nil, "cut to \(length) bytes") }
    }

    @Test(arguments: [65_537, 1 << 32, 1 << 61, 1 << 63, UInt64.max]) func counts(_ count: UInt64) throws {
        var file = small()
        file.tensorCount = count
        try expect(file, 8, "number of tensors", "is \(count)")
        file = small()
        file.keyCount = count
        try expect(file, 16, "number of keys", "is \(count)")
    }

    @Test func moreKeysOrTensorsThanThereAre() throws {
        var file = small()
        file.keyCount = 60_000
        #expect(try problem(file.bytes) != nil)
        file = small()
        file.tensorCount = 60_000
        #expect(try problem(file.bytes) != nil)
    }

    @Test(arguments: [1 << 16, 1 << 32, 1 << 62, 1 << 63, UInt64.max - 7, UInt64.max]) func lengthsOfTexts(
        _ length: UInt64
    ) throws {
        // The name of a key, of a tensor, and a value.
        var bytes = small().bytes
        bytes.replaceSubrange(24..<32, with: RawGGUF.long(length))
        #expect(try #require(try problem(bytes)).offset == 24)
        bytes = small().bytes
        let place = Int(small().place(of: 0))
        bytes.replaceSubrange(place..<place + 8, with: RawGGUF.long(length))
        #expect(try #require(try problem(bytes)).offset == UInt64(place))
        var file = small()
        file.keys[0].value.replaceSubrange(0..<8, with: RawGGUF.long(length))
        try expect(file, 24 + 8 + 12 + 4, "the value of general.name", "has \(length) bytes")
    }

    @Test func namesAreTexts() throws {
        var file = small()
        file.keys[0].name = []
        try expect(file, 24, "the name of key 0", "empty")
        file.keys[0].name = [0xC3, 0x28]
        try expect(file, 24, "the name of key 0", "no UTF-8")
        file = small()
        file.tensors[1].name = [0xFF]
        try expect(file, file.place(of: 1), "the name of tensor 1", "no UTF-8")
        file.tensors[1].name = [UInt8](repeating: 0x61, count: 256)
        try expect(file, file.place(of: 1), "the name of tensor 1", "256 bytes")
    }

    @Test(arguments: [13, 0x8000_0000, UInt32.max]) func unknownTypes(_ type: UInt32) throws {
        var file = small()
        file.keys[0].type = type
        try expect(file, 24 + 8 + 12, "the type of general.name", "is \(type)")
        file = small()
        file.add("list", 9, RawGGUF.word(type) + RawGGUF.long(1) + [0])
        try expect(file, file.place(ofKey: 1) + 16, "the element type of list", "is \(type)")
        file = small()
        file.tensors[0].type = type == 13 ? 37 : type
        try expect(file, file.place(of: 0) + 8 + 5 + 4 + 8, "the type of first", "unknown type")
    }

    @Test func typesOfBitnetTablesAreExplained() throws {
        for type in [38, 39] as [UInt32] {
            var file = small()
            file.tensors[0].type = type
            try expect(file, file.place(of: 0) + 25, "the type of first", "quantise to i2_s")
        }
    }

    @Test(arguments: [UInt64(100), 1 << 31, 1 << 60, 1 << 61, 1 << 62, 1 << 63, UInt64.max]) func lengthsOfArrays(
        _ count: UInt64
    ) throws {
        for element in [0, 4, 8, 10, 12] as [UInt32] {
            var file = small()
            file.tensors = []
            file.add("list", 9, RawGGUF.word(element) + RawGGUF.long(count) + [UInt8](repeating: 0, count: 16))
            try expect(file, file.place(ofKey: 1) + 20, "the length of list", "is \(count)")
        }
    }

    @Test func textsThatRunOutOfTheFile() throws {
        var file = small()
        file.tensors = []
        file.add("list", 9, RawGGUF.word(8) + RawGGUF.long(2) + RawGGUF.text([0x61]) + RawGGUF.long(1 << 40))
        try expect(file, file.place(ofKey: 1) + 28 + 9, "text 1 of list", "has \(1 << 40) bytes")
    }

    @Test func arraysOfArrays() throws {
        var file = small()
        file.add("list", 9, RawGGUF.word(9) + RawGGUF.long(1) + RawGGUF.word(4) + RawGGUF.long(0))
        try expect(file, file.place(ofKey: 1) + 16, "the element type of list", "arrays of arrays")
    }

    @Test func truthValues() throws {
        var file = small()
        file.add("flag", 7, [2])
        try expect(file, file.place(ofKey: 1) + 16, "the value of flag", "neither true nor false")
    }

    @Test func alignments() throws {
        for alignment in [0, 1, 3, 4, 33, 1 << 17, 1 << 31] {
            var file = small()
            file.add("general.alignment", number: alignment)
            try expect(file, file.place(ofKey: 1), "general.alignment", "power of two")
        }
        var file = small()
        file.add("general.alignment", text: "32")
        try expect(file, file.place(ofKey: 1), "general.alignment", "power of two")
        file.keys[1].type = 10
        file.keys[1].value = RawGGUF.long(1 << 63)
        try expect(file, file.place(ofKey: 1), "general.alignment", "power of two")
    }

    @Test func thingsThatAreThereTwice() throws {
        var file = small()
        file.add("general.name", number: 1)
        try expect(file, file.place(ofKey: 1), "general.name", "twice")
        file = small()
        file.tensors[1].name = file.tensors[0].name
        try expect(file, file.place(of: 1), "first", "twice")
    }

    @Test func shapes() throws {
        for count in [0, 5, 4_000_000_000] as [UInt32] {
            var file = small()
            file.tensors[0].dimensionCount = count
            try expect(file, file.place(of: 0) + 13, "the number of dimensions of first", "is \(count)")
        }
        for dimension in [0, 1 << 63, UInt64.max] {
            var file = small()
            file.tensors[0].dimensions = [dimension]
            try expect(file, file.place(of: 0) + 17, "a dimension of first", "is \(dimension)")
        }
        let large: [[UInt64]] = [[1 << 62], [1 << 32, 1 << 32], [1 << 31, 1 << 31, 1 << 31, 1 << 31], [1 << 61, 2]]
        for dimensions in large {
            var file = small()
            file.tensors[0].dimensions = dimensions
            try expect(file, file.place(of: 0) + 17, "the shape of first", "too large")
        }
        for type in GGUFTensorType.allCases where ![.f32, .f16, .bf16, .f64, .i8, .i16, .i32, .i64].contains(type) {
            var file = small()
            file.tensors[0].type = type.rawValue
            file.tensors[0].dimensions = [255]
            try expect(file, file.place(of: 0) + 17, "the shape of first", "no whole number of \(type.name) blocks")
        }
    }

    @Test func placesOfTensors() throws {
        var file = small()
        file.tensors[1].offset = 40
        try expect(file, file.place(of: 1), "the offset of second", "no multiple of 32")
        file.tensors[1].offset = 0
        try expect(file, file.place(of: 1), "second", "overlaps")
        for offset in [64, 1 << 40, 1 << 63, UInt64.max - 31] {
            file.tensors[1].offset = offset
            try expect(file, file.place(of: 1), "the data of second", "the file ends at")
        }
        file = small()
        file.tensors[1].dimensions = [1 << 40]
        try expect(file, file.place(of: 1), "the data of second", "the file ends at")
    }

    @Test func aFileThatIsNotThereOrNoFile() {
        #expect(throws: ModelFileError.self) { _ = try GGUFFile(path: "/nonexistent/model.gguf") }
        #expect(throws: ModelFileError.self) { _ = try GGUFFile(path: "/tmp") }
    }
}
