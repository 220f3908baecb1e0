import ModelFile
import Testing

/// Random damage: a typed error or a model that can be read, never a crash.
@Suite struct GGUFMutationTests {
    private func read(_ path: String) throws(ModelFileError) {
        let model = try GGUFModel(path: path)
        try model.verify()
    }

    @Test(arguments: [GGUFTensorType.i2_s, .tq1_0, .tq2_0]) func alteredFilesNeverCrash(_ type: GGUFTensorType) throws {
        let scratch = Scratch()
        var shape = type == .i2_s ? blockShape : wideShape
        shape.vocabulary = 270
        let file = RawGGUF.model(shape, ternary: type, tokenizer: true)
        let bytes = file.bytes
        let head = Int(file.place(of: file.tensors.count))
        var random = Seeded(UInt64(type.rawValue))
        var (refused, accepted) = (0, 0)
        let interesting: [UInt64] = [
            0, 1, 7, 8, 255, 256, 1 << 31, 1 << 32, 1 << 40, 1 << 61, 1 << 62, 1 << 63, UInt64(Int64.max), .max,
        ]
        let path = scratch.write("model.gguf", bytes)
        let descriptor = FileInPlace(path)
        for _ in 0..<(type == .i2_s ? 16_000 : 2_500) {
            var changed: [(at: Int, bytes: [UInt8])] = []
            for _ in 0...(random.next() % 3) {
                let at = Int(random.next() % UInt64(random.next() % 8 == 0 ? bytes.count - 8 : head))
                switch random.next() % 4 {
                case 0: changed.append((at, [bytes[at] ^ 1 << UInt8(random.next() % 8)]))
                case 1: changed.append((at, [UInt8(truncatingIfNeeded: random.next())]))
                case 2: changed.append((at, RawGGUF.long(interesting[Int(random.next() % UInt64(interesting.count))])))
                default:
                    let from = Int(random.next() % UInt64(head))
                    changed.append((at, Array(bytes[from..<min(from + 8, bytes.count)])))
                }
            }
            for change in changed { descriptor.write(change.bytes, at: change.at) }
            let length = random.next() % 16 == 0 ? Int(random.next() % UInt64(bytes.count)) : bytes.count
            if length < bytes.count { descriptor.cut(to: length) }
            do throws(ModelFileError) {
                try read(path)
                accepted += 1
            } catch {
                #expect(error.path == path && !"\(error)".isEmpty)
                refused += 1
            }
            for change in changed {
                descriptor.write(
                    Array(bytes[change.at..<min(change.at + change.bytes.count, bytes.count)]), at: change.at)
            }
            if length < bytes.count { descriptor.write(Array(bytes[length...]), at: length) }
            descriptor.cut(to: bytes.count)
        }
        #expect(refused > accepted && accepted > 0, "\(refused) refused, \(accepted) accepted")
        try read(path)
    }
}
