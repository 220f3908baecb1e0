import JSONText
import ModelFile
import Testing

/// Files whose checksums are right and whose content is not.
@Suite struct PackedDamageTests {
    private func model(_ scratch: borrowing Scratch) throws -> (bytes: [UInt8], model: PackedModel) {
        let options = ImportOptions(embedding: .int8Planes)
        let path = try Checkpoint(smallShape, seed: 8).importModel(scratch, "model.trivet", options)
        return (contents(path), try PackedModel(path: path))
    }

    @Test func planesAreChecked() throws {
        let scratch = Scratch()
        let (bytes, model) = try model(scratch)
        let record = try #require(model.tensor("token_embedding"))
        let layout = PlanesLayout(rows: record.rows, columns: record.columns)
        func told(_ at: Int, _ values: [UInt8]) throws -> String {
            var changed = bytes
            for (index, value) in values.enumerated() { changed[record.offset + at + index] = value }
            PackedFormat.seal(&changed)
            return "\(try #require(mistake(scratch.write("spoilt", changed)), "\(values) at \(at)"))"
        }
        #expect(try told(layout.scales.lowerBound + 4, [0, 0, 0x80, 0x7F]).contains("scale of a row"))
        #expect(try told(layout.scales.lowerBound + 8, [0, 0, 0x80, 0xBF]).contains("scale of a row"))
        #expect(try told(layout.scales.upperBound, [1]).contains("padding"))
        #expect(try told(layout.lowNorms.lowerBound, [0, 0, 0, 0]).contains("norm of the low plane"))
        #expect(try told(layout.lowNorms.lowerBound + 400, [0, 0, 0xC0, 0x7F]).contains("norm of the low plane"))
        // 255 in a column whose dither is 0 stands for 135, which is none of the values.
        let high = layout.high.lowerBound + 3 * layout.rowBytes
        let low = layout.low.lowerBound + 3 * layout.rowBytes
        var changed = bytes
        changed[record.offset + high + 2] |= 0x0F
        changed[record.offset + low + 2] |= 0x0F
        PackedFormat.seal(&changed)
        #expect(mistake(scratch.write("spoilt", changed)) != nil)
        // Column 24 and those behind it are padding.
        #expect(try told(high + 24, [0x89]).contains("padding that is not 0"))
        #expect(try told(low + 63, [0x10]).contains("padding that is not 0"))
    }

    /// Every byte of the embedding and of a ternary tensor is looked at: changed to another one, either the file is still a
    /// model or `verify` says where it is not.
    @Test func randomDamageWithRightChecksums() throws {
        let scratch = Scratch()
        let (bytes, model) = try model(scratch)
        var random = Seeded(11)
        var found = 0
        for _ in 0..<1_000 {
            var changed = bytes
            let record = model.tensors[Int(random.next() % UInt64(model.tensors.count))]
            for _ in 0...(random.next() % 4) {
                let at = record.offset + Int(random.next() % UInt64(record.byteCount))
                changed[at] = UInt8(truncatingIfNeeded: random.next())
            }
            PackedFormat.seal(&changed)
            if let error = mistake(scratch.write("spoilt", changed)) {
                found += 1
                #expect("\(error)".contains(record.name), "\(error)")
            }
        }
        #expect(found > 100 && found < 1_000)
    }

    @Test func theDirectoryIsChecked() throws {
        let scratch = Scratch()
        let (bytes, _) = try model(scratch)
        let metadata = Int(bytes[24]) | Int(bytes[25]) << 8
        let directory = 64 + (metadata + 63) / 64 * 64
        var random = Seeded(13)
        // The record of the first tensor: encoding, scale, rows, columns, place, length.
        for offset in 8..<48 {
            for value in [UInt8(0), 1, 2, 16, 0x7F, 0x80, 0xFF, UInt8(truncatingIfNeeded: random.next())] {
                var changed = bytes
                guard changed[directory + 16 + offset] != value else { continue }
                changed[directory + 16 + offset] = value
                PackedFormat.seal(&changed)
                // Any other positive scale of an embedding means nothing and is let through; all else is wrong.
                let error = mistake(scratch.write("spoilt", changed))
                if !(12..<16).contains(offset) { #expect(error != nil, "\(value) at \(offset)") }
            }
        }
    }
}
