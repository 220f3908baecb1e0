import ModelFile
import Testing

@Suite struct SafetensorsTests {
    private func problem(_ header: String, data: Int = 8) -> String? {
        let scratch = Scratch()
        let path = scratch.write("t", Checkpoint.safetensors(header: header, data: [UInt8](repeating: 0, count: data)))
        do {
            _ = try SafetensorsFile(path: path)
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test func aWellFormedFileIsRead() throws {
        let scratch = Scratch()
        let header =
            #"{"__metadata__":{"format":"pt"},"b":{"dtype":"BF16","shape":[2],"data_offsets":[4,8]},"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}"#
        let file = try SafetensorsFile(
            path: scratch.write("t", Checkpoint.safetensors(header: header, data: [UInt8](repeating: 0, count: 8))))
        #expect(file.tensors.count == 2)
        #expect(file.tensor("b")?.shape == [2])
        #expect(file.tensor("b")?.range.count == 4)
    }

    @Test(arguments: [
        (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, "its shape needs 8"),
        (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#, "outside of the file"),
        (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#, "outside of the file"),
        (#"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#, "no whole number"),
        (#"{"a":{"dtype":"F32","shape":[4294967296,4294967296,4294967296],"data_offsets":[0,8]}}"#, "too large"),
        (#"{"a":{"dtype":"F99","shape":[2],"data_offsets":[0,8]}}"#, "type of a"),
        (#"{"a":{"shape":[2],"data_offsets":[0,8]}}"#, "type of a"),
        (
            #"{"a":{"dtype":"U8","shape":[5],"data_offsets":[0,5]},"b":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}"#,
            "overlaps"
        ),
        (#"{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}"#, "cut off or added to"),
        (
            #"{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"a":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}"#,
            "cannot be read"
        ),
        (#"[1,2]"#, "not a JSON object"),
        (#"{"a":"#, "cannot be read"),
    ])
    func nonsenseIsNamed(header: String, expected: String) throws {
        let text = try #require(problem(header), "\(header) was accepted")
        #expect(text.contains(expected), "\(text)")
    }

    @Test func lengthsOfTheHeader() {
        let scratch = Scratch()
        for length in [UInt64.max, 1 << 63, 99_000_000, 200_000_000, 17] {
            let bytes = (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * UInt64($0))) } + [0x7B, 0x7D]
            #expect(throws: ModelFileError.self) { _ = try SafetensorsFile(path: scratch.write("t", bytes)) }
        }
        for count in 0..<8 {
            #expect(throws: ModelFileError.self) {
                _ = try SafetensorsFile(path: scratch.write("t", [UInt8](repeating: 0, count: count)))
            }
        }
    }

    @Test func alteredFilesNeverCrash() {
        let scratch = Scratch()
        let bytes = Checkpoint(smallShape, seed: 1).safetensors
        var random = Seeded(9)
        for _ in 0..<400 {
            var changed = bytes
            changed[Int(random.next() % 4000)] = UInt8(truncatingIfNeeded: random.next())
            if random.next() % 4 == 0 { changed.removeLast(Int(random.next() % UInt64(changed.count))) }
            do { _ = try SafetensorsFile(path: scratch.write("t", changed)) } catch { #expect(!"\(error)".isEmpty) }
        }
    }
}
